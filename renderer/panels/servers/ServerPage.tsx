/** One server: where it is, its key and limits, and its models. */
import { useState, type KeyboardEvent } from 'react'
import type { FailureData } from '../../../app/failure'
import type { ServedModel, ServerInfo } from '../../../app/host/servers'
import { EditableName } from '../../parts/EditableName'
import { NumberField } from '../../parts/NumberField'
import { manyModels } from '../../session/servers/servers-state'
import { useActions } from '../../use-session'
import { Consent } from './AddServer'
import { ModelCard } from './ModelCard'
import { Problem } from './Problem'

/** Settings above, models below. */
export function ServerPage({ server }: { server: ServerInfo }) {
  const session = useActions()
  const [failure, setFailure] = useState<FailureData | undefined>(undefined)
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
            label="Name of the server"
            onChange={(name) => void keep(session.servers.change(server.id, { name }))}
          />
        </h3>
        <button
          type="button"
          className="button small"
          disabled={busy}
          onClick={() => void keep(session.servers.refresh(server.id))}
        >
          Ask for its models again
        </button>
        <RemoveButton server={server} />
      </div>
      <div className="server-fields">
        <span>Address</span>
        <code className="server-url">{server.url}</code>
        <span>Key</span>
        <KeyField server={server} keep={keep} />
        <span>At a time</span>
        <div className="server-limit">
          <NumberField
            label="Requests at the same time"
            value={server.concurrency}
            min={1}
            max={256}
            onChange={(concurrency) => void keep(session.servers.change(server.id, { concurrency }))}
          />
          <span className="muted small-text">requests; the window and batches take turns</span>
        </div>
      </div>
      {server.url.startsWith('https:') && (
        <Consent
          value={server.insecure}
          onChange={(insecure) => void keep(session.servers.change(server.id, { insecure }))}
        />
      )}
      {shown !== undefined && <Problem failure={shown} />}
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
        <input
          className="name-field"
          type="search"
          aria-label="Search its models"
          placeholder={`Search ${server.models.length} models`}
          spellCheck={false}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
        />
      )}
      {found.length === 0 && (
        <p className="muted">{many ? 'No model is called that.' : 'It lists no models.'}</p>
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
        <p className="muted">{tried.length - shown.length} more; search for them.</p>
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
  if (server.key === 'environment') return <span className="muted">from the environment of Relook</span>
  if (typed === undefined)
    return (
      <span>
        <span className="muted">{server.key === 'kept' ? 'kept, never shown' : 'none'}</span>{' '}
        <button type="button" className="link" onClick={() => setTyped('')}>
          {server.key === 'kept' ? 'Replace' : 'Set'}
        </button>
        {server.key === 'kept' && (
          <button
            type="button"
            className="link"
            onClick={() => void keep(session.servers.change(server.id, { key: null }))}
          >
            Forget
          </button>
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
    <input
      className="name-field"
      type="password"
      aria-label="New key"
      autoComplete="off"
      autoFocus
      value={typed}
      onChange={(e) => setTyped(e.target.value)}
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
      <button type="button" className="button small" onClick={() => setSure(true)}>
        Remove
      </button>
    )
  return (
    <button
      type="button"
      className="button small danger"
      autoFocus
      onBlur={() => setSure(false)}
      onClick={() => void session.servers.remove(server.id)}
    >
      Remove{server.key === 'kept' ? ' and forget its key' : ' it'}
    </button>
  )
}
