/**
 * One file from a hub onto the disk: goes on where it stopped, counts every byte, and gets its name only when its hash is right.
 * A connection that drops is taken up again; a lie about length or content is told and nothing of it is kept.
 */
import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure, throwIfCancelled } from '../../app/failure'
import { diskFailure, fileSize } from '../store/folder'
import type { FileAddress, Hub } from './hub'
import type { HubFile } from './plan'

export interface FileFetch {
  readonly hub: Hub
  readonly address: FileAddress
  readonly file: HubFile
  /** Where the whole file goes; `.part` is put behind it until then. */
  readonly target: string
  /** Bytes of this file that are on the disk. */
  readonly onBytes: (bytes: number) => void
  readonly signal: AbortSignal
}

/** Drops in a row without a single new byte before it is given up. */
const fruitless = 4

/** Fetches what is missing of a file. @throws Failure; what has come is kept unless it is wrong. */
export async function fetchFile(f: FileFetch): Promise<void> {
  const { file, target, signal } = f
  if ((await fileSize(target)) === file.size) return f.onBytes(file.size)
  const part = `${target}.part`
  await mkdir(dirname(target), { recursive: true })
  let without = 0
  for (;;) {
    throwIfCancelled(signal)
    const before = await fileSize(part)
    if (before === file.size) break
    if (before > file.size) await rm(part, { force: true })
    const broken = await append(f, part, before > file.size ? 0 : before)
    const after = await fileSize(part)
    if (after === file.size) break
    if (after > file.size) {
      await rm(part, { force: true })
      throw new Failure(
        'model-unavailable',
        `The hub sends more of ${file.path} than it said. It was thrown away.`,
      )
    }
    without = after > before ? 0 : without + 1
    if (without >= fruitless) throw stopped(file, after, broken)
  }
  await check(file, part, signal)
  await rename(part, target)
}

/** Adds what comes until it ends or breaks. What broke it is given back; a full disk and a refusal are thrown. */
async function append(f: FileFetch, part: string, from: number): Promise<Failure | undefined> {
  const { offset, chunks } = await f.hub.open(f.address, from, f.signal)
  const out = await open(part, offset === 0 ? 'w' : 'a').catch((error: unknown) => {
    throw diskFailure(error, part)
  })
  let at = offset
  try {
    for await (const chunk of chunks) {
      // One byte too many says enough; ten gigabytes too many would fill the disk.
      if (at + chunk.byteLength > f.file.size) {
        await out.write(chunk.subarray(0, f.file.size - at + 1))
        return undefined
      }
      await out.write(chunk).catch((error: unknown) => {
        throw diskFailure(error, part)
      })
      at += chunk.byteLength
      f.onBytes(at)
    }
    return undefined
  } catch (error) {
    throwIfCancelled(f.signal)
    if (error instanceof Failure) throw error
    return new Failure(
      'disconnected',
      `The connection broke while ${f.file.path} was fetched.`,
      String(error),
    )
  } finally {
    await out.sync().catch(() => undefined)
    await out.close()
  }
}

/** @throws Failure and deletes the part when its content is not what the hub lists. */
async function check(file: HubFile, part: string, signal: AbortSignal): Promise<void> {
  const wanted = file.sha256 ?? file.gitSha1
  if (wanted === undefined || (await fileHash(file, part, signal)) === wanted.toLowerCase()) return
  await rm(part, { force: true })
  throw new Failure(
    'model-unavailable',
    `${file.path} came with a wrong content (its hash differs). It was thrown away.`,
  )
}

/** sha256 of large files; small ones have git's own: sha1 over a header and the content. */
export async function fileHash(file: HubFile, path: string, signal?: AbortSignal): Promise<string> {
  const hash: Hash = createHash(file.sha256 === undefined ? 'sha1' : 'sha256')
  if (file.sha256 === undefined) hash.update(`blob ${file.size}\0`)
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
    throwIfCancelled(signal)
    hash.update(chunk)
  }
  return hash.digest('hex')
}

function stopped(file: HubFile, at: number, broken: Failure | undefined): Failure {
  const message = `The hub ends ${file.path} after ${at} of ${file.size} bytes, again and again.`
  return new Failure('disconnected', `${message} What has come is kept.`, broken?.detail)
}
