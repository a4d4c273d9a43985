/**
 * Rows of a parquet file as records, a slice of a row group at a time, so that a group with a gigabyte of images in it does not
 * have to fit into memory.
 */
import type { FileMetaData } from 'hyparquet'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import { openParquetSource } from '../parquet/open'
import { slice, slices } from '../parquet/rows'
import type { NumberedRows } from './numbered'
import { plainValue } from './plain'
import type { RawRow } from './raw'

/** Most compressed bytes of a row group's column that are read for a list of its rows. */
const columnLimit = 128 * 2 ** 20

/** Opens a parquet file. @throws Failure `bad-input` for one whose description cannot be read, or cannot be true. */
export async function openParquetRows(path: string): Promise<NumberedRows> {
  const source = await openParquetSource(path)
  const columns = smallColumns(source.metadata)
  const options = { bytes: true, ...given({ columns }) }
  return {
    rows: source.rows,
    columns: columnsOf(source.metadata),
    batches: async function* (from, signal) {
      let end = from
      for await (const rows of slices(source, from, options)) {
        end += rows.length
        yield {
          rows: rows.map((row): RawRow => {
            const place = { offset: row.row, length: 0, line: row.row + 1 }
            return 'problem' in row
              ? { ...place, problem: row.problem }
              : { ...place, value: plainValue(row.value) }
          }),
          read: Math.round((source.bytes * end) / source.rows),
          next: { offset: end, line: end + 1 },
        }
        if (signal.aborted) return
      }
    },
    row: async (row) => {
      const [one] =
        row < source.rows ? await slice(source, { start: row, end: row + 1 }, { bytes: true }) : []
      if (one === undefined) throw new Failure('not-found', 'That row no longer exists in the file.')
      if ('problem' in one) throw new Failure('bad-input', one.problem)
      return plainValue(one.value)
    },
  }
}

function columnsOf({ row_groups: groups }: FileMetaData): readonly string[] {
  const names = groups[0]?.columns.flatMap((c) => c.meta_data?.path_in_schema[0] ?? []) ?? []
  return [...new Set(names)]
}

/** Columns small enough to be read for the list; undefined for all. Images left out are read when a trace is opened. */
function smallColumns(metadata: FileMetaData): string[] | undefined {
  const names = new Set<string>()
  const large = new Set<string>()
  for (const group of metadata.row_groups)
    for (const { meta_data: meta } of group.columns) {
      const name = meta?.path_in_schema[0]
      if (meta === undefined || name === undefined) continue
      names.add(name)
      const indexed = group.columns.every((c) => c.offset_index_offset !== undefined)
      if (!indexed && Number(meta.total_compressed_size) > columnLimit) large.add(name)
    }
  return large.size === 0 ? undefined : [...names].filter((name) => !large.has(name))
}
