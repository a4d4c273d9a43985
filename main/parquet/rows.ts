/** Rows of a parquet file, a slice at a time, where one broken page costs only its own rows. Knows no record. */
import { Failure } from '../../app/failure'
import type { ParquetSource, ParquetReadOptions } from './open'

/** A row, or why it cannot be read. */
export type ParquetRow =
  | { readonly row: number; readonly value: Readonly<Record<string, unknown>> }
  | { readonly row: number; readonly problem: string }

/** Rows of one slice. */
const sliceRows = 256
/** So many rows one after the other that cannot be read: the file ends here, whatever it claims. */
const mostProblems = 2000

/** Slices from a row to the end, none of them over the border of a row group. @throws Failure where only broken rows follow. */
export async function* slices(
  source: ParquetSource,
  from: number,
  options: ParquetReadOptions = {},
): AsyncGenerator<readonly ParquetRow[]> {
  let problems = 0
  for (let start = from; start < source.rows;) {
    const end = Math.min(start + sliceRows, groupEnd(source, start))
    // Groups add up to all rows, so this is never true; if it were, the loop would not end.
    if (end <= start) return
    const rows = (await slice(source, { start, end }, options)).map(present)
    yield rows
    for (const row of rows) problems = 'problem' in row ? problems + 1 : 0
    if (problems >= mostProblems)
      throw new Failure(
        'bad-input',
        `The parquet file claims ${source.rows} rows, and from row ${end - problems + 1} on none can be read.`,
      )
    start = end
  }
}

interface Range {
  readonly start: number
  readonly end: number
}

/** Rows of a range; one that cannot be read is halved until the broken rows are alone. */
export async function slice(
  source: ParquetSource,
  { start, end }: Range,
  options: ParquetReadOptions,
): Promise<readonly ParquetRow[]> {
  try {
    const values = await source.read(start, end, options)
    return Array.from({ length: end - start }, (_, i) => ({ row: start + i, value: values[i] ?? {} }))
  } catch (error) {
    if (end - start <= 1) return [{ row: start, problem: `The row cannot be read: ${wordsOf(error)}` }]
    const middle = start + Math.ceil((end - start) / 2)
    return [
      ...(await slice(source, { start, end: middle }, options)),
      ...(await slice(source, { start: middle, end }, options)),
    ]
  }
}

/** The reader gives a row whose columns have all ended as one without any value. */
function present(row: ParquetRow): ParquetRow {
  if ('problem' in row || Object.values(row.value).some((one) => one !== undefined)) return row
  return { row: row.row, problem: 'The row is empty: the file claims it, and none of its columns has it.' }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** First row behind the row group that a row is in. */
export function groupEnd({ metadata }: Pick<ParquetSource, 'metadata'>, row: number): number {
  let end = 0
  for (const group of metadata.row_groups) {
    end += Number(group.num_rows)
    if (row < end) return end
  }
  return end
}

/** First row of the row group that a row is in. */
export function groupStart({ metadata }: Pick<ParquetSource, 'metadata'>, row: number): number {
  let start = 0
  for (const group of metadata.row_groups) {
    if (row < start + Number(group.num_rows)) return start
    start += Number(group.num_rows)
  }
  return start
}
