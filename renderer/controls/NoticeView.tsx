/** The notice of a place: what happened there, the way on, and how to take it away. */
import { useLeaving } from './use-leaving'
import { useActions, useSession } from '../use-session'
import { Button, IconButton } from '../parts/Button'
import { Icon } from '../parts/Icon'
import type { NoticePlace } from '../session/notices/notices-state'
import { heard, t } from '../language/text'

/** Shows the notice of a place, if there is one. */
export function NoticeView({ place }: { place: NoticePlace }) {
  const session = useActions()
  const notice = useSession((s) => s.notices.at[place])
  const element = useLeaving(notice)
  if (notice === undefined) return null
  return (
    <div
      ref={element}
      className="notice"
      data-tone={notice.tone}
      data-testid="notice"
      data-place={place}
      role={notice.tone === 'error' ? 'alert' : 'status'}
    >
      {notice.tone === 'error' && <Icon name="warning" />}
      <div className="notice-text">
        {heard(notice.message)}
        {notice.detail !== undefined && (
          <details>
            <summary>{t('Details')}</summary>
            <pre>{notice.detail}</pre>
          </details>
        )}
      </div>
      {notice.action !== undefined && (
        <Button small onClick={notice.action.perform}>
          {notice.action.title}
        </Button>
      )}
      <IconButton icon="close" label={t('Dismiss')} small onClick={() => session.notices.dismiss(place)} />
    </div>
  )
}
