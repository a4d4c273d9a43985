/**
 * Rows of a parquet file as records, a slice of a row group at a time, so that a group with a gigabyte of images in it does not
 * have to fit into memory.
 */
import type { FileMetaData } from 'hyparquet'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import { openParquetSource, type ParquetSource } from '../parquet/open'
import { groupEnd, groupStart, slice, slices, type ParquetRow } from '../parquet/rows'
import type { NumberedRows } from './numbered'
import { plainValue } from './plain'
import type { RawRow } from './raw'

/** Most compressed bytes of a row group's column that are read for a list of its rows. */
const columnLimit = 128 * 2 ** 20

/** How rows are listed and read again. */
export interface ParquetReading {
  /** Top-level columns that the list of rows goes without; `text`: it holds one text a row. */
  readonly leaveOut?: (column: { readonly name: string; readonly text: boolean }) => boolean
  /** The row group of the row that was read last is kept: for who reads one row after the other. */
  readonly keepGroup?: boolean
}

/** Opens a parquet file. @throws Failure `bad-input` for one whose description cannot be read, or cannot be true. */
export async function openParquetRows(path: string, reading: ParquetReading = {}): Promise<NumberedRows> {
  const source = await openParquetSource(path)
  const columns = listedColumns(source.metadata, reading)
  const options = { bytes: true, ...given({ columns }) }
  const rowAt = reading.keepGroup === true ? groupwise(source) : rowwise(source)
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
      const one = row < source.rows ? await rowAt(row) : undefined
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

/** A row by its number. */
type RowAt = (row: number) => Promise<ParquetRow | undefined>

function rowwise(source: ParquetSource): RowAt {
  return async (row) => (await slice(source, { start: row, end: row + 1 }, { bytes: true }))[0]
}

/** Reads a row with its row group, of which the last one is kept. */
function groupwise(source: ParquetSource): RowAt {
  let kept: { readonly start: number; readonly rows: Promise<readonly ParquetRow[]> } | undefined
  return async (row) => {
    const start = groupStart(source, row)
    if (kept?.start !== start)
      kept = { start, rows: slice(source, { start, end: groupEnd(source, row) }, { bytes: true }) }
    return (await kept.rows)[row - start]
  }
}

/** Columns that are read for the list: small ones that are wanted; undefined for all. What is left out is read with a row. */
function listedColumns(metadata: FileMetaData, { leaveOut }: ParquetReading): string[] | undefined {
  const names = new Set<string>()
  const without = new Set<string>()
  for (const group of metadata.row_groups)
    for (const { meta_data: meta } of group.columns) {
      const name = meta?.path_in_schema[0]
      if (meta === undefined || name === undefined) continue
      names.add(name)
      const text = meta.path_in_schema.length === 1 && meta.type === 'BYTE_ARRAY'
      if (leaveOut?.({ name, text }) === true) without.add(name)
      const indexed = group.columns.every((c) => c.offset_index_offset !== undefined)
      if (!indexed && Number(meta.total_compressed_size) > columnLimit) without.add(name)
    }
  return without.size === 0 ? undefined : [...names].filter((name) => !without.has(name))
}
