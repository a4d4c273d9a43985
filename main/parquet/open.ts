/**
 * A parquet file opened with doubt: what its description claims is checked against the file and against itself before a row is read
 * by it. Whoever reads pages does so where it can be stopped; a page may still lie about itself. hyparquet reads,
 * hyparquet-compressors unpacks (snappy, zstd, gzip, brotli, lz4). Knows no record.
 */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { AsyncBuffer, Compressors, FileMetaData } from 'hyparquet'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import { openForReading } from '../collections/bytes'

/** An open file: what it says of itself, and rows of it. */
export interface ParquetSource {
  readonly bytes: number
  readonly metadata: FileMetaData
  /** Rows of all groups together. */
  readonly rows: number
  /** Rows `from` up to, not including, `to`. @throws Error with hyparquet's words for a page that cannot be read. */
  readonly read: (
    from: number,
    to: number,
    options?: ParquetReadOptions,
  ) => Promise<Record<string, unknown>[]>
}

export interface ParquetReadOptions {
  /** Absent: all. */
  readonly columns?: readonly string[]
  /** Bytes that are not marked as text stay bytes. Absent: they are text. */
  readonly bytes?: boolean
}

/** Largest page that is unpacked: writers make pages of about 1 MB, and one of a single large image. */
const largestPage = 512 * 2 ** 20
/** Deepest nesting of columns that is read. */
const deepest = 64

/** Opens a file. @throws Failure `bad-input` for one whose description is broken or contradicts itself. */
export async function openParquetSource(path: string): Promise<ParquetSource> {
  const { parquetMetadataAsync, parquetReadObjects, compressors } = await reader()
  const file = await bufferOf(path)
  const metadata = await parquetMetadataAsync(file).catch((error: unknown) => {
    throw broken(path, 'it is none, or it was cut off', String(error))
  })
  const problem = contradiction(metadata, file.byteLength)
  if (problem !== undefined) throw broken(path, problem)
  return {
    bytes: file.byteLength,
    metadata,
    rows: Number(metadata.num_rows),
    read: (rowStart, rowEnd, { columns, bytes = false } = {}) =>
      parquetReadObjects({
        file,
        metadata,
        compressors,
        rowStart,
        rowEnd,
        utf8: !bytes,
        useOffsetIndex: true,
        ...given({ columns: columns === undefined ? undefined : [...columns] }),
      }),
  }
}

/** What reads. Loaded with the first parquet file: files of every kind wait for what a thread loads at its start. */
async function reader() {
  const [{ parquetMetadataAsync, parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ])
  return { parquetMetadataAsync, parquetReadObjects, compressors: limited(compressors) }
}

/** Unpacking into no more than a page can sensibly be; the size is the page's own claim. */
function limited(compressors: Compressors): Compressors {
  return Object.fromEntries(
    Object.entries(compressors).map(([codec, unpack]) => [
      codec,
      (input: Uint8Array, length: number) => {
        if (length > largestPage) throw new Error(`a page claims ${length} bytes`)
        return unpack(input, length)
      },
    ]),
  )
}

function broken(path: string, why: string, detail?: string): Failure {
  return new Failure('bad-input', `The parquet file ${basename(path)} is broken: ${why}.`, detail)
}

/** What in a description cannot be true; undefined when nothing is known against it. */
function contradiction({ num_rows, row_groups, schema }: FileMetaData, bytes: number): string | undefined {
  const inGroups = row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0)
  if (!isCount(num_rows) || row_groups.some((group) => !isCount(group.num_rows)))
    return 'it claims a number of rows that no file can have'
  if (inGroups !== Number(num_rows)) return `it claims ${num_rows} rows, and its parts have ${inGroups}`
  const nesting = schemaProblem(schema)
  if (nesting !== undefined) return nesting
  const leaves = leavesOf(schema)
  for (const [i, group] of row_groups.entries())
    for (const { meta_data: column, file_path } of group.columns) {
      if (file_path) return 'a part of it lies in another file'
      if (column === undefined) return `a column of part ${i + 1} is not described`
      const name = column.path_in_schema.join('.')
      if (!leaves.has(column.path_in_schema.join('\0')))
        return `it has a column “${name}” and does not describe it`
      if (!isCount(column.num_values) || Number(column.num_values) < Number(group.num_rows))
        return `the column “${name}” has fewer values than the part has rows`
      const from = Number(column.dictionary_page_offset || column.data_page_offset)
      const length = Number(column.total_compressed_size)
      if (!(from >= 4 && length >= 0 && from + length <= bytes))
        return `the column “${name}” lies outside of the file`
    }
  return undefined
}

function isCount(n: number | bigint): boolean {
  return n >= 0 && n <= 2 ** 40 && Number.isInteger(Number(n))
}

/** The flat list must be one tree: a child count that reaches beyond it would be read for ever. */
function schemaProblem(schema: FileMetaData['schema']): string | undefined {
  const open: number[] = []
  for (const [i, { num_children: children = 0 }] of schema.entries()) {
    while (open.at(-1) === 0) open.pop()
    if (i > 0 && open.length === 0) return 'its columns are not one tree'
    if (open.length > 0) open[open.length - 1] = (open.at(-1) ?? 0) - 1
    if (children < 0 || children > schema.length) return 'its columns are not one tree'
    if (children > 0) open.push(children)
    if (open.length > deepest) return `its columns are nested deeper than ${deepest}`
  }
  return open.some((left) => left > 0) ? 'its columns are not one tree' : undefined
}

/** Paths of the columns that hold values, their names joined by a zero. The list is one tree. */
function leavesOf(schema: FileMetaData['schema']): ReadonlySet<string> {
  const leaves = new Set<string>()
  const path: { readonly name: string; left: number }[] = []
  for (const { name, num_children: children = 0 } of schema.slice(1)) {
    while (path.at(-1)?.left === 0) path.pop()
    const parent = path.at(-1)
    if (parent !== undefined) parent.left--
    if (children > 0) path.push({ name, left: children })
    else leaves.add([...path.map((p) => p.name), name].join('\0'))
  }
  return leaves
}

/** The file as hyparquet reads one: nothing is held but what was asked for, and nothing is asked for outside of it. */
async function bufferOf(path: string): Promise<AsyncBuffer> {
  const { size } = await stat(path).catch(() => ({ size: 0 }))
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      if (!(start >= 0 && end <= size && start <= end)) throw new Error(`bytes ${start} to ${end} of ${size}`)
      const file = await openForReading(path)
      try {
        const bytes = new Uint8Array(end - start)
        let done = 0
        while (done < bytes.length) {
          const { bytesRead } = await file.read(bytes, done, bytes.length - done, start + done)
          if (bytesRead === 0) throw new Error('the file became shorter while it was read')
          done += bytesRead
        }
        return bytes.buffer
      } finally {
        await file.close()
      }
    },
  }
}
