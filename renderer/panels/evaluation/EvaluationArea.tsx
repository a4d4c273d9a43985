/** Runs over benchmarks: the list on the left, results or the form of a new run beside it. */
import { useSession } from '../../session/use-session'
import { NoticeView } from '../../parts/NoticeView'
import { Results } from './Results'
import { RowDetail } from './RowDetail'
import { RunForm } from './RunForm'
import { RunList } from './RunList'

/** The whole area. */
export function EvaluationArea() {
  const known = useSession((s) => s.evaluations !== undefined)
  const none = useSession((s) => s.evaluations?.length === 0)
  const planning = useSession((s) => s.planning)
  const chosen = useSession((s) => s.chosenRuns.length > 0)
  const detail = useSession((s) => s.resultItem !== undefined && s.chosenRuns.length > 0 && !s.planning)
  return (
    <div className="evaluation">
      <RunList />
      <main className="evaluation-main" aria-busy={!known}>
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
      <p className="muted">Choose a run on the left. Tick others to see them side by side.</p>
    </div>
  )
}
