/** The keys of a presentation on a sheet over it. */
import { Keys } from '../../controls/Keys'
import { IconButton } from '../../parts/Button'
import { t } from '../../language/text'
import { presentKeys } from './present-keys'

/** Each with its first keys. */
export function PresentKeys({ onClose }: { onClose: () => void }) {
  return (
    <div className="present-sheet" data-testid="present-keys" role="group" aria-label={t('Keys')}>
      <div className="present-sheet-head">
        {t('Keys')}
        <IconButton icon="close" label={t('Close')} onClick={onClose} />
      </div>
      <dl>
        {presentKeys.map(({ action, keys, title }) => (
          <div key={action}>
            <dt>
              {keys.slice(0, 2).map((key) => (
                <Keys key={key} chord={key.length === 1 ? key.toUpperCase() : key} />
              ))}
            </dt>
            <dd>{t(title)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
