/**
 * The rows of the selected branch, kept as they are while nothing about them changed; the window's door to the rows of any branch
 * (app/trace/rows.ts). Pure; knows no React.
 */
import type { UnitSource } from '../../../app/trace/correct'
import { stepsOf, type Branch, type Project } from '../../../app/trace/project'
import { lookOf, rowsOf, type Row } from '../../../app/trace/rows'
import type { Step } from '../../../app/trace/step'
import type { State } from '../state'

export {
  hueOf,
  lookOf,
  pointOf,
  rowsOf,
  rowText,
  type LookRow,
  type Row,
  type StepRow,
} from '../../../app/trace/rows'

/** Rows that stay the same objects while nothing about them changed, so that only new ones are drawn again. */
export function createSteadyRows(): (source: UnitSource) => readonly Row[] {
  let last = new Map<string, Row>()
  let made: { readonly of: UnitSource; readonly rows: readonly Row[] } | undefined
  return (source) => {
    if (made !== undefined && sameSource(made.of, source)) return made.rows
    const rows = rowsOf(source).map((row) => {
      const before = last.get(row.id)
      return before !== undefined && sameRow(before, row) ? before : row
    })
    last = new Map(rows.map((r) => [r.id, r]))
    made = { of: source, rows }
    return rows
  }
}

function sameSource(a: UnitSource, b: UnitSource): boolean {
  return a.steps === b.steps && a.drafts === b.drafts && a.branch === b.branch
}

/** Steps, drafts and regions are never changed in place: the same object is the same value. */
function sameRow(a: Row, b: Row): boolean {
  const [x, y]: Readonly<Record<string, unknown>>[] = [{ ...a }, { ...b }]
  return x !== undefined && y !== undefined && Object.keys(y).every((key) => x[key] === y[key])
}

/** The selected branch. */
export function selectedBranch(state: State): Branch | undefined {
  return state.document.project?.branches.find((b) => b.id === state.document.branch)
}

/** The selected branch with its project; undefined before there is one. */
export function openBranch(state: State): { readonly project: Project; readonly branch: Branch } | undefined {
  const { project } = state.document
  const branch = selectedBranch(state)
  return project === undefined || branch === undefined ? undefined : { project, branch }
}

/** Whether the selected branch is running. */
export function isRunning(state: State): boolean {
  return selectedBranch(state)?.run.type === 'running'
}

/** The selected branch as edits of its structure need it. */
export function unitSource(state: State): UnitSource | undefined {
  const open = openBranch(state)
  if (open === undefined) return undefined
  const { project, branch } = open
  return { steps: stepsOf(project, branch), drafts: project.drafts, branch: branch.id }
}

/** The rows of the selected branch. */
export function selectedRows(state: State): readonly Row[] {
  const source = unitSource(state)
  if (source === undefined) return []
  const { steps, drafts, branch } = source
  const known = latest.get(steps)
  if (known?.drafts === drafts && known.branch === branch) return known.rows
  const rows = rowsOf(source)
  latest.set(steps, { drafts, branch, rows })
  return rows
}

/** The rows last made of a branch's steps: every command asks for them whenever anything changes. */
const latest = new WeakMap<
  readonly Step[],
  {
    readonly drafts: UnitSource['drafts']
    readonly branch: UnitSource['branch']
    readonly rows: readonly Row[]
  }
>()

/** The row that is moved, merged or removed: for a crop, its look. */
export function unitRow(state: State): Row | undefined {
  const rows = selectedRows(state)
  const row = rows.find((r) => r.id === state.selection.step)
  return row?.type === 'observation' ? (lookOf(rows, row.id) ?? row) : row
}

/** How many rows show while playing back: up to the selected one. */
export function playedRows(rows: readonly Row[], step: string | undefined): readonly Row[] {
  const at = rows.findIndex((r) => r.id === step)
  if (at < 0) return rows
  const next = rows[at + 1]
  return rows.slice(0, rows[at]?.type === 'look' && next?.type === 'observation' ? at + 2 : at + 1)
}
