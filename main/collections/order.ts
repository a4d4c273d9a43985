/**
 * The order of a list: by what the records say, equal ones as they stand in the file, and what is not known last. The numbers are
 * in memory, so 100,000 rows take some hundredths of a second. Knows the records, no search.
 */
import type { TraceSort } from '../../app/host/collections'
import { usedShare, type LookVerdict } from '../../app/explain/verdict'
import type { Records } from './records'

/** How two rows stand to each other: below zero, the first comes first. */
export type RowComparator = (a: number, b: number) => number

/** The file's own order. */
export const byFilePosition: RowComparator = (a, b) => a - b

/** What rows are put in order by. */
export interface SortColumns {
  readonly records: Pick<Records, 'verdict' | 'looks' | 'iou' | 'confidence'>
  readonly triedOf: (row: number) => readonly LookVerdict[] | undefined
}

/** By what is asked for. */
export function orderBy({ by, down }: TraceSort, { records, triedOf }: SortColumns): RowComparator {
  const value = by === 'used' ? (row: number) => usedShare(triedOf(row)) ?? NaN : records[by]
  const sign = down ? -1 : 1
  return (a, b) => {
    const [x, y] = [value(a), value(b)]
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b
    return (x - y) * sign || a - b
  }
}

/** Where one goes on from, in a file of so many rows. */
interface From {
  readonly from: number
  readonly step: 1 | -1
  readonly count: number
  readonly order: RowComparator
}

/** The row after (or before) one in a list that is in this order; the one itself need not be in it. */
export function beside(sorted: readonly number[], { from, step, count, order }: From): number | undefined {
  // From outside of the file: the first or the last.
  if (from < 0 || from >= count) return step === 1 ? sorted[0] : sorted.at(-1)
  return step === 1
    ? sorted.find((row) => order(row, from) > 0)
    : sorted.findLast((row) => order(row, from) < 0)
}

/** What is read of rows in the order of the file, in the order they were asked for. */
export async function asAsked<T>(
  rows: readonly number[],
  read: (sorted: readonly number[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const sorted = rows.toSorted(byFilePosition)
  const found = await read(sorted)
  const of = new Map(sorted.map((row, i) => [row, found[i]]))
  return rows.flatMap((row) => of.get(row) ?? [])
}
