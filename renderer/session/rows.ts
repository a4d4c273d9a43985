/** A branch as a reader goes through it: its steps with a person's drafts laid over. Pure; knows no React. */
import { areaOf, type Box } from '../../app/geometry/box'
import type { Branch, BranchId, Draft, Drafts, Project } from '../../app/trace/project'
import type { LookStep, ObservationStep, Step, StepId } from '../../app/trace/step'
import type { CanvasBox } from '../canvas/props'
import type { State } from './state'

interface Common {
  /** Step id, or the draft key of a new look. */
  readonly id: string
  /** 1-based place among the rows. */
  readonly number: number
  /** Written before an edit that comes earlier: a re-run will write it anew. */
  readonly stale: boolean
  readonly draft: Draft | undefined
}

export interface LookRow extends Common {
  readonly type: 'look'
  /** Absent for a look a person has drawn and not run yet. */
  readonly step: LookStep | undefined
  /** 1-based among the looks; the number on the box. */
  readonly look: number
  /** Drafted where there is a draft. */
  readonly region: Box<'image'>
  readonly seen: ObservationStep | undefined
}

export interface StepRow extends Common {
  readonly type: 'thought' | 'observation' | 'answer'
  readonly step: Exclude<Step, LookStep>
  /** For an observation: the number of its look. */
  readonly look: number | undefined
}

export type Row = LookRow | StepRow

/** What rows are made of; apart, so that a streamed token does not make them anew. */
export interface RowSource {
  readonly steps: Project['steps']
  readonly drafts: Drafts
  readonly branch: BranchId
  readonly path: readonly StepId[]
}

type NewLook = Extract<Draft, { type: 'look' }>

/** The rows of a branch in reading order. A new look comes after its step's crop, as it will in a re-run. */
export function rowsOf(source: RowSource): readonly Row[] {
  const steps = source.path.flatMap((id) => source.steps[id] ?? [])
  const rows: Row[] = []
  let looks = 0
  let stale = false
  const added = (after: StepId | undefined) => {
    for (const [id, draft] of newLooks(source, after)) {
      looks++
      const common = { id, number: rows.length + 1, stale: false, draft, look: looks }
      rows.push({ ...common, type: 'look', step: undefined, region: draft.region, seen: undefined })
      stale = true
    }
  }
  added(undefined)
  steps.forEach((step, i) => {
    const own = source.drafts[step.id]
    const common = { id: step.id, number: rows.length + 1, stale: stale && own === undefined, draft: own }
    const next = steps[i + 1]
    const seen = step.type === 'look' && next?.type === 'observation' ? next : undefined
    if (step.type === 'look') {
      looks++
      const region = own?.type === 'region' ? own.region : step.region
      rows.push({ ...common, type: 'look', step, look: looks, region, seen })
    } else
      rows.push({ ...common, type: step.type, step, look: step.type === 'observation' ? looks : undefined })
    stale ||= own !== undefined
    if (seen === undefined) added(step.id)
    if (step.type === 'observation') added(step.look)
  })
  return rows
}

function newLooks(source: RowSource, after: StepId | undefined): [string, NewLook][] {
  return Object.entries(source.drafts).filter(
    (entry): entry is [string, NewLook] =>
      entry[1].type === 'look' && entry[1].branch === source.branch && entry[1].after === after,
  )
}

/** Rows that stay the same objects while nothing about them changed, so that only new ones are drawn again. */
export function createSteadyRows(): (source: RowSource) => readonly Row[] {
  let last = new Map<string, Row>()
  return (source) => {
    const rows = rowsOf(source).map((row) => {
      const before = last.get(row.id)
      return before !== undefined && sameRow(before, row) ? before : row
    })
    last = new Map(rows.map((r) => [r.id, r]))
    return rows
  }
}

/** Steps, drafts and regions are never changed in place: the same object is the same value. */
function sameRow(a: Row, b: Row): boolean {
  const [x, y]: Readonly<Record<string, unknown>>[] = [{ ...a }, { ...b }]
  return x !== undefined && y !== undefined && Object.keys(y).every((key) => x[key] === y[key])
}

/** The selected branch. */
export function selectedBranch(state: State): Branch | undefined {
  return state.project?.branches.find((b) => b.id === state.branch)
}

/** Whether the selected branch is running. */
export function isRunning(state: State): boolean {
  return selectedBranch(state)?.run.type === 'running'
}

/** The rows of the selected branch. */
export function selectedRows(state: State): readonly Row[] {
  const branch = selectedBranch(state)
  if (state.project === undefined || branch === undefined) return []
  const { steps, drafts } = state.project
  return rowsOf({ steps, drafts, branch: branch.id, path: branch.path })
}

/** The look a row is about: itself, or the one an observation answers. */
export function lookOf(rows: readonly Row[], id: string | undefined): LookRow | undefined {
  const row = rows.find((r) => r.id === id)
  if (row === undefined) return undefined
  if (row.type === 'look') return row
  if (row.type !== 'observation' || row.step.type !== 'observation') return undefined
  const of = row.step.look
  return rows.find((r): r is LookRow => r.id === of && r.type === 'look')
}

/** Colour of a look: the ramp has eight. */
export function hueOf(look: number): number {
  return (look - 1) % 8
}

/** Marks ids of boxes that only show where something was, or the other branch's. */
export const ghostMark = 'ghost:'

/** The boxes on the image: looks, ghosts of moved ones, and another branch's looks as ghosts. */
export function boxesOf(
  rows: readonly Row[],
  preview: State['preview'],
  other: readonly Row[],
): readonly CanvasBox[] {
  const shared = new Set(rows.map((r) => r.id))
  const boxes: CanvasBox[] = []
  for (const row of other) {
    if (row.type === 'look' && row.step !== undefined && !shared.has(row.id))
      boxes.push(ghost(row, row.step.region))
  }
  for (const row of rows) {
    if (row.type !== 'look') continue
    const region = preview?.id === row.id ? preview.region : row.region
    const moved = row.step !== undefined && (row.draft !== undefined || preview?.id === row.id)
    if (moved && row.step !== undefined) boxes.push(ghost(row, row.step.region))
    if (areaOf(region) <= 0) continue
    const person = row.draft !== undefined || row.step?.author.type === 'person'
    const author = person ? 'person' : 'model'
    boxes.push({ id: row.id, region, number: row.look, hue: hueOf(row.look), author })
  }
  return boxes
}

function ghost(row: LookRow, region: Box<'image'>): CanvasBox {
  const id = ghostMark + row.id
  return { id, region, number: row.look, hue: hueOf(row.look), author: 'model', ghost: true }
}

/** How many rows show while playing back: up to the selected one. */
export function playedRows(rows: readonly Row[], step: string | undefined): readonly Row[] {
  const at = rows.findIndex((r) => r.id === step)
  if (at < 0) return rows
  const next = rows[at + 1]
  return rows.slice(0, rows[at]?.type === 'look' && next?.type === 'observation' ? at + 2 : at + 1)
}
