/**
 * Parquet as the Hugging Face hub and lmms-eval have it: one or several parts. Text columns are read whole, pictures with the
 * row group they are in, of which the last one is kept.
 */
import {
  asyncBufferFromFile,
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type FileMetaData,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { basename } from 'node:path'
import { pictureColumns, type Fields } from '../../app/benchmarks/row'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { Opening, Rows } from './rows'
import { picturesOf } from './pictures'

interface Part {
  readonly path: string
  readonly file: AsyncBuffer
  readonly metadata: FileMetaData
  /** Place of its first row among all. */
  readonly first: number
  readonly count: number
}

/** Opens parquet files as one table. @throws Failure `bad-input` for what is no parquet. */
export async function openParquet(paths: readonly string[], { signal, progress }: Opening): Promise<Rows> {
  const parts: Part[] = []
  const records: Fields[] = []
  for (const [i, path] of paths.entries()) {
    throwIfCancelled(signal)
    const part = await openPart(path, records.length)
    parts.push(part)
    records.push(...(await textsOf(part)))
    progress?.((i + 1) / paths.length)
  }
  return {
    columns: parts[0] === undefined ? [] : columnsOf(parts[0].metadata),
    records,
    issues: [],
    pictures: createPictures(parts),
    close: async () => undefined,
  }
}

async function openPart(path: string, first: number): Promise<Part> {
  try {
    const file = await asyncBufferFromFile(path)
    const metadata = await parquetMetadataAsync(file)
    return { path, file, metadata, first, count: Number(metadata.num_rows) }
  } catch (error) {
    throw new Failure('bad-input', `${basename(path)} is not a parquet file that can be read.`, String(error))
  }
}

/** Names of the top-level columns. */
function columnsOf(metadata: FileMetaData): readonly string[] {
  const names: string[] = []
  let skip = 0
  for (const element of metadata.schema.slice(1)) {
    if (skip > 0) skip--
    else names.push(element.name)
    skip += element.num_children ?? 0
  }
  return names
}

/** Everything but pictures; a place of a picture (a text column) is kept. */
async function textsOf({ file, metadata, count }: Part): Promise<readonly Fields[]> {
  const columns = columnsOf(metadata).filter((name) => !pictureColumns.test(name) || isText(metadata, name))
  if (columns.length === 0) return Array.from({ length: count }, () => ({}))
  const rows = await parquetReadObjects({ file, metadata, columns, compressors })
  return rows.map((row) => plain(row))
}

function isText(metadata: FileMetaData, name: string): boolean {
  const element = metadata.schema.find((e) => e.name === name)
  return /path|file/i.test(name) && element?.type === 'BYTE_ARRAY'
}

/** Large integers as numbers: no benchmark counts beyond 2^53. */
function plain(row: Readonly<Record<string, unknown>>): Fields {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  )
}

function createPictures(parts: readonly Part[]): Rows['pictures'] {
  let kept: { readonly key: string; readonly rows: Promise<readonly Fields[]> } | undefined
  return async (position) => {
    const part = parts.findLast((p) => p.first <= position)
    if (part === undefined) return []
    const within = position - part.first
    const { start, end } = groupOf(part.metadata, within)
    const key = `${part.path}:${start}`
    if (kept?.key !== key) kept = { key, rows: readPictures(part, start, end) }
    const rows = await kept.rows
    return picturesOf(rows[within - start] ?? {}, part.path)
  }
}

function groupOf(metadata: FileMetaData, row: number): { start: number; end: number } {
  let start = 0
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows)
    if (row < end) return { start, end }
    start = end
  }
  return { start, end: start }
}

async function readPictures(
  { file, metadata }: Part,
  start: number,
  end: number,
): Promise<readonly Fields[]> {
  const columns = columnsOf(metadata).filter((name) => pictureColumns.test(name))
  // Bytes stay bytes: a picture that is decoded as text is lost.
  const options = { file, metadata, columns, compressors, rowStart: start, rowEnd: end, utf8: false }
  return parquetReadObjects(options)
}
