/** Follows the rows of the chosen runs, and shows them now and then: intervals are worked out again each time. */
import type { EvaluationId } from '../../../app/host/evaluations'
import type { ResultRow } from '../../../app/metrics/result'
import type { Context } from '../context'
import { subscribe } from '../subscribe'

/** Follows just these runs from now on. */
export interface RowFollower {
  readonly follow: (ids: readonly EvaluationId[]) => void
}

/** How long rows are gathered before they are shown: longer where there is much to resample. */
const gatherMs = (rows: number) => (rows > 500 ? 1000 : 100)

/** Makes one that follows nothing yet. */
export function createRowFollower(context: Context): RowFollower {
  const { set } = context
  const followed = new Map<EvaluationId, AbortController>()
  return {
    follow: (ids) => {
      for (const [id, end] of followed) {
        if (ids.includes(id)) continue
        end.abort()
        followed.delete(id)
      }
      set(({ evaluations }) => ({
        evaluations: {
          rows: Object.fromEntries(Object.entries(evaluations.rows).filter(([id]) => ids.includes(id))),
        },
      }))
      for (const id of ids) {
        if (followed.has(id)) continue
        const end = new AbortController()
        followed.set(id, end)
        followRows(context, id, end.signal)
      }
    },
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
