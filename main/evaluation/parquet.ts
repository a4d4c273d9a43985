/**
 * Parquet as the Hugging Face hub and lmms-eval have it: one or several parts. Text columns are read whole, images with the
 * row group they are in, of which the last one is kept.
 */
import type { FileMetaData } from 'hyparquet'
import { basename } from 'node:path'
import { imageColumns, type DataRecord } from '../../app/benchmarks/row'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { Issue } from '../../app/result'
import { openParquetSource, type ParquetSource } from '../parquet/open'
import { groupEnd, groupStart, slice, slices, type ParquetRow } from '../parquet/rows'
import type { DataOpening, Rows } from './rows'
import { rowImages } from './images'

interface Part {
  readonly path: string
  readonly source: ParquetSource
  /** Place of its first row among all. */
  readonly first: number
}

/** Opens parquet files as one table. @throws Failure `bad-input` for what is no parquet. */
export async function openParquetData(
  paths: readonly string[],
  { signal, progress }: DataOpening,
): Promise<Rows> {
  const parts: Part[] = []
  const records: DataRecord[] = []
  const issues: Issue[] = []
  for (const [i, path] of paths.entries()) {
    throwIfCancelled(signal)
    const part = { path, source: await openParquetSource(path), first: records.length }
    parts.push(part)
    for await (const row of textsOf(part, signal)) {
      // A row that cannot be read keeps its place: images are found by it.
      records.push('problem' in row ? {} : plain(row.value))
      if ('problem' in row)
        issues.push({ path: paths.length > 1 ? basename(path) : '', line: row.row + 1, message: row.problem })
    }
    progress?.((i + 1) / paths.length)
  }
  return {
    columns: parts[0] === undefined ? [] : columnsOf(parts[0].source.metadata),
    records,
    issues,
    pictures: createImages(parts),
    close: async () => undefined,
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

/** Everything but images; a place of an image (a text column) is kept. */
async function* textsOf({ source }: Part, signal: AbortSignal): AsyncGenerator<ParquetRow> {
  const { metadata } = source
  const columns = columnsOf(metadata).filter((name) => !imageColumns.test(name) || isText(metadata, name))
  if (columns.length === 0) {
    for (let row = 0; row < source.rows; row++) yield { row, value: {} }
    return
  }
  for await (const rows of slices(source, 0, { columns })) {
    throwIfCancelled(signal)
    yield* rows
  }
}

function isText(metadata: FileMetaData, name: string): boolean {
  const element = metadata.schema.find((e) => e.name === name)
  return /path|file/i.test(name) && element?.type === 'BYTE_ARRAY'
}

/** Large integers as numbers: no benchmark counts beyond 2^53. */
function plain(row: Readonly<Record<string, unknown>>): DataRecord {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
  )
}

function createImages(parts: readonly Part[]): Rows['pictures'] {
  let kept: { readonly key: string; readonly rows: Promise<readonly ParquetRow[]> } | undefined
  return async (position) => {
    const part = parts.findLast((p) => p.first <= position)
    if (part === undefined) return []
    const { source, path, first } = part
    const within = position - first
    const range = { start: groupStart(source, within), end: groupEnd(source, within) }
    const key = `${path}:${range.start}`
    if (kept?.key !== key) kept = { key, rows: readImages(source, range) }
    const row = (await kept.rows)[within - range.start]
    if (row !== undefined && 'problem' in row) throw new Failure('image-unreadable', row.problem)
    return rowImages(row?.value ?? {}, path)
  }
}

function readImages(
  source: ParquetSource,
  range: { readonly start: number; readonly end: number },
): Promise<readonly ParquetRow[]> {
  const columns = columnsOf(source.metadata).filter((name) => imageColumns.test(name))
  // Bytes stay bytes: an image that is decoded as text is lost.
  return slice(source, range, { columns, bytes: true })
}
