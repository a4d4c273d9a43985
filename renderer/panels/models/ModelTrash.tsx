/** Deleted models: had back, or deleted for good where the space is needed. Nothing where there are none. */
import { useState } from 'react'
import { formatBytes } from '../../../app/bytes'
import { useActions, useSession } from '../../use-session'

/** The trash, folded up to one line. */
export function ModelTrash() {
  const session = useActions()
  const trash = useSession((s) => s.modelStore.trash)
  const [sure, setSure] = useState(false)
  if (trash.length === 0) return null
  const bytes = trash.reduce((sum, t) => sum + t.bytes, 0)
  const empty = async () => {
    await session.modelStore.emptyTrash()
    setSure(false)
  }
  return (
    <section aria-label="Trash">
      <div className="models-trash">
        <span className="muted small-text">
          In the trash for 30 days: {trash.length === 1 ? '1 model' : `${trash.length} models`},{' '}
          {formatBytes(bytes)}
        </span>
        {sure ? (
          <button
            type="button"
            className="button small danger"
            autoFocus
            onBlur={() => setSure(false)}
            onClick={() => void empty()}
          >
            Delete {formatBytes(bytes)} for good
          </button>
        ) : (
          <button type="button" className="button small" onClick={() => setSure(true)}>
            Empty trash
          </button>
        )}
      </div>
      <ul className="models-list">
        {trash.map((t) => (
          <li key={t.id} className="models-row">
            <span className="models-what">
              <span className="models-name clip muted">{t.name}</span>
            </span>
            <button
              type="button"
              className="button small"
              onClick={() => void session.modelStore.restore(t.id)}
            >
              Restore
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
