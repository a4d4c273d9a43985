/** That somebody else has the open trace open, too, or has decided about it: so that two do not do one's work unknowingly. */
import { reviewsOf } from '../../../app/trace/review'
import type { State } from '../../session/state'
import { verdictWords } from '../../words/review'
import { t } from '../../language/text'
import { useSession } from '../../use-session'

/** One line a person; nothing where one is alone with it. */
export function Elsewhere() {
  const open = useSession(openBy)
  const decided = useSession(decidedBy)
  if (open === '' && decided === '') return null
  return (
    <div className="elsewhere small-text" role="status">
      {open !== '' && (
        <p>
          {t('{people} has this trace open, too. Verdicts are kept apart; corrections are shared.', {
            people: open,
          })}
        </p>
      )}
      {decided !== '' && <p className="muted">{decided}</p>}
    </div>
  )
}

/** Texts, so that they are the same while nothing changed. */
function openBy({ queue, document }: State): string {
  const names = queue.present.flatMap((one) => (one.project === document.id ? [one.by] : []))
  return [...new Set(names)].join(', ')
}

function decidedBy({ document: { project, branch }, review }: State): string {
  if (project === undefined || branch === undefined) return ''
  return reviewsOf(project.reviews, branch)
    .flatMap(({ by, verdict }) =>
      by === review.annotator || verdict === undefined ? [] : [`${by}: ${t(verdictWords[verdict])}`],
    )
    .join(' · ')
}
