/** Files of traces opened before, on the home page: open one again, or forget it. */
import type { Collection } from '../../../app/collections'
import { Icon } from '../../parts/Icon'
import { bytesWords, formatName, indexShare, manyWords } from '../../session/collection-words'
import { useActions, useSession } from '../../session/use-session'

/** Nothing where there is none. */
export function RecentTraces() {
  const collections = useSession((s) => s.collections)
  if (collections === undefined || collections.length === 0) return null
  return (
    <section className="recent" aria-label="Files of traces">
      <h3 className="recent-title">Traces opened before</h3>
      <ul className="recent-list">
        {collections.slice(0, 8).map((c) => (
          <Recent key={c.id} collection={c} />
        ))}
      </ul>
    </section>
  )
}

function Recent({ collection }: { collection: Collection }) {
  const session = useActions()
  const { id, name, path, reading, state } = collection
  return (
    <li className="recent-item">
      <button type="button" className="recent-main" title={path} onClick={() => session.openCollection(id)}>
        <Icon name="list" />
        <span className="recent-text">
          <span className="recent-name clip">{name}</span>
          <span className="muted small-text clip">{factWords(collection)}</span>
        </span>
        {state.type === 'indexing' && (
          <progress max={1} value={indexShare(collection)} aria-label="Reading" />
        )}
        <span className="badge">{formatName(reading.format)}</span>
      </button>
      <button
        type="button"
        className="icon-button small on-hover"
        aria-label={`Forget ${name}`}
        title="Forget: the file and corrections stay"
        onClick={() => void session.forgetCollection(id)}
      >
        <Icon name="close" />
      </button>
    </li>
  )
}

function factWords({ state, count, bytes, reviewed }: Collection): string {
  if (state.type === 'failed') return state.failure.message
  const parts = [
    manyWords(count, 'trace'),
    bytesWords(bytes),
    reviewed > 0 ? `${reviewed} reviewed` : undefined,
    state.type === 'stopped' ? 'not read to the end' : undefined,
  ]
  return parts.filter((p) => p !== undefined).join(' · ')
}
