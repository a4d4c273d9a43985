/** A trace as it is told up to a step: the rows of a branch, and which boxes stand on the image by then. Pure. */
import type { PageTrace } from '../../app/sharing/page'
import { boxesOf, isElsewhere } from '../../app/story/boxes'
import { branchOf, stepsOf, type Branch } from '../../app/trace/project'
import type { CanvasBox } from '../canvas/props'
import { goldCanvasBoxes } from '../panels/canvas-boxes'
import { lookOf, rowsOf, type Row } from '../session/document/rows'
import type { PagePlace } from './place'

/** What is told. */
export interface PageView {
  readonly trace: PageTrace
  readonly branch: Branch
  readonly rows: readonly Row[]
  readonly other: { readonly branch: Branch; readonly rows: readonly Row[] } | undefined
  /** How many rows are shown. */
  readonly until: number
  /** The row one is at. */
  readonly current: Row | undefined
}

/** What is told of a trace at a place; a branch or step that is not there is the first or the last. */
export function toldAt(trace: PageTrace, { branch: id, other: otherId, step }: PagePlace): PageView {
  const { project } = trace
  const branch = (id === undefined ? undefined : branchOf(project, id)) ?? project.branches[0]
  if (branch === undefined) throw new Error('There is nothing in this trace.')
  const rows = rowsIn(trace, branch)
  const other = otherId === undefined || otherId === branch.id ? undefined : branchOf(project, otherId)
  const at = step === undefined ? undefined : Math.min(step, rows.length)
  return {
    trace,
    branch,
    rows,
    other: other && { branch: other, rows: rowsIn(trace, other) },
    until: at ?? rows.length,
    current: at === undefined ? undefined : rows[at - 1],
  }
}

/** The boxes to paint, and the look one is at. Where the right place is comes last: it would tell the end. */
export function boxesAt({ trace, rows, other, until, current }: PageView): {
  readonly boxes: readonly CanvasBox[]
  readonly at: string | undefined
} {
  const shown = rows.slice(0, until)
  const gold = until === rows.length ? goldCanvasBoxes(trace.project.origin) : []
  const elsewhere = new Set(rows.filter(isElsewhere).map((r) => r.id))
  const boxes = [...gold, ...boxesOf(shown, undefined, other?.rows ?? [])].filter((b) => !elsewhere.has(b.id))
  return { boxes, at: lookOf(rows, current?.id)?.id }
}

function rowsIn({ project }: PageTrace, branch: Branch): readonly Row[] {
  return rowsOf({ steps: stepsOf(project, branch), drafts: project.drafts, branch: branch.id })
}
