/**
 * A file of JSON lines that is only ever added to. What was acknowledged survives a kill at any moment; a line torn by one is
 * cut off when the file is opened again. Knows no line's meaning.
 */
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createSequence } from '../../app/async'
import { diskFailure } from '../store/folder'
import { readAt } from '../collections/read-at'

export interface Log {
  /** Bytes in whole lines. */
  readonly bytes: () => number
  /** Adds a line; resolves with its place when it is on the disk itself. @throws Failure `disk-full`, `denied`. */
  readonly append: (value: unknown) => Promise<{ readonly offset: number; readonly length: number }>
  /** A line by its place; undefined where there is none. */
  readonly read: (place: { readonly offset: number; readonly length: number }) => Promise<unknown>
  readonly close: () => Promise<void>
}

const newline = 10

/** Opens a log, made where it is missing, and gives the values in it; lines that are no JSON are left out. */
export async function openLog(
  path: string,
  values: boolean,
): Promise<{ log: Log; values: readonly unknown[] }> {
  let file: FileHandle | undefined
  try {
    await mkdir(dirname(path), { recursive: true })
    file = await open(path, 'a+', 0o600)
    const whole = await cutTorn(file)
    const read = values ? valuesIn(await readAt(file, 0, whole)) : []
    return { log: logOf(file, path, whole), values: read }
  } catch (error) {
    await file?.close()
    throw diskFailure(error, path)
  }
}

function logOf(file: FileHandle, path: string, start: number): Log {
  let size = start
  // One after the other: the order of calls is the order of lines.
  const writes = createSequence()
  const append = async (value: unknown) => {
    const data = Buffer.from(`${JSON.stringify(value)}\n`)
    const offset = size
    try {
      await file.appendFile(data)
      await file.datasync()
      size += data.length
      return { offset, length: data.length }
    } catch (error) {
      // Half a line must not stay before the next one.
      await file.truncate(size).catch(() => undefined)
      throw diskFailure(error, path)
    }
  }
  return {
    bytes: () => size,
    append: (value) => writes.run(() => append(value)),
    read: async ({ offset, length }) => valuesIn(await readAt(file, offset, length))[0],
    close: async () => {
      await writes.settled()
      await file.close()
    },
  }
}

/** Cuts a torn last line off; gives the length of what stays. Only the tail is read. */
async function cutTorn(file: FileHandle): Promise<number> {
  const { size } = await file.stat()
  const step = 2 ** 16
  for (let end = size; end > 0; end = Math.max(0, end - step)) {
    const from = Math.max(0, end - step)
    const at = (await readAt(file, from, end - from)).lastIndexOf(newline)
    if (at < 0) continue
    const whole = from + at + 1
    if (whole < size) await file.truncate(whole)
    return whole
  }
  if (size > 0) await file.truncate(0)
  return 0
}

function valuesIn(data: Buffer): readonly unknown[] {
  return data
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as unknown]
      } catch {
        return []
      }
    })
}
