/**
 * Batches of looks under way and done: started, followed, paused, ended, gone on with after a kill. One at a time, since a model that runs
 * here computes for one; a server is asked about several traces at once. Knows no window.
 */
import { atMostEvery, type ChangeSignal } from '../../app/async'
import type { LooksSummary } from '../../app/explain/looks-summary'
import { Failure, type FailureData } from '../../app/failure'
import { given } from '../../app/given'
import type { LooksJob, LooksRequest } from '../../app/host/looks'
import type { WorkState } from '../../app/host/work-state'
import type { Engine } from '../models/engine'
import { createShelf, type Shelf, type ShelfItem, type WorkTools } from '../shelf/shelf'
import { closing, type WorkEnd } from '../shelf/works'
import { tryTraces } from './batch'
import { openBatchSource, type SourceParts } from './batch-source'
import type { LooksBook, LooksNote } from './looks-book'
import type { TriedFile } from './tried-file'

export interface LooksJobs {
  /** Newest first. */
  readonly list: () => readonly LooksJob[]
  /** That the list changed. */
  readonly changes: Pick<ChangeSignal, 'on' | 'follow'>
  /** @throws Failure `busy` where the same is under way, and for a source that is gone. */
  readonly start: (request: LooksRequest) => Promise<string>
  readonly pause: (id: string) => void
  readonly stop: (id: string) => Promise<void>
  readonly resume: (id: string) => Promise<void>
  readonly forget: (id: string) => Promise<void>
  /** @throws Failure `not-found`. */
  readonly need: (id: string) => LooksNote
  /** Ends all so that it goes on next time. */
  readonly close: () => Promise<void>
}

export interface LooksParts extends SourceParts {
  readonly book: LooksBook
  readonly engine: Pick<Engine, 'models' | 'model'>
  readonly newId: () => string
  readonly now: () => number
}

/** How a batch stands. */
type Standing = Pick<LooksJob, 'total' | 'done' | 'failed' | 'firstFailure' | 'summary' | 'state'>
type Jobs = Shelf<LooksNote, Standing, undefined>
type Item = ShelfItem<LooksNote, Standing>

/** The batches of a data folder; those that a kill cut off are there to go on with. */
export async function createLooksJobs(parts: LooksParts): Promise<LooksJobs> {
  const { book, newId, now } = parts
  const shelf: Jobs = await createShelf<LooksNote, Standing>({
    noun: 'batch',
    notes: book.notes,
    initial: (note, id) =>
      book.use(id, async (file) => standing(note, file, note.ended ?? { type: 'cut-off' })),
    begun: ({ state }) => ({ ...state, state: { type: 'waiting' } }),
    work: (item, tools) => perform(parts, shelf, { item, tools }),
    halted: (item, ending) => over(shelf, item, haltedState(ending)),
    failed: (item, failure) => over(shelf, item, { type: 'failed', failure }),
    atOnce: 1,
  })
  return {
    list: () =>
      shelf
        .list()
        .map(jobOf)
        .toSorted((a, b) => b.startedAt - a.startedAt),
    changes: shelf.changes,
    start: async (request) => {
      const same = JSON.stringify(request.source)
      if (shelf.list().some((j) => shelf.running(j.id) && JSON.stringify(j.note.source) === same))
        throw new Failure('busy', 'These looks are being tried.')
      const source = await openBatchSource(parts, request.source)
      const id = newId()
      const note = { ...request, startedAt: now(), total: source.total(), failed: 0 }
      await shelf.put(id, note, await book.use(id, async (file) => standing(note, file, { type: 'waiting' })))
      shelf.start(id, undefined)
      return id
    },
    pause: (id) => {
      const { state } = shelf.need(id)
      shelf.pause(id)
      if (state.state.type === 'running') shelf.set(id, { ...state, state: { type: 'pausing' } })
    },
    stop: shelf.halt,
    resume: async (id) => {
      shelf.need(id)
      // One that is asked to pause finishes what it has in hand first.
      if (shelf.need(id).state.state.type === 'pausing') await shelf.ended(id)
      shelf.start(id, undefined)
    },
    forget: async (id) => {
      const { note } = shelf.need(id)
      await shelf.forget(id)
      book.forgotten(note.source)
    },
    need: (id) => shelf.need(id).note,
    close: shelf.close,
  }
}

function standing({ total, failed, firstFailure }: LooksNote, file: TriedFile, state: WorkState): Standing {
  const done = file.size()
  return {
    total: Math.max(total, done + failed),
    done,
    failed,
    ...given({ firstFailure }),
    summary: file.summary(),
    state,
  }
}

function jobOf({ id, note, state }: Item): LooksJob {
  const { source, name, model, atOnce, startedAt } = note
  return { id, source, name, atOnce, startedAt, ...given({ model }), ...state }
}

/** How a batch is that somebody ended. */
function haltedState({ signal, pausing }: WorkEnd): WorkState {
  if (signal.reason === closing) return { type: 'cut-off' }
  return { type: pausing.aborted && !signal.aborted ? 'paused' : 'stopped' }
}

/** Keeps how a batch ended. One the app ended is kept as under way: that is what cut off means. */
async function over(shelf: Jobs, { id, note, state }: Item, how: WorkState): Promise<Standing> {
  const { total, failed, firstFailure } = state
  const ended = endedOf(how)
  const { firstFailure: _before, ended: _how, ...rest } = note
  await shelf.put(id, { ...rest, total, failed, ...given({ firstFailure, ended }) })
  return { ...state, state: how }
}

function endedOf(state: WorkState): LooksNote['ended'] {
  switch (state.type) {
    case 'paused':
    case 'stopped':
    case 'done':
      return { type: state.type }
    case 'failed':
      return state
    default:
      return undefined
  }
}

interface Performing {
  readonly item: Item
  readonly tools: WorkTools<Standing, undefined>
}

/** Told of at most once in so many milliseconds. */
const tellMs = 200

async function perform(parts: LooksParts, shelf: Jobs, { item, tools }: Performing): Promise<Standing> {
  const { book, engine, now } = parts
  const { id, note } = item
  const { model, atOnce } = note
  // Under way from now on: a kill leaves it cut off.
  const { ended: _, firstFailure: _before, ...fresh } = { ...note, failed: 0 }
  await shelf.put(id, fresh)
  let result: Standing | undefined
  for await (const file of book.read(id)) {
    const source = await openBatchSource(parts, note.source)
    const told = createTelling({ file, total: source.total, begun: now(), now })
    const show = atMostEvery(tellMs)
    const running = () => (tools.pausing.aborted ? 'pausing' : 'running')
    tools.set(told.standing(running()))
    for await (const event of tryTraces({ engine, source, atOnce, file, ...given({ model }) }, tools)) {
      if (event.type === 'tried') book.tell(id, note, event.trace)
      else told.failed(event.failure)
      if (show()) tools.set(told.standing(running()))
    }
    const left = tools.pausing.aborted && told.left() > 0
    result = told.standing('running')
    result = await over(shelf, { id, note: fresh, state: result }, { type: left ? 'paused' : 'done' })
  }
  if (result === undefined) throw new Failure('internal', 'Nothing came of it.')
  return result
}

interface Telling {
  readonly file: TriedFile
  readonly total: () => number
  readonly begun: number
  readonly now: () => number
}

/** How far a batch is, from what it began with this time. */
function createTelling({ file, total: known, begun, now }: Telling) {
  const before = file.size()
  let failed = 0
  let first: string | undefined
  const total = () => Math.max(known(), file.size() + failed)
  const left = () => total() - file.size() - failed
  const etaMs = () => {
    const through = file.size() - before + failed
    return through === 0 ? undefined : Math.round(((now() - begun) / through) * left())
  }
  return {
    left,
    failed: ({ message }: FailureData) => {
      failed++
      first ??= message
    },
    standing: (type: 'running' | 'pausing'): Standing => {
      const summary: LooksSummary = file.summary()
      const state = type === 'pausing' ? ({ type } as const) : { type, ...given({ etaMs: etaMs() }) }
      return { total: total(), done: file.size(), failed, ...given({ firstFailure: first }), summary, state }
    },
  }
}
