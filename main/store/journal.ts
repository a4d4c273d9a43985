/**
 * A project's file: one change per line, only ever added to. What was acknowledged survives a kill at any moment; what a
 * kill tore in half is cut off and kept aside. Knows how lines are kept, not what they mean.
 */
import { appendFile, open, type FileHandle } from 'node:fs/promises'
import { createSequence } from '../../app/async'
import { Failure } from '../../app/failure'
import type { Issue } from '../../app/result'
import type { Change } from '../../app/trace/change'
import { readLine } from './change-schema'
import { codeOf, diskFailure } from './folder'

/** A journal read from its file. */
export interface Recorded {
  readonly changes: readonly Change[]
  readonly issues: readonly Issue[]
  readonly bytes: number
  /** When it was last added to; milliseconds. */
  readonly changedAt: number
}

/** A journal open for adding. */
export interface Journal {
  /** Resolves when the changes are written; with `sync`, when they are on the disk itself. All of them or none. */
  readonly append: (changes: readonly Change[], sync: boolean) => Promise<void>
  /** Bytes written so far. */
  readonly bytes: () => number
  readonly close: () => Promise<void>
}

const newline = 10

/** Reads a journal without touching it. A torn last line is left out. @throws Failure `not-found`. */
export async function readJournal(path: string): Promise<Recorded> {
  const file = await openFile(path, 'r')
  try {
    const { mtimeMs } = await file.stat()
    const data = await file.readFile()
    return { ...readLines(data.subarray(0, wholePart(data))), bytes: data.length, changedAt: mtimeMs }
  } finally {
    await file.close()
  }
}

/** Opens a journal for adding, after cutting off a torn last line (which goes to `PATH` with `.torn` at its end). */
export async function openJournal(path: string): Promise<{ journal: Journal; recorded: Recorded }> {
  const file = await openFile(path, 'r+')
  try {
    const { mtimeMs } = await file.stat()
    const data = await file.readFile()
    const whole = wholePart(data)
    if (whole < data.length) {
      await appendFile(tornPath(path), Buffer.concat([data.subarray(whole), Buffer.from('\n')]))
      await file.truncate(whole)
      await file.sync()
    }
    const recorded = { ...readLines(data.subarray(0, whole)), bytes: whole, changedAt: mtimeMs }
    return { journal: writer(file, whole, path), recorded }
  } catch (error) {
    await file.close()
    throw diskFailure(error, path)
  }
}

/** Where what a kill tore in half is kept. */
export function tornPath(path: string): string {
  return path.replace(/\.jsonl$/, '') + '.torn'
}

function writer(file: FileHandle, start: number, path: string): Journal {
  let size = start
  // One append after the other: the order of calls is the order of lines.
  const writes = createSequence()
  const append = async (changes: readonly Change[], sync: boolean) => {
    const data = Buffer.from(changes.map((c) => JSON.stringify(c) + '\n').join(''))
    try {
      let done = 0
      while (done < data.length) {
        done += (await file.write(data, done, data.length - done, size + done)).bytesWritten
      }
      if (sync) await file.datasync()
      size += data.length
    } catch (error) {
      // Half a line must not stay before the next one.
      await file.truncate(size).catch(() => undefined)
      throw diskFailure(error, path)
    }
  }
  return {
    append: (changes, sync) => writes.run(() => append(changes, sync)),
    bytes: () => size,
    close: async () => {
      await writes.settled()
      await file.close()
    },
  }
}

/** Length of the part that ends with a whole line. */
function wholePart(data: Buffer): number {
  return data.lastIndexOf(newline) + 1
}

function readLines(data: Buffer): { changes: Change[]; issues: Issue[] } {
  const changes: Change[] = []
  const issues: Issue[] = []
  const lines = data.toString('utf8').split('\n')
  lines.forEach((text, i) => {
    if (text.trim() === '') return
    const line = readLine(text)
    if (line.type === 'change') changes.push(line.change)
    else if (line.type === 'broken') issues.push({ line: i + 1, message: line.message })
    else issues.push({ line: i + 1, message: `“${line.name}” was written by a newer version; it is kept.` })
  })
  return { changes, issues }
}

async function openFile(path: string, flags: string): Promise<FileHandle> {
  try {
    return await open(path, flags)
  } catch (error) {
    if (codeOf(error) === 'ENOENT')
      throw new Failure('not-found', 'That project is not there any more.', path)
    throw diskFailure(error, path)
  }
}
