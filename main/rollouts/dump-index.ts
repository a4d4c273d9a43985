/**
 * A dump of rollouts open in the indexing thread: goes through its files once, knows every group and where it stands, reads on
 * when the trainer writes on. The index is kept, so that a gigabyte opens at once the second time.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { z } from 'zod'
import { given } from '../../app/given'
import { atMostEvery, createChanges, deferred, type ChangeSignal } from '../../app/async'
import { Failure, toFailureData } from '../../app/failure'
import { dumpFormatOf, dumpFormats } from '../../app/groups'
import type { DumpFormat, DumpPart } from '../../app/groups/dump'
import {
  keepOpened,
  openContainer,
  parseRow,
  type Container,
  type OpenContainers,
} from '../collections/containers'
import { readPlace } from '../collections/bytes'
import type { RawRow, Start } from '../collections/raw'
import { sourcesAt, type SourceFile, type Sources } from '../collections/sources'
import { writeWhole } from '../store/folder'
import { addPart, entryShape, newEntry, type GroupEntry } from './entries'
import type { DumpStatus } from './index-contract'

const seenFile = z.object({
  name: z.string(),
  bytes: z.number(),
  changedAt: z.number(),
  head: z.string(),
  /** Where reading goes on; absent: the file is no dump (a log, a list of questions). */
  next: z.object({ offset: z.number(), line: z.number() }).exactOptional(),
  grows: z.boolean(),
})
type SeenFile = z.infer<typeof seenFile>

const kept = z.object({
  version: z.literal(1),
  format: z.string().exactOptional(),
  files: z.array(seenFile),
  entries: z.array(entryShape),
  issues: z.number(),
  firstIssue: z.string().exactOptional(),
})
type Kept = z.infer<typeof kept>

/** An open dump. */
export interface DumpIndex {
  readonly status: () => DumpStatus
  /** That the status may be another. */
  readonly changes: Pick<ChangeSignal, 'follow'>
  readonly entries: () => readonly GroupEntry[]
  readonly format: () => DumpFormat | undefined
  readonly folder: () => string
  readonly open: (file: number) => Promise<Container>
  /** Resolves when what was kept of it is known, or the first groups are. */
  readonly begun: () => Promise<void>
  /** Resolves when what was there at the time is indexed. */
  readonly settled: () => Promise<void>
  /** Looks whether the files changed meanwhile. */
  readonly check: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Most milliseconds of work before others get the thread; told of at most so often; written out at most so often. */
const [stretchMs, tellMs, keepMs] = [12, 250, 5000]

/** Opens a dump; work begins at once. `folder`: where its index is kept. */
export function openDumpIndex(path: string, folder: string): DumpIndex {
  return new OpenDump(path, folder)
}

/** What is known of a dump: its groups, and how far each of its files was read. */
class Groups {
  kept: Kept
  rollouts: number
  readonly #byKey: Map<string, GroupEntry>

  constructor(kept: Kept) {
    this.kept = kept
    this.rollouts = kept.entries.reduce((sum, e) => sum + e.rollouts, 0)
    this.#byKey = new Map(kept.entries.map((e) => [groupKey(e.step, e.key), e]))
  }

  issue(message: string): void {
    this.kept.issues++
    this.kept.firstIssue ??= message
  }

  /** Adds the groups that a record tells of. */
  add(file: number, row: RawRow, format: DumpFormat): void {
    const parsed = parseRow(row)
    if (!parsed.ok) return this.issue(`Line ${row.line}: ${parsed.message}`)
    const read = format.parse(parsed.value)
    for (const one of read.issues) this.issue(`Line ${row.line}: ${one.message}`)
    if (!read.ok) return
    for (const [index, part] of read.value.entries()) {
      const { offset, length } = row
      addPart(this.#entryOf(part), part, { file, offset, length, index })
      this.rollouts += part.rollouts.length
    }
  }

  #entryOf(part: DumpPart): GroupEntry {
    const key = createHash('sha256').update(part.key).digest('hex').slice(0, 16)
    const name = groupKey(part.step, key)
    const there = this.#byKey.get(name)
    if (there !== undefined) return there
    const entry = newEntry(part, key)
    this.#byKey.set(name, entry)
    this.kept.entries.push(entry)
    return entry
  }
}

class OpenDump implements DumpIndex {
  readonly changes = createChanges()
  readonly #path: string
  readonly #folder: string
  readonly #controller = new AbortController()
  readonly #containers: OpenContainers<string>
  readonly #begun = deferred()
  readonly #due = atMostEvery(tellMs)
  #groups = new Groups(nothing())
  #sources: Sources | undefined
  #state: DumpStatus['state'] = { type: 'indexing', done: 0, total: 0 }
  #running: Promise<void> = Promise.resolve()

  constructor(path: string, folder: string) {
    this.#path = path
    this.#folder = folder
    this.#containers = keepOpened((path) => {
      const hash = createHash('sha256').update(path).digest('hex').slice(0, 12)
      return openContainer(path, join(folder, `unpacked-${hash}`))
    })
    void this.#start()
  }

  status(): DumpStatus {
    const { kept, rollouts } = this.#groups
    return {
      bytes: this.#sources?.bytes ?? 0,
      groups: kept.entries.length,
      rollouts,
      issues: kept.issues,
      state: this.#state,
      ...given({ firstIssue: kept.firstIssue, format: this.format()?.name }),
    }
  }

  entries(): readonly GroupEntry[] {
    return this.#groups.kept.entries
  }

  format(): DumpFormat | undefined {
    return dumpFormats.find((f) => f.id === this.#groups.kept.format)
  }

  folder(): string {
    return this.#sources?.folder ?? this.#path
  }

  async open(file: number): Promise<Container> {
    const source = this.#sources?.files[file]
    if (source === undefined) throw new Failure('not-found', 'That file no longer exists.')
    return this.#containers.of(source.path)
  }

  begun(): Promise<void> {
    return this.#begun.promise
  }

  settled(): Promise<void> {
    return this.#running
  }

  async check(): Promise<void> {
    await this.#running
    if (!this.#controller.signal.aborted) await this.#start()
  }

  async close(): Promise<void> {
    this.#controller.abort()
    this.changes.clear()
    await this.#running
  }

  #start(): Promise<void> {
    this.#running = this.#work().catch((error: unknown) =>
      this.#tell({ type: 'failed', failure: toFailureData(error) }),
    )
    return this.#running
  }

  #tell(next: DumpStatus['state']): void {
    this.#state = next
    if (next.type !== 'indexing' || this.entries().length > 0) this.#begun.resolve()
    this.changes.tell()
  }

  #reset(to: Kept): void {
    this.#groups = new Groups(to)
    this.#containers.clear()
  }

  #keep(): Promise<void> {
    const text = JSON.stringify(this.#groups.kept)
    return writeWhole(join(this.#folder, 'index.json'), text).catch(() => undefined)
  }

  async #work(): Promise<void> {
    this.#sources = await sourcesAt(this.#path)
    const { files } = this.#sources
    await mkdir(this.#folder, { recursive: true })
    if (this.#groups.kept.files.length === 0) this.#reset(await readKept(this.#folder))
    if (!(await stillTrue(this.#groups.kept.files, files))) this.#reset(nothing())
    if (this.entries().length > 0) this.#begun.resolve()
    const changed = await this.#readOn(this.#sources)
    if (this.#controller.signal.aborted) return
    if (this.entries().length === 0)
      throw new Failure(
        'bad-input',
        `There are no groups of rollouts in it. Relook reads dumps of ${dumpFormats.map((f) => f.name).join(', ')}.`,
      )
    if (changed) await this.#keep()
    if (changed || this.#state.type !== 'ready') this.#tell({ type: 'ready' })
  }

  /** Reads on in every file that changed; whether there was one. */
  async #readOn({ files, bytes: total }: Sources): Promise<boolean> {
    let before = 0
    let changed = false
    for (const [at, file] of files.entries()) {
      const seen = this.#groups.kept.files[at]
      if (seen === undefined || seen.bytes !== file.bytes || seen.changedAt !== file.changedAt) {
        changed = true
        if (this.entries().length === 0) this.#tell({ type: 'indexing', done: before, total })
        this.#containers.forget(file.path)
        await this.#readFileOn(at, file, { before, total }).catch((error: unknown) => {
          if (files.length === 1) throw error
          this.#groups.issue(`${file.name}: ${toFailureData(error).message}`)
        })
      }
      before += file.bytes
      if (this.#controller.signal.aborted) return changed
    }
    return changed
  }

  /** One file from where it was read to. `before`: bytes of the files before it. */
  async #readFileOn(
    at: number,
    file: SourceFile,
    { before, total }: { readonly before: number; readonly total: number },
  ): Promise<void> {
    const { kept } = this.#groups
    const { signal } = this.#controller
    const opened = await this.#containers.of(file.path)
    const format = await formatFor(opened, kept.format, signal)
    const { name, bytes, changedAt } = file
    const grows = opened.kind.cut === 'lines' && !opened.kind.gzip
    const seen = { name, bytes, changedAt, head: await headOf(file), grows }
    if (format === undefined) {
      kept.files[at] = seen
      return
    }
    kept.format = format.id
    let next: Start = kept.files[at]?.next ?? { offset: 0, line: 1 }
    let saved = Date.now()
    const room = createStretches(stretchMs)
    for await (const batch of opened.batches(next, signal)) {
      let torn: Start | undefined
      for (const row of batch.rows) {
        // A line that is being written is read again when it is whole.
        if (row.torn === true && !parseRow(row).ok) torn = { offset: row.offset, line: row.line }
        else this.#groups.add(at, row, format)
        if (!room.used()) continue
        if (this.#due()) this.#tell({ type: 'indexing', done: Math.min(total, before + batch.read), total })
        await room.give()
        if (signal.aborted) return
      }
      next = torn ?? batch.next
      kept.files[at] = { ...seen, next }
      if (Date.now() - saved < keepMs) continue
      await this.#keep()
      saved = Date.now()
    }
    kept.files[at] = { ...seen, next }
  }
}

/** Work in stretches of so many milliseconds, between which others get the thread. */
function createStretches(ms: number) {
  let since = Date.now()
  return {
    used: () => Date.now() - since >= ms,
    give: async () => {
      await breathe()
      since = Date.now()
    },
  }
}

function groupKey(step: number | undefined, key: string): string {
  return `${step ?? ''}/${key}`
}

function nothing(): Kept {
  return { version: 1, files: [], entries: [], issues: 0 }
}

async function readKept(folder: string): Promise<Kept> {
  try {
    return kept.parse(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')))
  } catch {
    // None yet, of another version, or torn: the dump is read again.
    return nothing()
  }
}

/** The kind of dump a file is of, by its first records; undefined: of another kind than the dump, or of none. */
async function formatFor(
  opened: Container,
  known: string | undefined,
  signal: AbortSignal,
): Promise<DumpFormat | undefined> {
  const values: unknown[] = []
  for await (const { rows } of opened.batches({ offset: 0, line: 1 }, signal)) {
    for (const row of rows.slice(0, 8 - values.length)) {
      const parsed = parseRow(row)
      if (parsed.ok) values.push(parsed.value)
    }
    if (values.length > 0) break
  }
  const format = dumpFormatOf(values)
  return known === undefined || format?.id === known ? format : undefined
}

/** Whether what was read still stands there: the same files, each as it was or only longer. */
async function stillTrue(seen: readonly SeenFile[], files: readonly SourceFile[]): Promise<boolean> {
  for (const [at, old] of seen.entries()) {
    const now = files[at]
    if (now?.name !== old.name) return false
    if (now.bytes === old.bytes && now.changedAt === old.changedAt) continue
    // What is no dump may change as it likes.
    if (old.next === undefined) continue
    if (!old.grows || now.bytes < old.bytes || (await headOf(now, old.bytes)) !== old.head) return false
  }
  return true
}

/** Hash of the first 64 KB of a file as if it had this length. */
async function headOf(file: SourceFile, bytes = file.bytes): Promise<string> {
  const head = await readPlace([file.path], 0, Math.min(1 << 16, bytes))
  return createHash('sha256').update(head).digest('hex').slice(0, 20)
}
