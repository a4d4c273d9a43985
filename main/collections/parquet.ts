/**
 * Rows of a parquet file, a slice of a row group at a time, so that a group with a gigabyte of pictures in it does not have
 * to fit into memory. hyparquet reads, hyparquet-compressors unpacks (snappy, zstd, gzip, brotli, lz4).
 */
import { stat } from 'node:fs/promises'
import { parquetMetadataAsync, parquetReadObjects, type AsyncBuffer, type FileMetaData } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { given } from '../../app/given'
import { Failure } from '../../app/failure'
import { openForReading } from './bytes'
import type { Batch, RawRow } from './raw'

/** A parquet file open for reading rows. */
export interface ParquetFile {
  readonly rows: number
  readonly batches: (from: number, signal: AbortSignal) => AsyncIterable<Batch>
  /** One row with everything in it. */
  readonly row: (row: number) => Promise<unknown>
}

/** Most compressed bytes of a row group's column that are read for a list of its rows. */
const columnLimit = 128 * 2 ** 20
/** Rows of one slice. */
const sliceRows = 256

/** Opens a parquet file. @throws Failure `bad-input` for one whose description cannot be read. */
export async function openParquet(path: string): Promise<ParquetFile> {
  const file = await bufferOf(path)
  const metadata = await parquetMetadataAsync(file).catch((error: unknown) => {
    throw new Failure(
      'bad-input',
      'The parquet file is broken or cut off: its end cannot be read.',
      String(error),
    )
  })
  const rows = Number(metadata.num_rows)
  const columns = smallColumns(metadata)
  const read = (rowStart: number, rowEnd: number, of?: string[]) =>
    parquetReadObjects({
      file,
      metadata,
      compressors,
      rowStart,
      rowEnd,
      // Bytes that are not marked as text are pictures.
      utf8: false,
      useOffsetIndex: true,
      ...given({ columns: of }),
    })
  return {
    rows,
    batches: async function* (from, signal) {
      for (let start = from; start < rows && !signal.aborted;) {
        const end = Math.min(start + sliceRows, groupEnd(metadata, start))
        yield {
          rows: await slice(read, start, end, columns),
          read: Math.round((file.byteLength * end) / rows),
          next: { offset: end, line: end + 1 },
        }
        start = end
      }
    },
    row: async (row) => {
      const [value] = await read(row, row + 1)
      if (value === undefined) throw new Failure('not-found', 'That row is not in the file any more.')
      return plain(value)
    },
  }
}

type Read = (start: number, end: number, columns?: string[]) => Promise<Record<string, unknown>[]>

/** A slice that cannot be read is read row by row: one broken page must not take good rows along. */
async function slice(
  read: Read,
  start: number,
  end: number,
  columns: string[] | undefined,
): Promise<RawRow[]> {
  const place = (row: number) => ({ offset: row, length: 0, line: row + 1 })
  try {
    const values = await read(start, end, columns)
    return values.map((value, i) => ({ ...place(start + i), value: plain(value) }))
  } catch (error) {
    if (end - start === 1) return [{ ...place(start), problem: `The row cannot be read: ${String(error)}` }]
    const middle = start + Math.ceil((end - start) / 2)
    return [...(await slice(read, start, middle, columns)), ...(await slice(read, middle, end, columns))]
  }
}

/** First row behind the row group that a row is in. */
function groupEnd(metadata: FileMetaData, row: number): number {
  let end = 0
  for (const group of metadata.row_groups) {
    end += Number(group.num_rows)
    if (row < end) return end
  }
  return end
}

/** Columns small enough to be read for the list; undefined for all. Pictures left out are read when a trace is opened. */
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

/** 64-bit numbers as numbers, dates as text: what JSON would hold. Bytes stay bytes. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(plain)
  if (ArrayBuffer.isView(value) && !(value instanceof Uint8Array))
    // Numeric columns come as typed arrays; a DataView is never made by the reader.
    return Array.from(value as unknown as ArrayLike<number | bigint>, plain)
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  return value
}

/** The file as hyparquet reads one: nothing is held but what was asked for. */
async function bufferOf(path: string): Promise<AsyncBuffer> {
  const { size } = await stat(path)
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const file = await openForReading(path)
      try {
        const bytes = new Uint8Array(Math.max(0, end - start))
        let done = 0
        while (done < bytes.length) {
          const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done)
          if (bytesRead === 0) break
          done += bytesRead
        }
        return bytes.buffer
      } finally {
        await file.close()
      }
    },
  }
}
