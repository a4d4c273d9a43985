/**
 * A gzipped file, member after member (RFC 1952). Bytes behind the last member are no part of it, as gzip itself has it;
 * zlib's own reader takes what it had unpacked along when it meets them. Knows no copy and no rows.
 */
import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { PassThrough } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { Failure } from '../../app/failure'
import { readAt } from './read-at'

/** Some unpacked bytes, and how many of the file on disk are behind us. */
export interface UnpackedBytes {
  readonly bytes: Buffer
  readonly read: number
}

const chunkSize = 1 << 20
/** Read at a time: a file in blocks (bgzip) has a member every few kilobytes. */
const readSize = 1 << 18
const trailerSize = 8
/** Names and comments in a head are text of people: what is longer is no head. */
const longestHead = 1 << 16

/** The unpacked bytes. What comes before damage is handed out first. @throws Failure `bad-input` there. */
export async function* gunzipped(path: string): AsyncGenerator<UnpackedBytes> {
  const file = await open(path)
  try {
    for (let at = 0; ;) {
      const head = headOf(await readAt(file, at, longestHead))
      if (head === undefined && at > 0) return
      if (head === undefined) throw broken('It does not begin as a gzip file.')
      at = yield* member(file, path, at + head)
    }
  } finally {
    await file.close()
  }
}

/** One member from its compressed data on; gives where the next begins. */
async function* member(file: FileHandle, path: string, from: number): AsyncGenerator<UnpackedBytes, number> {
  const packed = createReadStream(path, { start: from, highWaterMark: readSize })
  const inflate = createInflateRaw({ chunkSize })
  const out = new PassThrough({ highWaterMark: chunkSize })
  // An error would take along what waits in the stream: it is thrown at the end of the loop.
  let error: Error | undefined
  const breakOff = (cause: Error) => {
    error ??= cause
    out.end()
  }
  packed.on('error', breakOff)
  inflate.on('error', breakOff)
  inflate.on('end', () => out.end())
  packed.pipe(inflate).pipe(out, { end: false })
  let sum = 0
  let size = 0
  try {
    for await (const bytes of out as AsyncIterable<Buffer>) {
      sum = crc32(bytes, sum)
      size = (size + bytes.length) >>> 0
      yield { bytes, read: from + packed.bytesRead }
    }
    if (error !== undefined) throw isOfDisk(error) ? error : broken(error.message)
  } finally {
    packed.destroy()
    inflate.destroy()
    out.destroy()
  }
  const end = from + inflate.bytesWritten
  const trailer = await readAt(file, end, trailerSize)
  if (trailer.length < trailerSize) throw broken('It ends in the middle of its checksum.')
  if (trailer.readUInt32LE(0) !== sum || trailer.readUInt32LE(4) !== size)
    throw broken('Its checksum does not fit.')
  return end + trailerSize
}

/** Length of the head that begins here; undefined where none does. */
function headOf(bytes: Buffer): number | undefined {
  if (bytes.length < 10 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return undefined
  const flags = bytes[3] ?? 0
  // The upper three are kept for later and must be 0.
  if ((flags & 0xe0) !== 0) return undefined
  let at = 10
  if ((flags & 4) !== 0) at += 2 + (bytes.length >= at + 2 ? bytes.readUInt16LE(at) : longestHead)
  for (const text of [8, 16]) {
    if ((flags & text) === 0) continue
    const end = bytes.indexOf(0, at)
    if (end < 0) return undefined
    at = end + 1
  }
  if ((flags & 2) !== 0) at += 2
  return at <= bytes.length ? at : undefined
}

function isOfDisk(error: Error): boolean {
  return 'syscall' in error
}

function broken(detail: string): Failure {
  return new Failure(
    'bad-input',
    'The gzip file is broken or cut off; what came before that point is listed.',
    detail,
  )
}
