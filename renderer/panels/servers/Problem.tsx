/** What went wrong with a server, where it happened. */
import type { FailureData } from '../../../app/failure'
import { Icon } from '../../parts/Icon'
import { heard, t } from '../../language/text'

/** The sentence, and the details on demand; nothing where nothing failed. */
export function Problem({ failure }: { failure: FailureData | undefined }) {
  if (failure === undefined) return null
  return (
    <div className="notice" data-tone="error" role="alert">
      <Icon name="warning" />
      <div className="notice-text">
        {heard(failure.message)}
        {failure.detail !== undefined && failure.detail !== '' && (
          <details>
            <summary>{t('Details')}</summary>
            <pre>{failure.detail}</pre>
          </details>
        )}
      </div>
    </div>
  )
}
