/**
 * Exports under way and done: started, followed, ended, gone on with after a kill. An export belongs to the main side; a
 * note of each lies in the data folder until it is done or ended. Knows no window.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { atMostEvery, type ChangeSignal } from '../../app/async'
import { writerOf, type Writer } from '../../app/exports'
import { exportRequest, type ExportJob, type ExportRequest } from '../../app/host/exports'
import { Failure } from '../../app/failure'
import { fileNameFrom } from '../../app/file-name'
import type { View } from '../../app/trace/step'
import { createNotes } from '../shelf/notes'
import { createShelf, type ShelfItem, type Shelf, type WorkTools } from '../shelf/shelf'
import { closing } from '../shelf/works'
import type { Images } from '../store/images'
import { removeBeside } from '../store/own-folder'
import { exportCounts } from './finished'
import { runExport } from './job'
import { placeFor } from './place'
import type { OpenSource } from './source'

export interface Jobs {
  readonly list: () => readonly ExportJob[]
  /** That the list changed. */
  readonly changes: Pick<ChangeSignal, 'on' | 'follow'>
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

const noteShape = z.object({
  request: exportRequest,
  name: z.string(),
  path: z.string(),
  replace: z.boolean(),
  /** It lies in the data folder. */
  download: z.boolean(),
  startedAt: z.number(),
  done: z.object({ counts: exportCounts, bytes: z.number() }).exactOptional(),
})
type Note = z.infer<typeof noteShape>
type Standing = Pick<ExportJob, 'counts' | 'state'>

const none: ExportJob['counts'] = {
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
  const notes = createNotes(folder, 'job.json', noteShape)
  const shelf: Shelf<Note, Standing, undefined> = await createShelf<Note, Standing>({
    noun: 'export',
    notes,
    initial: (note, id) => standing(note, id),
    begun: ({ state }) => ({ ...state, state: { type: 'running', phase: 'writing' } }),
    work: async (item, tools) => {
      const { counts, bytes } = await perform(options, item, tools)
      const note: Note = { ...item.note, done: { counts, bytes } }
      // A data set elsewhere is a person's own: nothing here has to remember it.
      if (note.download) await shelf.put(item.id, note)
      else await notes.remove(item.id)
      return standing(note, item.id)
    },
    halted: ({ state }) => ({ ...state, state: { type: 'cut-off' } }),
    failed: ({ state }, failure) => ({ ...state, state: { type: 'failed', failure } }),
  })
  return {
    list: () =>
      shelf
        .list()
        .map(jobOf)
        .toSorted((a, b) => b.startedAt - a.startedAt),
    changes: shelf.changes,
    start: async ({ request, name, path, replace = false }) => {
      writerFor(request)
      const id = options.newId()
      const target = path ?? join(notes.folder(id), fileNameFrom(name, 'data'))
      const goal = placeFor(target).folder
      const taken = shelf.list().some((e) => shelf.running(e.id) && placeFor(e.note.path).folder === goal)
      if (taken) throw new Failure('busy', `Another export is being written to ${goal}.`)
      const note = { request, name, path: target, replace, download: path === undefined, startedAt: now() }
      await shelf.put(id, note, standing(note, id))
      shelf.start(id, undefined)
      return id
    },
    cancel: async (id) => {
      const { note, state } = shelf.need(id)
      await shelf.forget(id)
      // One that is not running any more has left its pieces.
      if (state.state.type !== 'done') await removeBeside(placeFor(note.path).part)
    },
    resume: async (id) => {
      if (shelf.need(id).state.state.type !== 'done') shelf.start(id, undefined)
    },
    forget: async (id) => {
      if (shelf.running(id)) throw new Failure('busy', 'The export is still running. Cancel it first.')
      await shelf.forget(id)
    },
    finished: (id) => {
      const { state, note } = shelf.need(id)
      if (state.state.type !== 'done') throw new Failure('not-found', 'That export is not finished.')
      const { folder: where, path } = placeFor(note.path)
      return { folder: where, path, name: note.name }
    },
    close: shelf.close,
  }
}

function perform(
  { openSource, images, renderView, version, now }: JobsOptions,
  { id, note }: ShelfItem<Note, Standing>,
  { signal, set }: WorkTools<Standing, undefined>,
) {
  const { request, name, path, replace } = note
  const due = atMostEvery(100)
  return openSource(request.source).then((source) =>
    runExport({
      request,
      writer: writerFor(request),
      source,
      place: placeFor(path),
      replace,
      name,
      images,
      renderView,
      version,
      now,
      run: id,
      signal,
      keepPieces: () => signal.reason === closing,
      progress: (progress, phase) => {
        if (due() || phase !== 'writing') set({ counts: progress, state: { type: 'running', phase } })
      },
    }),
  )
}

function writerFor(request: ExportRequest): Writer {
  const writer = writerOf(request.writer)
  if (writer !== undefined) return writer
  throw new Failure('bad-input', `Relook does not write “${request.writer}”.`)
}

function jobOf({ id, note, state }: ShelfItem<Note, Standing>): ExportJob {
  const { name, startedAt, request } = note
  return { id, name, startedAt, writer: request.writer, ...state }
}

/** How an export is that nobody works on: done, or cut off. */
function standing({ done, path, name }: Note, id: string): Standing {
  if (done === undefined) return { counts: none, state: { type: 'cut-off' } }
  const download = `exports/${id}/${encodeURIComponent(fileNameFrom(name, 'data'))}.zip`
  return { counts: done.counts, state: { type: 'done', path, bytes: done.bytes, download } }
}
