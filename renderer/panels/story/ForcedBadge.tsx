/** Says of a step that a person put a token into what its model wrote. */
import { t } from '../../language/text'

/** Beside the title of a card. */
export function ForcedBadge() {
  return (
    <span
      className="badge person"
      title={t('You put a token here in place of the one the model wrote, and it went on from there.')}
    >
      {t('token put by you')}
    </span>
  )
}
