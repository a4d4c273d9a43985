/** Whose review of the open trace differs from one's own. Pure. */
import type { Review } from '../../../app/trace/review'
import { disagreements } from '../../../app/trace/review-agreement'
import { openBranch } from '../document/rows'
import type { State } from '../state'

/** The first that does; undefined where nobody's does, or it is settled. */
export function differingReview(state: State): Review | undefined {
  const open = openBranch(state)
  const { annotator } = state.review
  if (open === undefined || annotator === undefined) return undefined
  const found = disagreements(open.project, open.branch).find(
    ({ a, b }) => a.by === annotator || b.by === annotator,
  )
  return found?.a.by === annotator ? found.b : found?.a
}
