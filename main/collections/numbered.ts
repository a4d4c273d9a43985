/** Files whose records are found by their number instead of by bytes: parquet, Arrow, spreadsheets, archives. */
import { Failure, toFailureData } from '../../app/failure'
import type { RawBatch, RawRow } from './raw'

/** Records by number, from 0. */
export interface NumberedRows {
  /** How many there are. */
  readonly rows: number
  /** Names of its columns, where all have the same. */
  readonly columns?: readonly string[]
  readonly batches: (from: number, signal: AbortSignal) => AsyncIterable<RawBatch>
  /** One of them with everything in it. @throws Failure `not-found`, `bad-input`. */
  readonly row: (row: number) => Promise<unknown>
}

/** Records that are read one by one. */
export interface OneByOne {
  readonly rows: number
  /** Of the file on disk, for progress. */
  readonly bytes: number
  /** How many are handed on at once; small ones cost more to hand on than to read. */
  readonly together: number
  readonly row: NumberedRows['row']
}

/** Such records as rows; one that cannot be read is told of. */
export function oneByOne({ rows: count, bytes, together, row }: OneByOne): NumberedRows {
  const read = async (n: number): Promise<RawRow> => {
    const place = { offset: n, length: 0, line: n + 1 }
    try {
      return { ...place, value: await row(n) }
    } catch (error) {
      return { ...place, problem: toFailureData(error).message }
    }
  }
  return {
    rows: count,
    async *batches(from, signal) {
      for (let n = from; n < count && !signal.aborted; n += together) {
        const end = Math.min(count, n + together)
        const rows: RawRow[] = []
        for (let i = n; i < end; i++) rows.push(await read(i))
        yield { rows, read: Math.round((bytes * end) / count), next: { offset: end, line: end + 1 } }
      }
    },
    row: async (n) => {
      if (n >= count) throw new Failure('not-found', 'That record no longer exists in the file.')
      return row(n)
    },
  }
}
