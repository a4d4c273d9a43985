/** Deleted models: had back, or deleted for good where the space is needed. Nothing where there are none. */
import { useState } from 'react'
import { formatBytes } from '../../../app/bytes'
import { Button } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { t } from '../../language/text'

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
    <section aria-label={t('Trash')}>
      <div className="models-trash">
        <span className="muted small-text">
          {t('In the trash for 30 days: {n, plural, one {# model} other {# models}}, {size}', {
            n: trash.length,
            size: formatBytes(bytes),
          })}
        </span>
        {sure ? (
          <Button small danger autoFocus onBlur={() => setSure(false)} onClick={() => void empty()}>
            {t('Delete {size} for good', { size: formatBytes(bytes) })}
          </Button>
        ) : (
          <Button small onClick={() => setSure(true)}>
            {t('Empty trash')}
          </Button>
        )}
      </div>
      <ul className="models-list">
        {trash.map((model) => (
          <li key={model.id} className="models-row">
            <span className="models-what">
              <span className="models-name clip muted">{model.name}</span>
            </span>
            <Button small onClick={() => void session.modelStore.restore(model.id)}>
              {t('Restore')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
