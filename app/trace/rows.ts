/** A branch as a reader goes through it: its steps with a person's drafts laid over. Pure; knows no window. */
import type { Box, Point } from '../geometry/box'
import { unitsOf, unordered, type Unit, type UnitSource } from './correct'
import { movedPoint, type Draft } from './draft'
import type { AnswerStep, LookStep, ObservationStep, Step, ThoughtStep } from './step'

interface Common {
  /** Step id, or the draft key of a new look. */
  readonly id: string
  /** 1-based place among the rows. */
  readonly number: number
  /** Written before an edit that comes earlier: a re-run will write it again. */
  readonly stale: boolean
  readonly draft: Draft | undefined
  /** Taken out by a person: shown struck out, gone in what is run or exported. */
  readonly removed: boolean
  /** Put in by a person and not run yet; its id is the draft's key. */
  readonly added: boolean
}

/** A look: as the model asked for it, or where a person put it. */
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

/** Any other step. */
export interface StepRow extends Common {
  readonly type: 'thought' | 'observation' | 'answer'
  /** Of an added row: what it would be as a step. */
  readonly step: Exclude<Step, LookStep>
  /** For an observation: the number of its look. */
  readonly look: number | undefined
}

/** One line of a branch as it is read. */
export type Row = LookRow | StepRow

/** The rows of a branch in corrected order. What is taken out stays to be seen, in its place. */
export function rowsOf(from: UnitSource): readonly Row[] {
  const { steps } = from
  const natural = unordered(from)
  const crops = new Map(steps.flatMap((s) => (s.type === 'observation' ? [[s.look, s] as const] : [])))
  const looks = new Map<string, number>()
  const rows: Row[] = []
  let stale = false
  unitsOf(from).forEach((unit, i) => {
    stale ||= natural[i]?.key !== unit.key
    const { draft } = unit
    const recorded = unit.type === 'new' ? [undefined] : unit.steps
    for (const step of recorded) {
      const own = step === undefined || step.id === unit.key
      const common = {
        id: step?.id ?? unit.key,
        number: rows.length + 1,
        draft: own ? draft : undefined,
        stale: stale && unit.type === 'kept' && (!own || draft === undefined),
        removed: draft?.type === 'removed',
        added: unit.type === 'new',
      }
      rows.push(rowOf(unit, step, { common, looks, crops }))
      stale ||= draft !== undefined
    }
  })
  return rows
}

interface Known {
  readonly common: Common
  /** Numbers given so far, by look. */
  readonly looks: Map<string, number>
  readonly crops: ReadonlyMap<string, ObservationStep>
}

function rowOf(unit: Unit, step: Step | undefined, { common, looks, crops }: Known): Row {
  const { draft } = common
  if (step === undefined || step.type === 'look') {
    const region = draft?.type === 'region' || draft?.type === 'look' ? draft.region : step?.region
    if (region !== undefined) {
      const look = looks.size + 1
      looks.set(common.id, look)
      return { ...common, type: 'look', step, look, region, seen: crops.get(common.id) }
    }
  }
  if (step !== undefined && step.type !== 'look') {
    const look = step.type === 'observation' ? (looks.get(step.look) ?? looks.size) : undefined
    return { ...common, type: step.type, step, look }
  }
  const words = wordsStep(common.id, unit.draft)
  return { ...common, type: words.type, step: words, look: undefined }
}

type Words = ThoughtStep | AnswerStep
const made = new WeakMap<object, Words>()

/** What a person's new words would be as a step; the same object for the same draft. */
function wordsStep(id: string, draft: Draft | undefined): Words {
  const before = draft && made.get(draft)
  if (before !== undefined) return before
  const text = draft !== undefined && 'text' in draft ? draft.text : ''
  const type = draft?.type === 'answer' ? 'answer' : 'thought'
  const step: Words = { id, type, author: { type: 'person' }, at: 0, raw: text, text }
  if (draft !== undefined) made.set(draft, step)
  return step
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

/** The place a look names now; undefined for a box. */
export function pointOf({ step, draft }: LookRow): Point | undefined {
  return movedPoint(step, draft?.type === 'region' ? draft : undefined)
}

/** The words of a row as they are now; none of a look or a crop. */
export function rowText(row: Row): string {
  if (row.type === 'look') return ''
  if (row.draft?.type === 'text') return row.draft.text
  return 'text' in row.step ? row.step.text : ''
}

/** Colour of a look: the ramp has eight. */
export function hueOf(look: number): number {
  return (look - 1) % 8
}
