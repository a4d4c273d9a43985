/** Rows of an Arrow file as records: what `datasets` saves to disk, Feather files, streams. A few at a time; main/arrow reads them. */
import { openArrow } from '../arrow/rows'
import type { NumberedRows } from './numbered'
import { plainValue } from './plain'

/** Opens a file. @throws Failure `bad-input` for one that is broken. */
export async function openArrowRows(path: string): Promise<NumberedRows> {
  const source = await openArrow(path)
  return {
    rows: source.rows,
    columns: source.columns,
    async *batches(from, signal) {
      for (let at = from; !signal.aborted;) {
        const some = await source.some(at)
        if (some === undefined) return
        const rows = some.map((row, i) => ({
          offset: at + i,
          length: 0,
          line: at + i + 1,
          value: plainValue(row),
        }))
        at += some.length
        yield {
          rows,
          read: Math.round((source.bytes * at) / source.rows),
          next: { offset: at, line: at + 1 },
        }
      }
    },
    row: async (row) => plainValue(await source.row(row)),
  }
}
