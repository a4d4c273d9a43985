/**
 * Rows of an Arrow file, a few at a time, so that a batch with a gigabyte of images in it does not have to fit into memory: of long
 * columns only the part that belongs to the rows is read. The bytes of a batch lie in an array as large as it; what is not read of it
 * costs nothing. flechette makes values of them, zstd and LZ4 buffers included. Knows no record.
 */
import { open, type FileHandle } from 'node:fs/promises'
import type { Table } from '@uwdata/flechette'
import { decompress } from 'fzstd'
import { formatBytes } from '../../app/bytes'
import { Failure } from '../../app/failure'
import { unLz4 } from './lz4'
import { bytesAt, messagesIn, readInto, type ArrowBatch, type Messages } from './messages'

/** A column's part of a batch, as far as it is needed here: flechette's `Batch`. */
interface Part {
  readonly length: number
  readonly type: { readonly typeId: number }
  readonly offsets?: ArrayLike<number | bigint>
  readonly values?: unknown
  readonly children?: readonly Part[]
}

/** An open file. */
export interface ArrowSource {
  readonly bytes: number
  readonly rows: number
  readonly columns: readonly string[]
  /** Rows from a number on: as many as are small enough to be held together, at least one. Undefined behind the last. */
  readonly some: (from: number) => Promise<readonly Record<string, unknown>[] | undefined>
  readonly row: (row: number) => Promise<Record<string, unknown>>
}

/** Whole numbers beyond what a double holds exactly come as they are. */
const reading = { useBigInt: true } as const
/** Columns longer than this are read in parts. */
const longColumn = 2 ** 20
/** Bytes and rows that are held together. */
const heldBytes = 32 * 2 ** 20
const heldRows = 1000
/** Dictionaries and compressed batches are read as a whole. */
const largestWhole = 512 * 2 ** 20

const plainUnpack = (unpack: (bytes: Uint8Array, length: number) => Uint8Array) => ({
  encode: () => {
    throw new Error('Nothing is written.')
  },
  decode: (bytes: Uint8Array, length: number) => {
    if (length > largestWhole) throw new Failure('bad-input', `A column claims ${formatBytes(length)}.`)
    return unpack(bytes, length)
  },
})

/** Makes tables of bytes. Loaded with the first Arrow file: files of every kind wait for what a thread loads at its start. */
async function reader() {
  const { CompressionType, setCompressionCodec, tableFromIPC } = await import('@uwdata/flechette')
  setCompressionCodec(
    CompressionType.ZSTD,
    plainUnpack((bytes, length) => decompress(bytes, new Uint8Array(length))),
  )
  setCompressionCodec(CompressionType.LZ4_FRAME, plainUnpack(unLz4))
  return { tableFromIPC }
}

/** Opens a file. @throws Failure `bad-input` for one that is none, or broken. */
export async function openArrow(path: string): Promise<ArrowSource> {
  const { tableFromIPC } = await reader()
  const messages = await messagesIn(path)
  const starts: number[] = []
  let rows = 0
  for (const batch of messages.batches) {
    starts.push(rows)
    rows += batch.rows
  }
  const using = async <T>(use: (file: FileHandle) => Promise<T>): Promise<T> => {
    const file = await open(path, 'r')
    try {
      return await use(file)
    } finally {
      await file.close()
    }
  }
  const within = async (from: number, most: number) => {
    const index = starts.findLastIndex((start, i) => start <= from && (messages.batches[i]?.rows ?? 0) > 0)
    const batch = messages.batches[index]
    if (batch === undefined || from >= rows) return undefined
    return using((file) => rowsOf({ file, messages, batch }, from - (starts[index] ?? 0), most))
  }
  const columns = await using(async (file) => {
    const { start, head, body } = messages.schema
    return tableFromIPC(await bytesAt(file, start, head + body)).names.map(String)
  })
  return {
    bytes: messages.bytes,
    rows,
    columns,
    some: (from) => within(from, heldRows),
    row: async (row) => {
      const [one] = (await within(row, 1)) ?? []
      if (one === undefined) throw new Failure('not-found', 'That row no longer exists in the file.')
      return one
    },
  }
}

interface Place {
  readonly file: FileHandle
  readonly messages: Messages
  readonly batch: ArrowBatch
}

async function rowsOf(place: Place, from: number, most: number): Promise<readonly Record<string, unknown>[]> {
  const { batch } = place
  const bytes = new Uint8Array(batch.head + batch.body)
  const table = await tableOver(place, bytes)
  // flechette does not declare the offsets and children its batches have.
  const parts = table.children.map((column) => column.data[0] as unknown as Part | undefined)
  const end = Math.min(batch.rows, from + most)
  let to = from
  let held = 0
  while (to < end && (to === from || held < heldBytes)) {
    const pieces = batch.compressed ? [] : parts.flatMap((part) => (part ? longPieces(part, to, to + 1) : []))
    for (const { at, length } of pieces) {
      await readInto(place.file, { bytes, at, length, start: batch.start + at })
      held += length
    }
    to++
  }
  return Array.from({ length: to - from }, (_, i) =>
    Object.fromEntries(table.names.map((name, c) => [String(name), table.children[c]?.at(from + i)])),
  )
}

/** The batch's table over bytes into which everything but its long columns was read. */
async function tableOver({ file, messages, batch }: Place, bytes: Uint8Array): Promise<Table> {
  const { tableFromIPC } = await reader()
  const { schema, dictionaries } = messages
  const needed = [schema, ...dictionaries.filter(({ start }) => start < batch.start)]
  if (needed.some(({ body }) => body > largestWhole) || (batch.compressed && batch.body > largestWhole))
    throw new Failure('bad-input', `A part of the Arrow file is longer than ${formatBytes(largestWhole)}.`)
  const before: Uint8Array[] = []
  for (const { start, head, body } of needed) before.push(await bytesAt(file, start, head + body))
  await readInto(file, { bytes, at: 0, length: batch.head, start: batch.start })
  const readBuffers = async (wanted: (at: number) => boolean) => {
    for (const { offset, length } of batch.buffers) {
      const at = batch.head + offset
      if (length > 0 && wanted(at)) await readInto(file, { bytes, at, length, start: batch.start + at })
    }
  }
  // Where the long columns lie is told by the table over nothing.
  const long = new Set<number>()
  if (!batch.compressed) {
    const empty = tableFromIPC([...before, bytes], reading)
    for (const column of empty.children)
      // Undeclared, as above.
      for (const part of column.data) noteLong(part as unknown as Part, long)
  }
  await readBuffers((at) => !long.has(at))
  return tableFromIPC([...before, bytes], reading)
}

/** Binary, Utf8, LargeBinary, LargeUtf8 (apache/arrow, format/Schema.fbs). */
const textual: ReadonlySet<number> = new Set([4, 5, 19, 20])
const lists: ReadonlySet<number> = new Set([12, 21])
const struct = 13

function valuesOf({ type, values }: Part): Uint8Array | undefined {
  return textual.has(type.typeId) && values instanceof Uint8Array && values.length > longColumn
    ? values
    : undefined
}

function noteLong(part: Part, long: Set<number>): void {
  const values = valuesOf(part)
  if (values !== undefined) long.add(values.byteOffset)
  if (part.type.typeId === struct || lists.has(part.type.typeId))
    for (const child of part.children ?? []) noteLong(child, long)
}

/** Which bytes of long columns some rows need. */
function longPieces(part: Part, from: number, to: number): readonly { at: number; length: number }[] {
  const values = valuesOf(part)
  const { offsets, children = [] } = part
  const edge = (row: number) => Number(offsets?.[row] ?? 0)
  if (values !== undefined) {
    const [start, end] = [edge(from), edge(to)]
    return end > start && start >= 0 && end <= values.length
      ? [{ at: values.byteOffset + start, length: end - start }]
      : []
  }
  if (part.type.typeId === struct) return children.flatMap((child) => longPieces(child, from, to))
  if (lists.has(part.type.typeId)) return children.flatMap((child) => longPieces(child, edge(from), edge(to)))
  return []
}
