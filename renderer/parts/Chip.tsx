/** A condition that narrows a list: a press takes it away. */
import { Icon } from './Icon'
import { t } from '../language/text'

/** Its words, and a cross. */
export function Chip({ words, onRemove }: { words: string; onRemove: () => void }) {
  return (
    <button
      type="button"
      className="chip"
      aria-label={t('Remove filter “{words}”', { words })}
      onClick={onRemove}
    >
      {words} <Icon name="close" />
    </button>
  )
}
