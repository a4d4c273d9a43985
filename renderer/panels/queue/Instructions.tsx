/** What annotators of the queue are asked to do, above the trace; folded away by those who know it. */
import { useSession, useActions } from '../../use-session'
import { LinkButton } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import { Markdown } from '../../parts/Markdown'
import { t } from '../../language/text'

/** Nothing where nothing was written. Text that changed since it was folded away shows itself. */
export function Instructions() {
  const session = useActions()
  const text = useSession((s) => s.queue.kept.setup.instructions)
  const folded = useSession(
    (s) => s.queue.folded !== undefined && s.queue.folded === s.queue.kept.setup.instructions,
  )
  if (text.trim() === '') return null
  return (
    <section className="instructions" aria-label={t('Instructions')} data-folded={folded}>
      <div className="instructions-head">
        <button
          type="button"
          className="disclosure-title"
          aria-expanded={!folded}
          onClick={() => session.queue.fold(!folded)}
        >
          <Icon name={folded ? 'right' : 'down'} />
          <span>{t('Instructions')}</span>
        </button>
        <LinkButton onClick={() => session.queue.show('instructions')}>{t('Edit')}</LinkButton>
      </div>
      {!folded && (
        <div
          className="instructions-text"
          tabIndex={0}
          role="region"
          aria-label={t('Text of the instructions')}
        >
          <Markdown text={text} />
        </div>
      )}
    </section>
  )
}
