/** Getting a model from a hub: words are searched for, a repository is looked up first, so that sizes are known before a byte is fetched. */
import { useRef, useState } from 'react'
import type { FailureData } from '../../../app/failure'
import { isRepository } from '../../../app/host/hub-names'
import type { FoundRepository, Repository } from '../../../app/host/models'
import { Found } from './Found'
import { TextField } from '../../parts/Field'
import { Form } from '../../parts/Form'
import { Button } from '../../parts/Button'
import { Disclosure } from '../../parts/Disclosure'
import { useActions, useSession } from '../../use-session'
import { Problem } from '../servers/Problem'
import { HubSettings } from './HubSettings'
import { Variants } from './Variants'
import type { WorkResult } from '../../session/failure-of'
import { t } from '../../language/text'

/** Repository, revision, and what they hold. */
export function HubForm() {
  const [typed, setTyped] = useState('')
  const [revision, setRevision] = useState('main')
  const endpoint = useSession((s) => s.modelStore.hub?.endpoint ?? '')
  const { busy, failure, found, matches, search, lookUp, forget } = useHub()
  const name = nameIn(typed)
  const named = isRepository(name)
  const nothing = typed.trim() === ''
  const ask = () => (named ? lookUp(name, revision) : search(typed.trim()))
  const choose = (chosen: string) => {
    setTyped(chosen)
    void lookUp(chosen, revision)
  }
  return (
    <section aria-labelledby="models-hub">
      <h3 id="models-hub" className="models-title">
        {t('Download')}
      </h3>
      <Form className="models-form" onSubmit={ask}>
        <TextField
          label={t('Repository')}
          placeholder={t('owner/name, or words to search for')}
          required
          spellCheck={false}
          value={typed}
          onChange={setTyped}
        />
        <TextField
          label={t('Revision')}
          spellCheck={false}
          value={revision}
          onChange={setRevision}
          className="models-revision"
        />
        <Button submit disabled={busy || nothing}>
          {busy ? t('Looking…') : named || nothing ? t('Look up') : t('Search')}
        </Button>
      </Form>
      <Problem failure={failure} />
      {matches !== undefined && <Found matches={matches} onChosen={choose} />}
      {found !== undefined && <Variants repository={found} onStarted={forget} />}
      <Disclosure title={t('Hub and token')} aside={endpoint.replace(/^https?:\/\//, '')}>
        <HubSettings />
      </Disclosure>
    </section>
  )
}

/** What the hub said last. */
interface Said {
  readonly failure?: FailureData
  readonly found?: Repository
  readonly matches?: readonly FoundRepository[]
}

/** Questions to the hub, one at a time: a new one ends the one before. */
function useHub() {
  const session = useActions()
  const [said, setSaid] = useState<Said>({})
  const [busy, setBusy] = useState(false)
  const asking = useRef(new AbortController())
  const ask = async <T,>(
    question: (signal: AbortSignal) => Promise<WorkResult<T>>,
    take: (value: T) => Said,
  ) => {
    asking.current.abort()
    asking.current = new AbortController()
    const { signal } = asking.current
    setBusy(true)
    setSaid({})
    const answer = await question(signal)
    if (signal.aborted) return
    setBusy(false)
    setSaid('failure' in answer ? { failure: answer.failure } : take(answer.value))
  }
  return {
    ...said,
    busy,
    search: (words: string) =>
      ask(
        (signal) => session.modelStore.search(words, signal),
        (matches) => ({ matches }),
      ),
    lookUp: (name: string, revision: string) =>
      ask(
        (signal) => session.modelStore.lookUp(name, revision.trim() || 'main', signal),
        (found) => ({ found }),
      ),
    forget: () => setSaid({}),
  }
}

/** The repository in a text: an address of the hub's page of it, or what was typed. */
function nameIn(text: string): string {
  return text
    .trim()
    .replace(/^https?:\/\/[^/]+\//, '')
    .replace(/\/(tree\/.*)?$/, '')
}
