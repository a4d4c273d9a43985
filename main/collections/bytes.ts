/**
 * The bytes of a file as chunks with their place, from any place on. A gzipped file is unpacked into a copy in the data
 * folder while it is read, so that a place in it can be read again. Knows no format.
 */
import { open, rename, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure } from '../../app/failure'
import { codeOf, diskFailure } from '../store/folder'
import { gunzipped } from './gzip'

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

/**
 * The chunks of a gzipped file. What is unpacked is written to `copy` before it is handed out; a copy that is whole is
 * read instead of unpacking again.
 */
export function gunzipChunks(path: string, copy: string): Chunks {
  return async function* (from, signal) {
    if (await isThere(copy)) {
      yield* plainChunks(copy)(from, signal)
      return
    }
    yield* unpack(path, copy, from, signal)
  }
}

async function* unpack(path: string, copy: string, from: number, signal: AbortSignal): AsyncGenerator<Chunk> {
  const part = partOf(copy)
  const target = await open(part, 'w', 0o600)
  let offset = 0
  let checked = 0
  try {
    for await (const { bytes, read } of gunzipped(path)) {
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
  for (const path of paths) {
    if (!(await isThere(path))) continue
    const file = await openForReading(path)
    try {
      const buffer = Buffer.allocUnsafe(length)
      const { bytesRead } = await file.read(buffer, 0, length, offset)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  }
  throw new Failure('not-found', `${paths[0] ?? 'The file'} is not there any more.`)
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

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
