/** One server: where it is, its key and limits, and its models. */
import { useState, type KeyboardEvent } from 'react'
import type { FailureData } from '../../../app/failure'
import type { ServedModel, ServerInfo } from '../../../app/host/servers'
import { TextField } from '../../parts/Field'
import { Button, LinkButton } from '../../parts/Button'
import { EditableName } from '../../parts/EditableName'
import { NumberField } from '../../parts/NumberField'
import { manyModels } from '../../session/servers/servers-state'
import { useActions } from '../../use-session'
import { Consent } from './AddServer'
import { ModelCard } from './ModelCard'
import { Problem } from './Problem'
import { t } from '../../language/text'

/** Settings above, models below. */
export function ServerPage({ server }: { server: ServerInfo }) {
  const session = useActions()
  const [failure, setFailure] = useState<FailureData>()
  const [busy, setBusy] = useState(false)
  const keep = async (work: Promise<FailureData | undefined>) => {
    setBusy(true)
    setFailure(await work)
    setBusy(false)
  }
  const shown = failure ?? server.failure
  return (
    <div className="server-page">
      <div className="server-head">
        <h3 className="server-title">
          <EditableName
            value={server.name}
            label={t('Name of the server')}
            onChange={(name) => void keep(session.servers.change(server.id, { name }))}
          />
        </h3>
        <Button small disabled={busy} onClick={() => void keep(session.servers.refresh(server.id))}>
          {t('Refresh its models')}
        </Button>
        <RemoveButton server={server} />
      </div>
      <div className="server-fields">
        <span>{t('Address')}</span>
        <code className="server-url">{server.url}</code>
        <span>{t('Key')}</span>
        <KeyField server={server} keep={keep} />
        <span>{t('Concurrency')}</span>
        <div className="server-limit">
          <NumberField
            label={t('Concurrent requests')}
            value={server.concurrency}
            min={1}
            max={256}
            onChange={(concurrency) => void keep(session.servers.change(server.id, { concurrency }))}
          />
          <span className="muted small-text">{t('requests; the window and batches share them')}</span>
        </div>
      </div>
      {server.url.startsWith('https:') && (
        <Consent
          value={server.insecure}
          onChange={(insecure) => void keep(session.servers.change(server.id, { insecure }))}
        />
      )}
      <Problem failure={shown} />
      <Models server={server} />
    </div>
  )
}

/** Its models; a long list can be searched, and those tried come first. */
function Models({ server }: { server: ServerInfo }) {
  const [typed, setTyped] = useState('')
  const many = server.models.length > manyModels
  const words = typed.toLowerCase().trim()
  const found = server.models.filter((m) => m.name.toLowerCase().includes(words))
  const tried = many ? [...found].sort((a, b) => Number(isTried(b)) - Number(isTried(a))) : found
  const shown = tried.slice(0, mostShown)
  return (
    <>
      {many && (
        <TextField
          type="search"
          label={t('Search its models')}
          placeholder={t('Search {models, plural, one {# model} other {# models}}', {
            models: server.models.length,
          })}
          spellCheck={false}
          value={typed}
          onChange={setTyped}
        />
      )}
      {found.length === 0 && (
        <p className="muted">{many ? t('No model is called that.') : t('It lists no models.')}</p>
      )}
      {shown.map((model, i) => (
        <ModelCard
          key={model.name}
          server={server}
          model={model}
          open={i === 0 && (!many || isTried(model))}
        />
      ))}
      {tried.length > shown.length && (
        <p className="muted">{t('{tried} more; search for them.', { tried: tried.length - shown.length })}</p>
      )}
    </>
  )
}

/** Cards at a time; each has fields of its own. */
const mostShown = 40

function isTried({ probe }: ServedModel): boolean {
  return probe !== undefined
}

function KeyField({
  server,
  keep,
}: {
  server: ServerInfo
  keep: (work: Promise<FailureData | undefined>) => Promise<void>
}) {
  const session = useActions()
  const [typed, setTyped] = useState<string | undefined>(undefined)
  if (server.key === 'environment') return <span className="muted">{t('from Relook’s environment')}</span>
  if (typed === undefined)
    return (
      <span>
        <span className="muted">{server.key === 'kept' ? t('kept, never shown') : t('none')}</span>{' '}
        <LinkButton onClick={() => setTyped('')}>
          {server.key === 'kept' ? t('Replace') : t('Set')}
        </LinkButton>
        {server.key === 'kept' && (
          <LinkButton onClick={() => void keep(session.servers.change(server.id, { key: null }))}>
            {t('Forget')}
          </LinkButton>
        )}
      </span>
    )
  const done = () => {
    const key = typed.trim()
    setTyped(undefined)
    if (key !== '') void keep(session.servers.change(server.id, { key }))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') done()
    else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      setTyped(undefined)
    }
  }
  return (
    <TextField
      type="password"
      label={t('New key')}
      autoComplete="off"
      autoFocus
      value={typed}
      onChange={setTyped}
      onBlur={done}
      onKeyDown={onKeyDown}
    />
  )
}

/** Twice, because the key goes with it. */
function RemoveButton({ server }: { server: ServerInfo }) {
  const session = useActions()
  const [sure, setSure] = useState(false)
  if (!sure)
    return (
      <Button small onClick={() => setSure(true)}>
        {t('Remove')}
      </Button>
    )
  return (
    <Button
      small
      danger
      autoFocus
      onBlur={() => setSure(false)}
      onClick={() => void session.servers.remove(server.id)}
    >
      {server.key === 'kept' ? t('Remove and delete its key') : t('Remove it')}
    </Button>
  )
}
