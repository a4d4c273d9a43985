/**
 * The bytes of a file as chunks with their place, from any place on. A gzipped file, or text that is not UTF-8, is unpacked into a copy
 * in the data folder while it is read, so that a place in it can be read again. Knows no format.
 */
import { open, rename, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure } from '../../app/failure'
import { codeOf, diskFailure, isKept } from '../store/folder'
import { gunzipped } from './gzip'
import { readAt } from './read-at'

/** Some bytes and where they stand in the (unpacked) file. */
export interface Chunk {
  readonly offset: number
  readonly bytes: Buffer
  /** Bytes of the file on disk behind us: what progress is counted in. */
  readonly read: number
}

/** Chunks from an offset to the end. Stops between chunks when the signal fires. */
export type Chunks = (from: number, signal: AbortSignal) => AsyncIterable<Chunk>

const chunkSize = 1 << 20

/** The chunks of a file as it lies on disk. */
export function plainChunks(path: string): Chunks {
  return async function* (from, signal) {
    const file = await openForReading(path)
    try {
      let offset = from
      while (!signal.aborted) {
        const buffer = Buffer.allocUnsafe(chunkSize)
        const { bytesRead } = await file.read(buffer, 0, chunkSize, offset)
        if (bytesRead === 0) return
        yield { offset, bytes: buffer.subarray(0, bytesRead), read: offset + bytesRead }
        offset += bytesRead
      }
    } finally {
      await file.close()
    }
  }
}

/** What a copy is made of: a gzipped file, text in another encoding than UTF-8, or both. */
export interface Packing {
  readonly gzip: boolean
  readonly encoding?: string
}

/**
 * The chunks of a file that is unpacked or decoded first. What comes out is written to `copy` before it is handed out; a copy that
 * is whole is read instead of doing it again.
 */
export function copiedChunks(path: string, copy: string, packing: Packing): Chunks {
  return async function* (from, signal) {
    if (await isKept(copy)) {
      yield* plainChunks(copy)(from, signal)
      return
    }
    const unpacked = packing.gzip ? gunzipped(path) : plainOf(path, signal)
    yield* keepCopy(decodedAs(unpacked, packing.encoding), { copy, from }, signal)
  }
}

/** Bytes in order, and how much of the file they stand for. */
interface Piece {
  readonly bytes: Buffer
  readonly read: number
}

async function* plainOf(path: string, signal: AbortSignal): AsyncGenerator<Piece> {
  for await (const { bytes, read } of plainChunks(path)(0, signal)) yield { bytes, read }
}

/** As UTF-8. */
async function* decodedAs(pieces: AsyncIterable<Piece>, encoding: string | undefined): AsyncGenerator<Piece> {
  if (encoding === undefined) return yield* pieces
  const decoder = new TextDecoder(encoding)
  let read = 0
  for await (const piece of pieces) {
    read = piece.read
    yield { bytes: Buffer.from(decoder.decode(piece.bytes, { stream: true })), read }
  }
  const rest = decoder.decode()
  if (rest !== '') yield { bytes: Buffer.from(rest), read }
}

async function* keepCopy(
  pieces: AsyncIterable<Piece>,
  { copy, from }: { readonly copy: string; readonly from: number },
  signal: AbortSignal,
): AsyncGenerator<Chunk> {
  const part = partOf(copy)
  const target = await open(part, 'w', 0o600)
  let offset = 0
  let checked = 0
  try {
    for await (const { bytes, read } of pieces) {
      if (signal.aborted) return
      if (offset - checked > checkEvery || offset === 0) {
        await needRoom(copy)
        checked = offset
      }
      await writeAll(target, bytes, offset)
      const end = offset + bytes.length
      if (end > from) {
        const skip = Math.max(0, from - offset)
        yield { offset: offset + skip, bytes: bytes.subarray(skip), read }
      }
      offset = end
    }
    if (signal.aborted) return
    await rename(part, copy)
  } catch (error) {
    throw error instanceof Failure ? error : diskFailure(error, copy)
  } finally {
    await target.close()
  }
}

/** Bytes that are unpacked between two looks at the disk. */
const checkEvery = 64 * 2 ** 20
/** Left over on the disk, so that the machine goes on working: a small file may unpack to any size. */
const spareBytes = 1024 * 2 ** 20

/** @throws Failure `disk-full` before the disk is. */
async function needRoom(copy: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(copy))
  if (bavail * bsize >= spareBytes + checkEvery) return
  throw new Failure(
    'disk-full',
    'The file unpacks to more than the disk has room for. Free some space, then go on.',
  )
}

/** Where a copy lies while it is being made. */
export function partOf(copy: string): string {
  return `${copy}.part`
}

/** Bytes of a place, from the first of these files that is there. @throws Failure `not-found`. */
export async function readPlace(paths: readonly string[], offset: number, length: number): Promise<Buffer> {
  for (const path of paths) if (await isKept(path)) return readPart(path, offset, length)
  throw new Failure('not-found', `${paths[0] ?? 'The file'} no longer exists.`)
}

/** So many bytes of a file from a place on; fewer where it ends before. @throws Failure `not-found` or `denied`, with the path. */
export async function readPart(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await openForReading(path)
  try {
    return await readAt(file, offset, length)
  } finally {
    await file.close()
  }
}

/** A file open for reading. @throws Failure `not-found` or `denied`, with the path. */
export async function openForReading(path: string) {
  try {
    return await open(path, 'r')
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') throw new Failure('not-found', `There is no file ${path}.`)
    if (code === 'EACCES' || code === 'EPERM')
      throw new Failure('denied', `Relook may not read ${path}. Check its permissions.`)
    throw error
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, bytes: Buffer, at: number): Promise<void> {
  let done = 0
  while (done < bytes.length)
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
}
