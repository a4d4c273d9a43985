/** What of the evidence belongs to the open branch. Pure. */
import { heats } from '../../../app/explain/map'
import { shownLooks, type ShownLook } from '../../../app/explain/intervene'
import type { LookVerdict } from '../../../app/explain/verdict'
import type { HeatCell } from '../../../app/paint/heat'
import type { Evidence, Occlusion } from '../../../app/trace/evidence'
import { mainBranch, stepsOf } from '../../../app/trace/project'
import type { Step } from '../../../app/trace/step'
import { openBranch } from '../document/rows'
import type { State } from '../state'

type Of<T extends Evidence['type']> = Extract<Evidence, { type: T }>

/** The looks of the open branch that something was shown for. */
export function openLooks(state: State): readonly ShownLook[] {
  const open = openBranch(state)
  if (open === undefined) return none
  const steps = stepsOf(open.project, open.branch)
  const known = looks.get(steps)
  if (known !== undefined) return known
  const found = shownLooks(steps)
  looks.set(steps, found)
  return found
}

const none: readonly ShownLook[] = []
const looks = new WeakMap<readonly object[], readonly ShownLook[]>()

interface WithEvidence {
  readonly document: {
    readonly project: { readonly evidence?: readonly Evidence[] | undefined } | undefined
    readonly branch: string | undefined
  }
}

/** The newest evidence of a kind about the open branch, and about this look where one is named. */
export function evidenceOf<T extends Evidence['type']>(
  { document: { project, branch } }: WithEvidence,
  type: T,
  look?: string,
): Of<T> | undefined {
  const found = project?.evidence?.findLast(
    (e) => e.type === type && e.branch === branch && (look === undefined || e.look === look),
  )
  return found as Of<T> | undefined
}

/** The map as heat; undefined where none is, or none is to be seen. */
export function occlusionHeat(map: Occlusion): readonly HeatCell[] {
  const values = heats(map.cells)
  return map.cells.map((cell, i) => ({ box: cell.box, value: values[i] ?? 0 }))
}

/** A step of the open branch. */
export function stepIn(state: State, id: string): Step | undefined {
  const open = openBranch(state)
  return open && stepsOf(open.project, open.branch).find((s) => s.id === id)
}

/** What a batch over the open file said of the looks of the open trace, in their order; undefined where it said nothing of this branch. */
export function foundInBatch(state: State): readonly LookVerdict[] | undefined {
  const { row } = state.collections
  const open = openBranch(state)
  if (row?.tried === undefined || open === undefined || open.project.id !== row.project) return undefined
  return mainBranch(open.project)?.id === open.branch.id ? row.tried : undefined
}
