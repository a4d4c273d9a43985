/** Runs over benchmarks: the list on the left, results or the form of a new run beside it. */
import { useSession } from '../../use-session'
import { NoticeView } from '../../controls/NoticeView'
import { Headline } from './Headline'
import { Results } from './Results'
import { RowDetail } from './RowDetail'
import { RunForm } from './RunForm'
import { RunList } from './RunList'
import { t } from '../../language/text'

/** The whole area. */
export function EvaluationArea() {
  const known = useSession((s) => s.evaluations.list !== undefined)
  const none = useSession((s) => s.evaluations.list?.length === 0)
  const planning = useSession((s) => s.evaluations.planning)
  const chosen = useSession((s) => s.evaluations.chosen.length > 0)
  const detail = useSession(
    (s) => s.evaluations.item !== undefined && s.evaluations.chosen.length > 0 && !s.evaluations.planning,
  )
  return (
    <div className="evaluation">
      <RunList />
      <main className="area-main" aria-busy={!known}>
        <NoticeView place="evaluate" />
        {planning || none ? <RunForm /> : chosen ? <Results /> : known ? <Choose /> : null}
      </main>
      {detail && <RowDetail />}
    </div>
  )
}

function Choose() {
  return (
    <div className="evaluation-empty">
      <Headline />
      <p className="muted">{t('Choose a run on the left. Tick others to see them side by side.')}</p>
    </div>
  )
}
