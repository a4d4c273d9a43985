/** Questions about what is shown: which area, which mode. Pure. */
import type { BranchId } from '../../../app/trace/project'
import type { State } from '../state'
import type { Area, Mode } from './view-state'

/** Whether this area fills the window. */
export function isIn(state: State, area: Area['type']): boolean {
  return state.view.area.type === area
}

/** Whether a person reviews: the area shows projects and the right column is for reviewing. */
export function isReviewing({ view: { area, mode } }: State): boolean {
  return area.type === 'project' && mode.type === 'review'
}

/** The branch that the selected one is compared with. */
export function comparedBranch({ view: { mode } }: State): BranchId | undefined {
  return mode.type === 'compare' ? mode.branch : undefined
}

/** The mode that is left when a comparison ends. */
export function withoutComparison(mode: Mode): Exclude<Mode, { type: 'compare' }> {
  return mode.type === 'compare' ? { type: mode.before } : mode
}

/** Comparing with a branch, from the mode one is in. */
export function comparingWith(branch: BranchId, mode: Mode): Mode {
  return { type: 'compare', branch, before: withoutComparison(mode).type }
}

/**
 * Whether the list already marks another trace than the one that is shown. Until it is there, no key may act on the trace
 * one has left.
 */
export function isArriving({ collections: { row }, document }: State): boolean {
  return row !== undefined && row.project !== document.id
}
