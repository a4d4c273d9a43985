/** How a file is written so that it is whole or not there, and what a disk's errors mean. Knows no file format. */
import { access, open, mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure } from '../../app/failure'

/** The code of a file system error, e.g. `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** A file system error in words a user can act on. Anything else stays as it is. */
export function diskFailure(error: unknown, what: string): unknown {
  const code = codeOf(error)
  const detail = error instanceof Error ? error.message : ''
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Failure(
      'disk-full',
      `The disk is full: ${what} could not be written. Free some space.`,
      detail,
    )
  if (code === 'EMFILE' || code === 'ENFILE')
    return new Failure(
      'busy',
      `Too many files are open for ${what}. Close some windows or traces, then try again.`,
      detail,
    )
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new Failure(
      'denied',
      `Relook may not write ${what}. Check the permissions of its data folder.`,
      detail,
    )
  return error
}

/** Makes a file as a temporary neighbour and renames it: readers see the old file or the new one, never half. */
export async function makeWhole<T>(path: string, make: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = temporaryOf(path)
  try {
    await mkdir(dirname(path), { recursive: true })
    const made = await make(temporary)
    await rename(temporary, path)
    return made
  } catch (error) {
    await rm(temporary, { force: true })
    throw diskFailure(error, path)
  }
}

/** Writes a file so, and waits until the disk has it. */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  await makeWhole(path, async (temporary) => {
    const file = await open(temporary, 'w', 0o600)
    try {
      await file.writeFile(data)
      await file.sync()
    } finally {
      await file.close()
    }
  })
}

/** Moves a file or folder; the folder it goes into is made where it is not there. */
export async function moveTo(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true })
    await rename(from, to)
  } catch (error) {
    throw diskFailure(error, from)
  }
}

/** Bytes of a file; 0 where there is none. */
export async function fileSize(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.size,
    () => 0,
  )
}

/** Whether there is something at a path. */
export async function isKept(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** A name beside a file that nobody else gives: of this process, and new. What a kill leaves under such is swept (`sweep.ts`). */
export function temporaryOf(path: string): string {
  return `${path}.${process.pid}.${++count}.tmp`
}

let count = 0
