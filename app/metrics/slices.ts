/** Rows of a run cut into groups that say where it is weak: by category, by looks, by size of the crop, by overlap. Pure. */
import { msg } from '../message'
import { groupBy } from '../lists'
import { meanOfRows } from './metric'
import { leastConfidenceOf, cropShareOf, iouOf, judgedOf, judgementOf, type ResultRow } from './result'
import { figure, type Estimate } from './summary'

/** A way to cut; `of` gives the group's name, undefined leaves the row out. */
export interface SliceRule {
  readonly id: string
  readonly title: string
  readonly of: (row: ResultRow) => string | undefined
}

/** Upper edges of the groups of a share, with their names. */
const shares = [
  { below: 0.02, name: '< 2 % of the image' },
  { below: 0.125, name: '2 – 12.5 %' },
  { below: 0.5, name: '12.5 – 50 %' },
  { below: Infinity, name: '≥ 50 %' },
]
const confidences = [
  { below: 0.5, name: msg('confidence < 50 %') },
  { below: 0.6, name: msg('confidence 50 – 60 %') },
  { below: 0.7, name: msg('confidence 60 – 70 %') },
  { below: 0.8, name: msg('confidence 70 – 80 %') },
  { below: Infinity, name: msg('confidence ≥ 80 %') },
]
const overlaps = [
  { below: 0.1, name: 'IoU < 0.1' },
  { below: 0.3, name: 'IoU 0.1 – 0.3' },
  { below: 0.5, name: 'IoU 0.3 – 0.5' },
  { below: 0.7, name: 'IoU 0.5 – 0.7' },
  { below: Infinity, name: 'IoU ≥ 0.7' },
]

/** The ways in which results can be cut, in the order of the menu. */
export const slicings: readonly SliceRule[] = [
  { id: 'category', title: msg('Category'), of: ({ item }) => item.category },
  { id: 'looks', title: msg('Looks'), of: ({ looks }) => looksName(looks.length) },
  { id: 'crop', title: 'Smallest crop', of: (row) => bucket(shares, cropShareOf(row)) },
  { id: 'iou', title: 'Best IoU', of: (row) => bucket(overlaps, iouOf(row)) },
  {
    id: 'confidence',
    title: msg('Coordinate confidence'),
    of: (row) => bucket(confidences, leastConfidenceOf(row)),
  },
  { id: 'outcome', title: msg('Outcome'), of: outcomeName },
]

/** The groups of a slicing with their mean scores, in the order of their names. */
export function sliced(rows: readonly ResultRow[], slicing: SliceRule): readonly Estimate[] {
  const there = rows.filter((row) => slicing.of(row) !== undefined)
  const groups = groupBy(there, (row) => slicing.of(row) ?? '')
  const order = [...shares, ...overlaps, ...confidences].map(({ name }) => name)
  const place = (name: string) => order.indexOf(name)
  return [...groups]
    .map(([name, group]) => figure(meanOfRows(name, group.map(judgedOf))))
    .sort((a, b) => place(a.name) - place(b.name) || (a.name < b.name ? -1 : 1))
}

/** A row in words: right, wrong, in between, undecided, failed. */
export function outcomeName(row: ResultRow): string {
  if (row.failure !== undefined && row.override === undefined) return 'failed'
  return judgementOf(row).state
}

function looksName(count: number): string {
  if (count === 0) return 'no looks'
  return count === 1 ? msg('1 look') : count < 4 ? msg(`${count} looks`) : '4 looks or more'
}

function bucket(
  edges: readonly { readonly below: number; readonly name: string }[],
  value: number | undefined,
): string | undefined {
  return value === undefined ? undefined : edges.find(({ below }) => value < below)?.name
}

/** What became of the questions two runs share. */
export interface RunDifference {
  /** Right in the first, wrong in the second. */
  readonly lost: readonly string[]
  /** Wrong in the first, right in the second. */
  readonly won: readonly string[]
}

/** Ids of items whose verdict turned between two runs; in between counts as neither. */
export function turned(a: readonly ResultRow[], b: readonly ResultRow[]): RunDifference {
  const before = new Map(a.map((row) => [row.item.id, judgementOf(row).score]))
  const pairs = b.map((row) => ({
    id: row.item.id,
    was: before.get(row.item.id),
    is: judgementOf(row).score,
  }))
  return {
    lost: pairs.filter(({ was, is }) => was === 1 && is === 0).map(({ id }) => id),
    won: pairs.filter(({ was, is }) => was === 0 && is === 1).map(({ id }) => id),
  }
}
