/** That a batch over this is under way, where one looks at its rows: how far it is, and to pause it. Nothing else is said here. */
import type { LooksSource } from '../../../app/host/looks'
import { isTrying, jobOf } from '../../session/looks/looks-rows'
import { LinkButton } from '../../parts/Button'
import { useActions, useSession } from '../../use-session'
import { looksStateWords } from '../../words/looks'
import { t } from '../../language/text'

/** A line, while it is under way. */
export function LooksProgress({ source }: { source: LooksSource }) {
  const session = useActions()
  const job = useSession((s) => jobOf(s, source))
  if (job === undefined || !isTrying(job)) return null
  return (
    <div className="looks-line" role="status">
      <progress max={Math.max(1, job.total)} value={job.done + job.failed} aria-label={t('Trying looks')} />
      <span className="muted small-text numbers">{looksStateWords(job)}</span>
      <LinkButton className="small-text" onClick={() => void session.looks.pause(job.id)}>
        {t('Pause')}
      </LinkButton>
    </div>
  )
}
