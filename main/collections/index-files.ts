/**
 * The index of a collection on disk, so that it is there next time and goes on after a kill. Data files are only added to;
 * `head.json`, written whole now and then, says how much of them counts. What lies behind that is made again.
 *
 * records.bin  fixed-size records (records.ts)
 * cards.bin    a list's line per trace, JSON
 * words.bin    a trace's words for the search, lower case
 * issues.jsonl what could not be read
 */
import { appendFile, open, mkdir, readFile, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { given } from '../../app/given'
import { orders, spaceIds } from '../../app/geometry/spaces'
import type { Decisions } from '../../app/reading/decide'
import type { Issue } from '../../app/result'
import { diskFailure, writeWhole } from '../store/folder'
import type { Stamp } from './sources'
import { asAsked } from './order'
import { createRecords, recordSize, type MeasuredRecord, type Records, type TraceRecord } from './records'
import { readAt } from './read-at'

/** A trace's line in a list, as the file says it. */
export interface Card {
  readonly id: string
  readonly question: string
  readonly answer?: string
  readonly gold?: string
  /** The image it is about, as the file names it. */
  readonly picture?: string
}

const notation = z.object({ space: z.enum(spaceIds), order: z.enum(orders) })
const reading = notation.extend({ pixels: z.number().exactOptional() })
const fit = reading.extend({ misfits: z.number() })
const fileReading = reading.extend({
  dialect: z.string(),
  decidedBy: z.enum(['person', 'file', 'evidence', 'dialect']),
  boxes: z.number(),
  mixed: z.number(),
  evidence: z.array(z.string()).readonly(),
  alternatives: z.array(fit).readonly(),
  better: fit.exactOptional(),
  shrunk: fit.exactOptional(),
})

const head = z.object({
  /** Of this layout. An index of another one is made again. */
  version: z.literal(2),
  /** How the files were read. */
  made: z.string(),
  /** What they looked like. */
  stamp: z.object({
    whole: z.string(),
    single: z.object({ bytes: z.number(), head: z.string(), tail: z.string() }).exactOptional(),
  }),
  count: z.number().int().min(0),
  cards: z.number().int().min(0),
  words: z.number().int().min(0),
  issues: z.number().int().min(0),
  issueBytes: z.number().int().min(0),
  /** Behind the last record; `done`: there was none after it. */
  end: z.object({ file: z.number(), offset: z.number(), line: z.number() }),
  done: z.boolean(),
  flagNames: z.array(z.string()).max(32),
  /** What the rows were measured with: space and image folders. */
  measuredWith: z.string(),
  /** How their boxes are read, by evidence. */
  decisions: z
    .object({ decided: z.record(z.string(), notation), reading: fileReading.exactOptional() })
    .exactOptional(),
})
type Head = z.infer<typeof head>

/** What is kept beside the rows. */
export type Progress = Pick<Head, 'end' | 'done'>

/** An open index. */
export interface IndexFiles {
  readonly records: Records
  readonly issueCount: () => number
  /** Names of the bits in records; grows. */
  readonly flagNames: string[]
  /** What the rows were measured with; kept with the next `commit`. */
  measuredWith: string
  /** How boxes are read, by evidence; kept with the next `commit`. */
  decisions: Decisions | undefined
  /** Where the first pass goes on; undefined when it is done. */
  readonly next: () => Head['end'] | undefined
  /** Buffers a trace; `flush` makes it visible. */
  readonly add: (record: Omit<TraceRecord, 'card' | 'words'>, card: Card, words: string) => void
  /** What its image made of a row; undefined: to be measured again. */
  readonly measure: (row: number, measured: MeasuredRecord | undefined) => void
  /** All of them are to be measured again. */
  readonly unmeasure: () => void
  readonly addIssue: (issue: Issue) => void
  /** Writes what is buffered. Rows before `visible()` can be read. */
  readonly flush: () => Promise<void>
  readonly visible: () => number
  /** Makes everything flushed count; without progress the first pass stands where it stood. */
  readonly commit: (progress?: Progress) => Promise<void>
  readonly cards: (rows: readonly number[]) => Promise<readonly Card[]>
  readonly words: (offset: number, length: number) => Promise<Buffer>
  readonly issues: (offset: number, limit: number) => Promise<readonly Issue[]>
  readonly close: () => Promise<void>
}

/** What an index is made from. */
export interface Basis {
  /** How the files are read. */
  readonly made: string
  readonly stamp: Stamp
  /** Whether files that looked like this only grew since. */
  readonly grew: (old: Stamp) => Promise<boolean>
}

/** Opens the index of a folder. One made from something else is begun again; one of a file that grew goes on. */
export async function openIndex(folder: string, basis: Basis): Promise<IndexFiles> {
  await mkdir(folder, { recursive: true })
  const old = await readHead(folder, basis)
  const names = ['records.bin', 'cards.bin', 'words.bin', 'issues.jsonl'] as const
  const lengths =
    old === undefined ? [0, 0, 0, 0] : [old.count * recordSize, old.cards, old.words, old.issueBytes]
  const files: FileHandle[] = []
  try {
    for (const [i, name] of names.entries()) {
      const path = join(folder, name)
      await appendFile(path, '', { mode: 0o600 })
      // Records change in place once their images are measured.
      const file = await open(path, name === 'records.bin' ? 'r+' : 'a+')
      files.push(file)
      const length = lengths[i] ?? 0
      if ((await file.stat()).size < length) {
        // The disk lost what the head counts (a power cut): all of it is made again.
        for (const opened of files) await opened.close()
        await rm(join(folder, 'head.json'), { force: true })
        return openIndex(folder, basis)
      }
      await file.truncate(length)
    }
  } catch (error) {
    throw diskFailure(error, folder)
  }
  const [recordFile, cardFile, wordFile, issueFile] = files as [
    FileHandle,
    FileHandle,
    FileHandle,
    FileHandle,
  ]
  const stored = old === undefined ? Buffer.alloc(0) : await readFile(join(folder, 'records.bin'))
  return new StoredIndex({ folder, basis, old, stored, recordFile, cardFile, wordFile, issueFile })
}

interface Opened {
  readonly folder: string
  readonly basis: Basis
  readonly old: Head | undefined
  readonly stored: Buffer
  readonly recordFile: FileHandle
  readonly cardFile: FileHandle
  readonly wordFile: FileHandle
  readonly issueFile: FileHandle
}

class StoredIndex implements IndexFiles {
  readonly records: Records
  readonly flagNames: string[]
  measuredWith: string
  decisions: Decisions | undefined
  readonly #from: Opened
  readonly #cards: Appender
  readonly #words: Appender
  readonly #issues: Appender
  #issueCount: number
  #stands: Progress
  #visible: number
  /** Records from this one on differ from those in the file. */
  #dirty: number

  constructor(from: Opened) {
    const { old, stored, cardFile, wordFile, issueFile } = from
    this.#from = from
    this.records = createRecords(stored)
    this.flagNames = [...(old?.flagNames ?? [])]
    this.#cards = createAppender(cardFile, old?.cards ?? 0)
    this.#words = createAppender(wordFile, old?.words ?? 0)
    this.#issues = createAppender(issueFile, old?.issueBytes ?? 0)
    this.#issueCount = old?.issues ?? 0
    this.measuredWith = old?.measuredWith ?? ''
    this.decisions = old?.decisions
    this.#stands = old === undefined ? { end: start, done: false } : { end: old.end, done: old.done }
    this.#visible = this.#dirty = this.records.count()
  }

  issueCount(): number {
    return this.#issueCount
  }

  next(): Head['end'] | undefined {
    return this.#stands.done ? undefined : this.#stands.end
  }

  add(record: Omit<TraceRecord, 'card' | 'words'>, card: Card, words: string): void {
    const place = this.#cards.add(JSON.stringify(card))
    this.records.add({ ...record, card: place, words: this.#words.add(words) })
  }

  measure(row: number, measured: MeasuredRecord | undefined): void {
    if (measured === undefined) this.records.unmeasure(row)
    else this.records.setMeasured(row, measured)
    this.#dirty = Math.min(this.#dirty, row)
  }

  unmeasure(): void {
    for (let row = 0; row < this.records.count(); row++) this.records.unmeasure(row)
    this.#dirty = 0
  }

  addIssue(issue: Issue): void {
    this.#issues.add(`${JSON.stringify(issue)}\n`)
    this.#issueCount++
  }

  async flush(): Promise<void> {
    const count = this.records.count()
    await Promise.all([this.#cards.flush(), this.#words.flush(), this.#issues.flush()])
    this.#visible = count
  }

  visible(): number {
    return this.#visible
  }

  async commit(progress = this.#stands): Promise<void> {
    const { recordFile, folder } = this.#from
    this.#stands = progress
    await this.flush()
    const upTo = this.#visible
    const from = Math.min(this.#dirty, upTo)
    const bytes = Buffer.from(this.records.bytes(from, upTo))
    this.#dirty = upTo
    await recordFile.write(bytes, 0, bytes.length, from * recordSize)
    await writeWhole(join(folder, 'head.json'), JSON.stringify(this.#head(upTo, progress)))
  }

  cards(rows: readonly number[]): Promise<readonly Card[]> {
    return asAsked(rows, (sorted) => readCards(this.records, this.#from.cardFile, sorted))
  }

  words(offset: number, length: number): Promise<Buffer> {
    return readAt(this.#from.wordFile, offset, length)
  }

  async issues(offset: number, limit: number): Promise<readonly Issue[]> {
    const text = (await readAt(this.#from.issueFile, 0, this.#issues.size())).toString('utf8')
    return text
      .split('\n')
      .filter((line) => line !== '')
      .slice(offset, offset + limit)
      .map((line) => JSON.parse(line) as Issue) // written by `addIssue`
  }

  async close(): Promise<void> {
    const { recordFile, cardFile, wordFile, issueFile } = this.#from
    for (const file of [recordFile, cardFile, wordFile, issueFile]) await file.close()
  }

  #head(count: number, progress: Progress): Head {
    const { made, stamp } = this.#from.basis
    return {
      version: 2,
      made,
      stamp,
      count,
      cards: this.#cards.size(),
      words: this.#words.size(),
      issues: this.#issueCount,
      issueBytes: this.#issues.size(),
      flagNames: [...this.flagNames],
      measuredWith: this.measuredWith,
      ...given({ decisions: this.decisions }),
      ...progress,
    }
  }
}

const start = { file: 0, offset: 0, line: 1 }

/** What still counts of an index; undefined: nothing. */
async function readHead(folder: string, { made, stamp, grew }: Basis): Promise<Head | undefined> {
  let found: Head
  try {
    found = head.parse(JSON.parse(await readFile(join(folder, 'head.json'), 'utf8')))
  } catch {
    return undefined
  }
  if (found.made !== made) return undefined
  if (found.stamp.whole === stamp.whole) return found
  if (!(await grew(found.stamp))) return undefined
  const { kept, dropped } = await issuesBefore(folder, found)
  return { ...found, done: false, issueBytes: kept, issues: found.issues - dropped }
}

/** A last line that was not whole yet was an issue; it is read again. Issues stand in the order of lines. */
async function issuesBefore(
  folder: string,
  { end, issueBytes }: Head,
): Promise<{ kept: number; dropped: number }> {
  const bytes = (await readFile(join(folder, 'issues.jsonl')).catch(() => Buffer.alloc(0))).subarray(
    0,
    issueBytes,
  )
  let kept = 0
  let dropped = 0
  for (const line of bytes.toString('utf8').split('\n')) {
    if (line === '') continue
    const issue = JSON.parse(line) as Issue // written by `addIssue`
    if ((issue.line ?? 0) < end.line) kept += Buffer.byteLength(line) + 1
    else dropped++
  }
  return { kept, dropped }
}

type Appender = ReturnType<typeof createAppender>

/** Texts one after the other in a file, written together. */
function createAppender(file: FileHandle, start: number) {
  let waiting: Buffer[] = []
  let size = start
  return {
    size: () => size,
    add: (text: string) => {
      const bytes = Buffer.from(text)
      const place = { offset: size, length: bytes.length }
      waiting.push(bytes)
      size += bytes.length
      return place
    },
    flush: async () => {
      if (waiting.length === 0) return
      const all = Buffer.concat(waiting)
      waiting = []
      try {
        await file.appendFile(all)
      } catch (error) {
        throw diskFailure(error, 'the index')
      }
    },
  }
}

/** Cards of neighbouring rows lie side by side: they are read at once. Rows in the order of the file. */
async function readCards(records: Records, file: FileHandle, rows: readonly number[]): Promise<Card[]> {
  const places = rows.map((row) => records.get(row).card)
  const cards: Card[] = []
  for (let first = 0; first < places.length;) {
    const from = places[first]?.offset ?? 0
    let last = first
    const gap = (i: number) => (places[i]?.offset ?? Infinity) - from
    while (last + 1 < places.length && gap(last + 1) >= 0 && gap(last + 1) < 1 << 18) last++
    const final = places[last]
    if (final === undefined) break
    const bytes = await readAt(file, from, final.offset + final.length - from)
    for (const place of places.slice(first, last + 1)) {
      const text = bytes.toString('utf8', place.offset - from, place.offset - from + place.length)
      cards.push(JSON.parse(text) as Card) // written by `add`
    }
    first = last + 1
  }
  return cards
}
