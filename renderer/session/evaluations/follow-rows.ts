/** Follows the rows of the chosen runs, and shows them now and then: intervals are worked out again each time. */
import type { EvaluationId } from '../../../app/host/evaluations'
import type { ResultRow } from '../../../app/metrics/result'
import type { Context } from '../context'
import { createFollowing } from '../following'
import { subscribe } from '../subscribe'

/** How long rows are gathered before they are shown: longer where there is much to resample. */
const gatherMs = (rows: number) => (rows > 500 ? 1000 : 100)

/** Follows nothing yet; what is made is called with the runs to follow from now on, and no others. */
export function createRowFollower(context: Context): (ids: readonly EvaluationId[]) => void {
  const followOnly = createFollowing<EvaluationId>((id, signal) => followRows(context, id, signal))
  return (ids) => {
    context.set(({ evaluations }) => ({
      evaluations: {
        rows: Object.fromEntries(Object.entries(evaluations.rows).filter(([id]) => ids.includes(id))),
      },
    }))
    followOnly(ids)
  }
}

function followRows(context: Context, id: EvaluationId, signal: AbortSignal): void {
  const { host, set } = context
  const rows = new Map<string, ResultRow>()
  let due = false
  const show = () => {
    due = false
    if (signal.aborted) return
    const sorted = [...rows.values()].sort((a, b) => a.item.position - b.item.position)
    set(({ evaluations }) => ({ evaluations: { rows: { ...evaluations.rows, [id]: sorted } } }))
  }
  void subscribe(context, {
    items: (end) => host.followEvaluation({ evaluation: id }, end),
    take: (event) => {
      if (event.type === 'evaluation') return
      for (const row of event.rows) rows.set(row.item.id, row)
      if (!due) setTimeout(show, gatherMs(rows.size))
      due = true
    },
    signal,
  })
}
