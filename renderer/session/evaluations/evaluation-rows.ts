/** The rows of chosen runs side by side, narrowed; differences between runs. Pure. */
import { triedFits, usedShare, type LookVerdict } from '../../../app/explain/verdict'
import { metricOf } from '../../../app/metrics'
import { pairedDelta, type Delta } from '../../../app/metrics/bootstrap'
import { meanOfRows } from '../../../app/metrics/metric'
import { leastConfidenceOf, judgedOf, judgementOf, type ResultRow } from '../../../app/metrics/result'
import { outcomeName, slicings, turned } from '../../../app/metrics/slices'
import { summarise, type Summary } from '../../../app/metrics/summary'
import type { Evaluation } from '../../../app/host/evaluations'
import type { RowFilter } from './evaluations-state'

/** A run with the rows it has. */
export interface RunWithRows {
  readonly run: Evaluation
  readonly rows: readonly ResultRow[]
}

/** An item with its row in each chosen run (undefined where that run has none). */
export interface TableRow {
  readonly id: string
  readonly rows: readonly (ResultRow | undefined)[]
  /** The first row there is. */
  readonly first: ResultRow
}

/** Items of all runs, in the data's order. */
export function tableRows(runs: readonly (readonly ResultRow[])[]): readonly TableRow[] {
  const maps = runs.map((rows) => new Map(rows.map((row) => [row.item.id, row])))
  const firsts = new Map<string, ResultRow>()
  for (const row of runs.flat()) if (!firsts.has(row.item.id)) firsts.set(row.item.id, row)
  return [...firsts]
    .map(([id, first]) => ({ id, first, rows: maps.map((map) => map.get(id)) }))
    .sort((a, b) => a.first.item.position - b.first.item.position)
}

/** Which of the chosen runs has looks: columns about looks are about it. The first, where several or none have. */
export function lookingAt(runs: readonly { readonly plan: Pick<Evaluation['plan'], 'settings'> }[]): number {
  return Math.max(
    0,
    runs.findIndex(({ plan }) => plan.settings.maxLooks > 0),
  )
}

/**
 * What rows are sorted by: a column of the data, how sure the run with looks was of its coordinates, which share of its looks was
 * used, or what a run (by its place) got right, the worst first.
 */
export interface RowSort {
  readonly by: 'id' | 'question' | 'gold' | 'confidence' | 'used' | number
  readonly down: boolean
}

/** What is known of the looks of a run's rows. */
export interface LooksOfRows {
  /** The run it is about, by its place (`lookingAt`). */
  readonly run: number
  /** Verdicts by item; an item that was not tried is absent. */
  readonly tried: ReadonlyMap<string, readonly LookVerdict[]>
}

const noLooks: LooksOfRows = { run: 0, tried: new Map() }

/** In another order than the data's; equal ones stay as they were, and what a number is not known of comes last either way. */
export function sorted(
  table: readonly TableRow[],
  sort: RowSort | undefined,
  looks: LooksOfRows = noLooks,
): readonly TableRow[] {
  if (sort === undefined) return table
  const { by, down } = sort
  if (by === 'confidence' || by === 'used') {
    const value = (row: TableRow) =>
      by === 'used' ? usedShare(looks.tried.get(row.id)) : confidenceIn(row, looks.run)
    return table.toSorted((a, b) => byNumber(value(a), value(b), down))
  }
  const numeric = new Intl.Collator(undefined, { numeric: true })
  const compare =
    typeof by === 'number'
      ? (a: TableRow, b: TableRow) => scoreOf(a.rows[by]) - scoreOf(b.rows[by])
      : (a: TableRow, b: TableRow) => numeric.compare(textOf(a, by), textOf(b, by))
  return table.toSorted((a, b) => (down ? compare(b, a) : compare(a, b)))
}

/** How sure a run was of its least sure look, 0..1; undefined where that is not known. */
export function confidenceIn({ rows }: TableRow, run: number): number | undefined {
  const row = rows[run]
  return row && leastConfidenceOf(row)
}

function byNumber(a: number | undefined, b: number | undefined, down: boolean): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
  return down ? b - a : a - b
}

function textOf({ first: { item } }: TableRow, by: 'id' | 'question' | 'gold'): string {
  return by === 'id' ? item.id : by === 'question' ? item.question : item.answer
}

/** What failed is worse than what is wrong; what a run has no row of is at the end. */
function scoreOf(row: ResultRow | undefined): number {
  if (row === undefined) return 2
  if (row.failure !== undefined && row.override === undefined) return -1
  return judgementOf(row).score
}

/** Rows that match all conditions; outcome and slice are those of the first run, looks those of the one that looks. */
export function narrowed(
  table: readonly TableRow[],
  filter: RowFilter,
  { tried }: LooksOfRows = noLooks,
): readonly TableRow[] {
  const text = filter.text.trim().toLowerCase()
  const slicing = slicings.find(({ id }) => id === filter.slice?.slicing)
  return table.filter((row) => {
    const main = row.rows[0] ?? row.first
    if (slicing !== undefined && slicing.of(main) !== filter.slice?.name) return false
    if (filter.tried !== undefined && !triedFits(tried.get(row.id), filter.tried)) return false
    if (text !== '' && !wordsOf(row).includes(text)) return false
    return filter.outcome === undefined || hasOutcome(row, filter.outcome)
  })
}

function hasOutcome({ rows: [a, b], first }: TableRow, outcome: NonNullable<RowFilter['outcome']>): boolean {
  if (outcome !== 'lost' && outcome !== 'won') return outcomeName(a ?? first) === outcome
  if (a === undefined || b === undefined) return false
  return turned([a], [b])[outcome].length > 0
}

function wordsOf({ rows, first: { item } }: TableRow): string {
  const said = rows.map((row) => row?.prediction ?? '')
  return [item.id, item.question, item.answer, item.category ?? '', ...said].join('\n').toLowerCase()
}

/** A run's numbers from its rows, as the benchmark counts; undefined for a metric that is gone. */
export function evaluationSummary(run: Evaluation, rows: readonly ResultRow[]): Summary | undefined {
  const metric = metricOf(run.plan.metric)
  return metric === undefined ? undefined : summarise(metric, rows.map(judgedOf))
}

/** How far a run is from the one it is compared with, over the questions both have; by the headline's own values. */
export function deltaOf(base: RunWithRows, other: RunWithRows): Delta | undefined {
  const metric = metricOf(base.run.plan.metric)
  if (metric === undefined || other.run.plan.metric !== base.run.plan.metric) return undefined
  const shared = new Set(other.rows.map((row) => row.item.id))
  const both = new Set(base.rows.filter((row) => shared.has(row.item.id)).map((row) => row.item.id))
  const values = (rows: readonly ResultRow[]) => {
    const judged = rows.filter((row) => both.has(row.item.id)).map(judgedOf)
    return (metric.headline?.(judged) ?? meanOfRows('', judged)).values
  }
  return pairedDelta(values(base.rows), values(other.rows))
}
