/**
 * A dump of rollouts open in the indexing thread: goes through its files once, knows every group and where it stands, reads on
 * when the trainer writes on. The index is kept, so that a gigabyte opens at once the second time.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { given } from '../../app/given'
import { atMostEvery, createChanges, deferred, type Changes } from '../../app/async'
import { Failure, toFailureData } from '../../app/failure'
import { dumpFormatOf, dumpFormats } from '../../app/groups'
import type { DumpFormat } from '../../app/groups/dump'
import { openContainer, parseRow, type Container } from '../collections/containers'
import { readPlace } from '../collections/bytes'
import type { RawRow, Start } from '../collections/raw'
import { sourcesAt, type SourceFile, type Sources } from '../collections/sources'
import { writeWhole } from '../store/folder'
import { addPart, entryShape, newEntry, type Entry } from './entries'
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
  readonly changes: Pick<Changes, 'follow'>
  readonly entries: () => readonly Entry[]
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
  const changes = createChanges()
  const controller = new AbortController()
  let index: Kept = nothing()
  let groups = new Map<string, Entry>()
  let sources: Sources | undefined
  let state: DumpStatus['state'] = { type: 'indexing', done: 0, total: 0 }
  const due = atMostEvery(tellMs)
  let rollouts = 0
  /** The last few that were read from. */
  const containers = new LRUCache<string, Promise<Container>>({ max: 64 })

  const begun = deferred()
  const tell = (next: DumpStatus['state']) => {
    state = next
    if (next.type !== 'indexing' || index.entries.length > 0) begun.resolve()
    changes.tell()
  }
  const container = (file: SourceFile) => {
    const there = containers.get(file.path)
    if (there !== undefined) return there
    const copy = join(folder, `unpacked-${createHash('sha256').update(file.path).digest('hex').slice(0, 12)}`)
    const opened = openContainer(file.path, copy)
    opened.catch(() => containers.delete(file.path))
    containers.set(file.path, opened)
    return opened
  }
  const reset = (to: Kept) => {
    index = to
    groups = new Map(to.entries.map((e) => [groupKey(e.step, e.key), e]))
    rollouts = to.entries.reduce((sum, e) => sum + e.rollouts, 0)
    containers.clear()
  }
  const issue = (message: string) => {
    index.issues++
    index.firstIssue ??= message
  }
  const add = (file: number, row: RawRow, format: DumpFormat) => {
    const parsed = parseRow(row)
    if (!parsed.ok) return issue(`Line ${row.line}: ${parsed.message}`)
    const read = format.parse(parsed.value)
    for (const one of read.issues) issue(`Line ${row.line}: ${one.message}`)
    if (!read.ok) return
    for (const [i, part] of read.value.entries()) {
      const key = createHash('sha256').update(part.key).digest('hex').slice(0, 16)
      const name = groupKey(part.step, key)
      let entry = groups.get(name)
      if (entry === undefined) {
        entry = newEntry(part, key)
        groups.set(name, entry)
        index.entries.push(entry)
      }
      addPart(entry, part, { file, offset: row.offset, length: row.length, index: i })
      rollouts += part.rollouts.length
    }
  }
  const keep = () => writeWhole(join(folder, 'index.json'), JSON.stringify(index)).catch(() => undefined)

  /** One file from where it was read to. */
  const readFileOn = async (at: number, file: SourceFile, before: number, total: number) => {
    const seen = index.files[at]
    const opened = await container(file)
    const format = await formatFor(opened, index.format, controller.signal)
    const base = { name: file.name, bytes: file.bytes, changedAt: file.changedAt, head: await headOf(file) }
    const grows = opened.kind.cut === 'lines' && !opened.kind.gzip
    if (format === undefined) {
      index.files[at] = { ...base, grows }
      return
    }
    index.format = format.id
    let next: Start = seen?.next ?? { offset: 0, line: 1 }
    let [since, saved] = [Date.now(), Date.now()]
    for await (const batch of opened.batches(next, controller.signal)) {
      let torn: Start | undefined
      for (const row of batch.rows) {
        // A line that is being written is read again when it is whole.
        if (row.torn === true && !parseRow(row).ok) torn = { offset: row.offset, line: row.line }
        else add(at, row, format)
        if (Date.now() - since < stretchMs) continue
        if (due()) tell({ type: 'indexing', done: Math.min(total, before + batch.read), total })
        await breathe()
        since = Date.now()
        if (controller.signal.aborted) return
      }
      next = torn ?? batch.next
      index.files[at] = { ...base, next, grows }
      if (Date.now() - saved < keepMs) continue
      await keep()
      saved = Date.now()
    }
    index.files[at] = { ...base, next, grows }
  }

  const work = async () => {
    sources = await sourcesAt(path)
    const { files, bytes } = sources
    await mkdir(folder, { recursive: true })
    if (index.files.length === 0) reset(await readKept(folder))
    if (!(await stillTrue(index.files, files))) reset(nothing())
    if (index.entries.length > 0) begun.resolve()
    let before = 0
    let changed = false
    for (const [at, file] of files.entries()) {
      const seen = index.files[at]
      if (seen === undefined || seen.bytes !== file.bytes || seen.changedAt !== file.changedAt) {
        changed = true
        if (index.entries.length === 0) tell({ type: 'indexing', done: before, total: bytes })
        containers.delete(file.path)
        await readFileOn(at, file, before, bytes).catch((error: unknown) => {
          if (files.length === 1) throw error
          issue(`${file.name}: ${toFailureData(error).message}`)
        })
      }
      before += file.bytes
      if (controller.signal.aborted) return
    }
    if (index.entries.length === 0)
      throw new Failure(
        'bad-input',
        `There are no groups of rollouts in it. Relook reads dumps of ${dumpFormats.map((f) => f.name).join(', ')}.`,
      )
    if (changed) await keep()
    if (changed || state.type !== 'ready') tell({ type: 'ready' })
  }
  let running: Promise<void> = Promise.resolve()
  const start = () => {
    running = work().catch((error: unknown) => tell({ type: 'failed', failure: toFailureData(error) }))
    return running
  }
  void start()
  return {
    status: () => ({
      bytes: sources?.bytes ?? 0,
      groups: index.entries.length,
      rollouts,
      issues: index.issues,
      state,
      ...given({
        firstIssue: index.firstIssue,
        format: nameOf(index.format),
      }),
    }),
    changes,
    entries: () => index.entries,
    format: () => dumpFormats.find((f) => f.id === index.format),
    folder: () => sources?.folder ?? path,
    open: async (file) => {
      const source = sources?.files[file]
      if (source === undefined) throw new Failure('not-found', 'That file is not there any more.')
      return container(source)
    },
    begun: () => begun.promise,
    settled: () => running,
    check: async () => {
      await running
      if (!controller.signal.aborted) await start()
    },
    close: async () => {
      controller.abort()
      changes.clear()
      await running
    },
  }
}

function groupKey(step: number | undefined, key: string): string {
  return `${step ?? ''}/${key}`
}

function nothing(): Kept {
  return { version: 1, files: [], entries: [], issues: 0 }
}

function nameOf(format: string | undefined): string | undefined {
  return dumpFormats.find((f) => f.id === format)?.name
}

async function readKept(folder: string): Promise<Kept> {
  try {
    return kept.parse(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')))
  } catch {
    // None yet, of another version, or torn: the dump is read anew.
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
