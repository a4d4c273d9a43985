/** The keys of a presentation on a sheet over it. */
import { Keys } from '../../controls/Keys'
import { Icon } from '../../parts/Icon'
import { t } from '../../language/text'
import { presentKeys } from './present-keys'

/** Each with its first keys. */
export function PresentKeys({ onClose }: { onClose: () => void }) {
  return (
    <div className="present-sheet" data-testid="present-keys" role="group" aria-label={t('Keys')}>
      <div className="present-sheet-head">
        {t('Keys')}
        <button type="button" className="icon-button" aria-label={t('Close')} onClick={onClose}>
          <Icon name="close" />
        </button>
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
