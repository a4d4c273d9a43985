/** Whose review of the open trace differs from one's own. Pure. */
import { branchOf } from '../../../app/trace/project'
import type { Review } from '../../../app/trace/review'
import { disagreements } from '../../../app/trace/review-agreement'
import type { State } from '../state'

/** The first that does; undefined where nobody's does, or it is settled. */
export function differingReview(state: State): Review | undefined {
  const { project, branch: id } = state.document
  const { annotator } = state.review
  const branch = project === undefined || id === undefined ? undefined : branchOf(project, id)
  if (project === undefined || branch === undefined || annotator === undefined) return undefined
  const found = disagreements(project, branch).find(({ a, b }) => a.by === annotator || b.by === annotator)
  return found?.a.by === annotator ? found.b : found?.a
}
