/** Getting a model from a hub: words are searched for, a repository is looked up first, so that sizes are known before a byte is fetched. */
import { useRef, useState, type FormEvent } from 'react'
import type { FailureData } from '../../../app/failure'
import { isRepository } from '../../../app/host/hub-names'
import type { FoundRepository, Repository } from '../../../app/host/models'
import { Found } from './Found'
import { TextField } from '../../parts/Field'
import { Button } from '../../parts/Button'
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
  const [matches, setMatches] = useState<readonly FoundRepository[] | undefined>(undefined)
  const asking = useRef(new AbortController())
  const endpoint = useSession((s) => s.modelStore.hub?.endpoint ?? '')
  const begin = (): AbortSignal => {
    asking.current.abort()
    asking.current = new AbortController()
    setBusy(true)
    setFailure(undefined)
    setFound(undefined)
    setMatches(undefined)
    return asking.current.signal
  }
  const search = async (words: string) => {
    const signal = begin()
    const answer = await session.modelStore.search(words, signal)
    if (signal.aborted) return
    setBusy(false)
    if ('failure' in answer) setFailure(answer.failure)
    else setMatches(answer.value)
  }
  const lookUp = async (name: string) => {
    const signal = begin()
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
  const name = nameIn(repo)
  const named = isRepository(name)
  const ask = (event: FormEvent) => {
    event.preventDefault()
    void (named ? lookUp(name) : search(repo.trim()))
  }
  return (
    <section aria-labelledby="models-hub">
      <h3 id="models-hub" className="models-title">
        {t('Download')}
      </h3>
      <form className="models-form" onSubmit={ask}>
        <TextField
          label={t('Repository')}
          placeholder={t('owner/name, or words to search for')}
          required
          spellCheck={false}
          value={repo}

          onChange={setRepo}
        />
        <TextField
          label={t('Revision')}
          spellCheck={false}
          value={revision}

          onChange={setRevision}
          className="models-revision"
        />
        <Button submit disabled={busy || repo.trim() === ''}>
          {busy ? t('Looking…') : named || repo.trim() === '' ? t('Look up') : t('Search')}
        </Button>
      </form>
      {failure !== undefined && <Problem failure={failure} />}
      {matches !== undefined && (
        <Found
          matches={matches}
          onChosen={(chosen) => {
            setRepo(chosen)
            void lookUp(chosen)
          }}
        />
      )}
      {found !== undefined && <Variants repository={found} onStarted={() => setFound(undefined)} />}
      <Disclosure title={t('Hub and token')} aside={endpoint.replace(/^https?:\/\//, '')}>
        <HubSettings />
      </Disclosure>
    </section>
  )
}

/** The repository in a text: an address of the hub's page of it, or what was typed. */
function nameIn(text: string): string {
  return text
    .trim()
    .replace(/^https?:\/\/[^/]+\//, '')
    .replace(/\/(tree\/.*)?$/, '')
}
