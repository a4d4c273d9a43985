/**
 * Exports under way and done: started, followed, ended, gone on with after a kill. An export belongs to the main side; a
 * note of each lies in the data folder until it is done or ended. Knows no window.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { atMostEvery, createChanges, type Changes } from '../../app/async'
import { writerOf, type Writer } from '../../app/exports'
import { exportRequest, type ExportCounts, type ExportJob, type ExportRequest } from '../../app/host/exports'
import { Failure, toFailureData } from '../../app/failure'
import type { View } from '../../app/trace/step'
import type { Images } from '../store/images'
import { writeWhole } from '../store/folder'
import { runExport } from './job'
import { placeFor } from './place'
import type { OpenSource } from './source'

export interface Jobs {
  readonly list: () => readonly ExportJob[]
  /** That the list changed. */
  readonly changes: Pick<Changes, 'on' | 'follow'>
  /** Starts an export to a path, or (without one) into the data folder to be downloaded. */
  readonly start: (what: ToStart) => Promise<string>
  readonly cancel: (id: string) => Promise<void>
  readonly resume: (id: string) => Promise<void>
  readonly forget: (id: string) => Promise<void>
  /** The folder of a finished one and what it is called. @throws Failure `not-found`. */
  readonly finished: (id: string) => { readonly folder: string; readonly path: string; readonly name: string }
  /** Stops what runs so that it can go on next time. */
  readonly close: () => Promise<void>
}

export interface ToStart {
  readonly request: ExportRequest
  readonly name: string
  readonly path?: string
  readonly replace?: boolean
}

export interface JobsOptions {
  /** `exports` of the data folder. */
  readonly folder: string
  readonly openSource: OpenSource
  readonly images: Pick<Images, 'path'>
  readonly renderView: (path: string, view: View) => Promise<Uint8Array>
  readonly version: string
  readonly newId: () => string
  readonly now: () => number
}

const counts = z.object({
  done: z.number(),
  total: z.number(),
  records: z.object({ train: z.number(), dev: z.number(), test: z.number() }),
  images: z.number(),
  crops: z.number(),
  corrected: z.number(),
  accepted: z.number(),
  skipped: z.record(z.string(), z.number()),
})
const note = z.object({
  request: exportRequest,
  name: z.string(),
  path: z.string(),
  replace: z.boolean(),
  /** It lies in the data folder. */
  download: z.boolean(),
  startedAt: z.number(),
  done: z.object({ counts, bytes: z.number() }).optional(),
})
type Note = z.infer<typeof note>

interface Running {
  readonly controller: AbortController
  readonly ended: Promise<void>
}

interface Entry {
  note: Note
  state: ExportJob['state']
  counts: ExportCounts
  running?: Running
}

const none: ExportCounts = {
  done: 0,
  total: 0,
  records: { train: 0, dev: 0, test: 0 },
  images: 0,
  crops: 0,
  corrected: 0,
  accepted: 0,
  skipped: {},
}

/** The exports of a data folder; those that a kill cut off are there to go on with. */
export async function createJobs(options: JobsOptions): Promise<Jobs> {
  const { folder, now } = options
  const entries = await readNotes(folder)
  const changes = createChanges()
  const noteOf = (id: string) => join(folder, id, 'job.json')
  const entryOf = (id: string): Entry => {
    const entry = entries.get(id)
    if (entry === undefined) throw new Failure('not-found', 'That export is not there any more.')
    return entry
  }
  const set = (entry: Entry, change: Partial<Pick<Entry, 'state' | 'counts'>>) => {
    Object.assign(entry, change)
    changes.tell()
  }
  const run = (id: string, entry: Entry) => {
    const controller = new AbortController()
    const ended = perform(options, entry, controller.signal, (change) => set(entry, change))
      .then(async (done) => {
        entry.note = { ...entry.note, done: { counts: done.counts, bytes: done.bytes } }
        // A data set elsewhere is a person's own: nothing here has to remember it.
        if (entry.note.download) await writeWhole(noteOf(id), JSON.stringify(entry.note))
        else await rm(join(folder, id), { recursive: true, force: true })
        set(entry, { state: doneState(id, entry.note), counts: done.counts })
      })
      .catch((error: unknown) => {
        if (entries.get(id) === entry)
          set(entry, { state: { type: 'failed', failure: toFailureData(error) } })
      })
      .finally(() => delete entry.running)
    entry.running = { controller, ended }
    set(entry, { state: { type: 'running', phase: 'writing' } })
  }
  const drop = async (id: string) => {
    entries.delete(id)
    await rm(join(folder, id), { recursive: true, force: true })
    changes.tell()
  }
  return {
    list: () =>
      [...entries].map(([id, entry]) => jobOf(id, entry)).toSorted((a, b) => b.startedAt - a.startedAt),
    changes,
    start: async ({ request, name, path, replace = false }) => {
      writerFor(request)
      const id = options.newId()
      const target = path ?? join(folder, id, safeName(name))
      busy(entries, placeFor(target).folder)
      const entry: Entry = {
        note: { request, name, path: target, replace, download: path === undefined, startedAt: now() },
        state: { type: 'running', phase: 'writing' },
        counts: none,
      }
      entries.set(id, entry)
      await mkdir(join(folder, id), { recursive: true })
      await writeWhole(noteOf(id), JSON.stringify(entry.note))
      run(id, entry)
      return id
    },
    cancel: async (id) => {
      const entry = entryOf(id)
      const { running } = entry
      entries.delete(id)
      running?.controller.abort()
      await running?.ended
      // One that is not running any more has left its pieces.
      if (entry.state.type !== 'done')
        await rm(placeFor(entry.note.path).part, { recursive: true, force: true })
      await drop(id)
    },
    resume: async (id) => {
      const entry = entryOf(id)
      if (entry.running === undefined && entry.state.type !== 'done') run(id, entry)
    },
    forget: async (id) => {
      if (entryOf(id).running !== undefined)
        throw new Failure('busy', 'The export is still running. Cancel it first.')
      await drop(id)
    },
    finished: (id) => {
      const { state, note: about } = entryOf(id)
      if (state.type !== 'done') throw new Failure('not-found', 'That export is not finished.')
      const place = placeFor(about.path)
      return { folder: place.folder, path: place.path, name: about.name }
    },
    close: async () => {
      changes.clear()
      const running = [...entries.values()].flatMap((e) => e.running ?? [])
      for (const { controller } of running) controller.abort(kept)
      await Promise.all(running.map((r) => r.ended))
    },
  }
}

/** Why an export is stopped that is to go on next time. */
const kept = new Failure('cancelled', 'Relook was closed.')

type Tell = (change: Partial<Pick<Entry, 'state' | 'counts'>>) => void

async function perform(options: JobsOptions, { note: about }: Entry, signal: AbortSignal, tell: Tell) {
  const { openSource, images, renderView, version, now } = options
  const { request, name, path, replace } = about
  const due = atMostEvery(100)
  return runExport({
    request,
    writer: writerFor(request),
    source: await openSource(request.source),
    place: placeFor(path),
    replace,
    name,
    images,
    renderView,
    version,
    now,
    signal,
    keepPieces: () => signal.reason === kept,
    progress: (progress, phase) => {
      if (due() || phase !== 'writing') tell({ counts: progress, state: { type: 'running', phase } })
    },
  })
}

function writerFor(request: ExportRequest): Writer {
  const writer = writerOf(request.writer)
  if (writer !== undefined) return writer
  throw new Failure('bad-input', `Relook does not write “${request.writer}”.`)
}

function busy(entries: ReadonlyMap<string, Entry>, folder: string): void {
  for (const entry of entries.values())
    if (entry.running !== undefined && placeFor(entry.note.path).folder === folder)
      throw new Failure('busy', `Another export is being written to ${folder}.`)
}

function jobOf(id: string, { note: about, state, counts: sofar }: Entry): ExportJob {
  const { name, startedAt, request } = about
  return { id, name, startedAt, writer: request.writer, counts: sofar, state }
}

function doneState(id: string, about: Note): ExportJob['state'] {
  return {
    type: 'done',
    path: about.path,
    bytes: about.done?.bytes ?? 0,
    download: `exports/${id}/${encodeURIComponent(safeName(about.name))}.zip`,
  }
}

/** Letters, numbers and a few signs: every file system takes them. */
function safeName(name: string): string {
  const clean = basename(name)
    .replace(/[^\p{L}\p{N} ._-]+/gu, '-')
    .replace(/^\.+/, '')
    .trim()
  return clean === '' ? 'data' : clean.slice(0, 100)
}

async function readNotes(folder: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  for (const id of await readdir(folder).catch(() => [])) {
    const text = await readFile(join(folder, id, 'job.json'), 'utf8').catch(() => '')
    const read = note.safeParse(json(text))
    if (!read.success) continue
    const about = read.data
    const state = about.done === undefined ? ({ type: 'cut-off' } as const) : doneState(id, about)
    entries.set(id, { note: about, state, counts: about.done?.counts ?? none })
  }
  return entries
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
