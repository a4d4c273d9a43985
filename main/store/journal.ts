/**
 * A project's file: one change per line, only ever added to. What was acknowledged survives a kill at any moment; what a
 * kill tore in half is cut off and kept aside. Knows how lines are kept, not what they mean.
 */
import { appendFile, open, readFile, type FileHandle } from 'node:fs/promises'
import { setImmediate as breathe } from 'node:timers/promises'
import { createSequence } from '../../app/async'
import { Failure } from '../../app/failure'
import type { Issue } from '../../app/result'
import type { Change } from '../../app/trace/change'
import { readOldLine } from './change-schema'
import { codeOf, diskFailure, writeWhole } from './folder'

/** A journal read from its file. */
export interface RecordedJournal {
  readonly changes: readonly Change[]
  readonly issues: readonly Issue[]
  /** Names of what a later version wrote: whoever has such a journal only reads it. */
  readonly newer: readonly string[]
  /** Lines that cannot be read, as they stand there. */
  readonly unread: readonly string[]
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
export async function readJournal(path: string): Promise<RecordedJournal> {
  const file = await openFile(path, 'r')
  try {
    const { mtimeMs } = await file.stat()
    const data = await file.readFile()
    return { ...(await readLines(data.subarray(0, wholePart(data)))), bytes: data.length, changedAt: mtimeMs }
  } finally {
    await file.close()
  }
}

/** The whole lines of a journal as they stand there. @throws Failure `not-found`. */
export async function journalLines(path: string): Promise<readonly string[]> {
  const file = await openFile(path, 'r')
  try {
    const data = await file.readFile()
    return [...linesOf(data.subarray(0, wholePart(data)))].filter((line) => line.trim() !== '')
  } finally {
    await file.close()
  }
}

/** Opens a journal for adding, after cutting off a torn last line (which goes to `PATH` with `.torn` at its end). */
export async function openJournal(path: string): Promise<{ journal: Journal; recorded: RecordedJournal }> {
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
    const recorded = { ...(await readLines(data.subarray(0, whole))), bytes: whole, changedAt: mtimeMs }
    await keepAside(path, recorded.unread)
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

/** Most milliseconds of reading before others get the thread: a journal may have hundreds of thousands of lines. */
const stretchMs = 12

async function readLines(data: Buffer): Promise<Omit<RecordedJournal, 'bytes' | 'changedAt'>> {
  const changes: Change[] = []
  const issues: Issue[] = []
  const newer = new Set<string>()
  const unread: string[] = []
  let since = Date.now()
  let line = 0
  for (const text of linesOf(data)) {
    line++
    if (text.trim() === '') continue
    const read = readOldLine(text)
    if (read.type === 'change') {
      changes.push(read.change)
      if (read.remark !== undefined) issues.push({ line, message: read.remark })
    } else if (read.type === 'broken') {
      issues.push({ line, message: read.message })
      unread.push(text)
    } else {
      newer.add(read.name)
      issues.push({ line, message: `“${read.name}” was written by a newer version; it is kept.` })
    }
    if (Date.now() - since < stretchMs) continue
    await breathe()
    since = Date.now()
  }
  return { changes, issues, newer: [...newer], unread }
}

/** Lines as text, one at a time. An editor's byte order mark is no part of the first. */
function* linesOf(data: Buffer): Generator<string> {
  const mark = data.length > 2 && data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? 3 : 0
  for (let start = mark; start < data.length;) {
    const found = data.indexOf(newline, start)
    const end = found < 0 ? data.length : found
    yield data.toString('utf8', start, end)
    start = end + 1
  }
}

/** Lines that cannot be read stay where they are, and a copy lies beside the journal, where a person looks for it. */
async function keepAside(path: string, unread: readonly string[]): Promise<void> {
  if (unread.length === 0) return
  const text = unread.map((line) => `${line}\n`).join('')
  const known = await readFile(unreadPath(path), 'utf8').catch(() => '')
  if (known !== text) await writeWhole(unreadPath(path), text)
}

/** Where lines are copied that cannot be read. */
export function unreadPath(path: string): string {
  return path.replace(/\.jsonl$/, '') + '.unread'
}

async function openFile(path: string, flags: string): Promise<FileHandle> {
  try {
    return await open(path, flags)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new Failure('not-found', 'That project no longer exists.', path)
    throw diskFailure(error, path)
  }
}
