/**
 * The messages of an Arrow IPC file or stream, found without reading what they carry: where each lies, what it is, and of a record batch
 * its rows and where its buffers are. flechette reads the values; it wants whole files in memory, which is why this is here.
 * Source: arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc; apache/arrow, format/Message.fbs.
 */
import { open, type FileHandle } from 'node:fs/promises'
import { Failure } from '../../app/failure'

/** A message: `start` of its length, `head` bytes before its body. */
export interface ArrowMessage {
  readonly kind: 'schema' | 'dictionary' | 'batch'
  readonly start: number
  readonly head: number
  readonly body: number
}

/** A batch of rows. Buffers are places in its body. */
export interface ArrowBatch extends ArrowMessage {
  readonly rows: number
  readonly buffers: readonly { readonly offset: number; readonly length: number }[]
  readonly compressed: boolean
}

/** What a file holds. `bytes`: of the file. */
export interface Messages {
  readonly bytes: number
  readonly schema: ArrowMessage
  /** In order; a batch needs the dictionaries before it. */
  readonly dictionaries: readonly ArrowMessage[]
  readonly batches: readonly ArrowBatch[]
}

/** A description is no longer. */
const longestHead = 64 * 2 ** 20
const mostMessages = 10_000_000

/** Finds the messages of a file. @throws Failure `bad-input` for one that is none. */
export async function messagesIn(path: string): Promise<Messages> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    return await walk(file, size)
  } finally {
    await file.close()
  }
}

async function walk(file: FileHandle, size: number): Promise<Messages> {
  const magic = await bytesAt(file, 0, Math.min(8, size))
  let at = magic.toString('latin1', 0, 6) === 'ARROW1' ? 8 : 0
  let schema: ArrowMessage | undefined
  const dictionaries: ArrowMessage[] = []
  const batches: ArrowBatch[] = []
  for (let count = 0; at + 8 <= size && count < mostMessages; count++) {
    const message = await messageAt(file, at, size)
    if (message === undefined) break
    if (message.kind === 'schema') schema ??= message
    else if (message.kind === 'dictionary') dictionaries.push(message)
    else batches.push(message as ArrowBatch) // `messageAt` gives batches their rows
    at = message.start + message.head + message.body
  }
  if (schema === undefined) throw broken('it has no description of its columns')
  return { bytes: size, schema, dictionaries, batches }
}

const kinds: Readonly<Record<number, ArrowMessage['kind']>> = { 1: 'schema', 2: 'dictionary', 3: 'batch' }

/** Undefined at the end of the stream. */
async function messageAt(
  file: FileHandle,
  start: number,
  size: number,
): Promise<ArrowMessage | ArrowBatch | undefined> {
  const prefix = await bytesAt(file, start, 8)
  const long = prefix.readInt32LE(0) === -1
  const length = prefix.readInt32LE(long ? 4 : 0)
  if (length === 0) return undefined
  const head = (long ? 8 : 4) + length
  if (length < 0 || length > longestHead || start + head > size)
    throw broken('it was cut off, or is no Arrow')
  const meta = await bytesAt(file, start + head - length, length)
  try {
    const root = meta.readUInt32LE(0)
    const kind = kinds[meta.readUInt8(fieldAt(meta, root, 1) || meta.length)]
    const bodyAt = fieldAt(meta, root, 3)
    const body = bodyAt === 0 ? 0 : int64(meta, bodyAt)
    if (kind === undefined) throw broken('it holds a message of another kind')
    if (body < 0 || start + head + body > size) throw broken('it was cut off')
    const message = { kind, start, head, body }
    return kind === 'batch'
      ? { ...message, ...batchIn(meta, referred(meta, fieldAt(meta, root, 2)), body) }
      : message
  } catch (error) {
    throw error instanceof Failure ? error : broken('a description in it cannot be read')
  }
}

function batchIn(
  meta: Buffer,
  table: number,
  body: number,
): Pick<ArrowBatch, 'rows' | 'buffers' | 'compressed'> {
  const rowsAt = fieldAt(meta, table, 0)
  const list = fieldAt(meta, table, 2)
  const vector = list === 0 ? 0 : referred(meta, list)
  const count = vector === 0 ? 0 : meta.readUInt32LE(vector)
  const buffers = Array.from({ length: Math.min(count, meta.length / 16) }, (_, i) => {
    const at = vector + 4 + i * 16
    return { offset: int64(meta, at), length: int64(meta, at + 8) }
  })
  if (buffers.some(({ offset, length }) => offset < 0 || length < 0 || offset + length > body))
    throw broken('a column lies outside of it')
  const rows = rowsAt === 0 ? 0 : int64(meta, rowsAt)
  return { rows, buffers, compressed: fieldAt(meta, table, 3) !== 0 }
}

/** Where a field of a flatbuffer's table lies; 0 where it is not there. */
function fieldAt(meta: Buffer, table: number, field: number): number {
  const names = table - meta.readInt32LE(table)
  const at = 4 + 2 * field
  const offset = at < meta.readUInt16LE(names) ? meta.readUInt16LE(names + at) : 0
  return offset === 0 ? 0 : table + offset
}

function referred(meta: Buffer, at: number): number {
  return at + meta.readUInt32LE(at)
}

function int64(meta: Buffer, at: number): number {
  return Number(meta.readBigInt64LE(at))
}

/** Bytes of a place. @throws Failure `bad-input` where the file ends before. */
export async function bytesAt(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  await readInto(file, { bytes, at: 0, length, start })
  return bytes
}

/** Reads a place of the file into bytes that are there. */
export async function readInto(
  file: FileHandle,
  { bytes, at, length, start }: { bytes: Uint8Array; at: number; length: number; start: number },
): Promise<void> {
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(bytes, at + done, length - done, start + done)
    if (bytesRead === 0) throw broken('it was cut off')
    done += bytesRead
  }
}

function broken(why: string): Failure {
  return new Failure('bad-input', `The Arrow file is broken: ${why}.`)
}
