/** Getting a model from a hub: the repository is looked up first, so that sizes are known before a byte is fetched. */
import { useRef, useState, type FormEvent } from 'react'
import type { FailureData } from '../../../app/failure'
import type { Repository } from '../../../app/host/models'
import { Disclosure } from '../../parts/Disclosure'
import { useActions, useSession } from '../../use-session'
import { Problem } from '../servers/Problem'
import { HubSettings } from './HubSettings'
import { Variants } from './Variants'
import { t } from '../../language/text'

/** Repository, revision, and what they hold. */
export function HubForm() {
  const session = useActions()
  const [repo, setRepo] = useState('')
  const [revision, setRevision] = useState('main')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<FailureData | undefined>(undefined)
  const [found, setFound] = useState<Repository | undefined>(undefined)
  const asking = useRef(new AbortController())
  const endpoint = useSession((s) => s.modelStore.hub?.endpoint ?? '')
  const lookUp = async (event: FormEvent) => {
    event.preventDefault()
    asking.current.abort()
    asking.current = new AbortController()
    const { signal } = asking.current
    setBusy(true)
    setFailure(undefined)
    setFound(undefined)
    const name = repo
      .trim()
      .replace(/^https?:\/\/[^/]+\//, '')
      .replace(/\/(tree\/.*)?$/, '')
    const answer = await session.modelStore.lookUp(
      name,
      revision.trim() === '' ? 'main' : revision.trim(),
      signal,
    )
    if (signal.aborted) return
    setBusy(false)
    if ('failure' in answer) setFailure(answer.failure)
    else setFound(answer.value)
  }
  return (
    <section aria-labelledby="models-hub">
      <h3 id="models-hub" className="models-title">
        {t('Download')}
      </h3>
      <form className="models-form" onSubmit={(e) => void lookUp(e)}>
        <input
          className="name-field"
          aria-label={t('Repository')}
          placeholder={t('owner/name, e.g. onnx-community/Qwen2.5-VL-3B-Instruct-ONNX')}
          required
          spellCheck={false}
          value={repo}
          onChange={(e) => setRepo(e.target.value)}
        />
        <input
          className="name-field models-revision"
          aria-label={t('Revision')}
          spellCheck={false}
          value={revision}
          onChange={(e) => setRevision(e.target.value)}
        />
        <button type="submit" className="button" disabled={busy || repo.trim() === ''}>
          {busy ? t('Looking…') : t('Look up')}
        </button>
      </form>
      {failure !== undefined && <Problem failure={failure} />}
      {found !== undefined && <Variants repository={found} onStarted={() => setFound(undefined)} />}
      <Disclosure title={t('Hub and token')} aside={endpoint.replace(/^https?:\/\//, '')}>
        <HubSettings />
      </Disclosure>
    </section>
  )
}
