/**
 * Runs over benchmarks: started, queued one after the other, paused, gone on with. Driven on the main side, so that they go on
 * when the window closes. Knows no window and no ONNX.
 */
import { join } from 'node:path'
import type { ChangeSignal } from '../../app/async'
import type {
  Evaluation,
  EvaluationEvent,
  EvaluationId,
  EvaluationState,
  StartRequest,
} from '../../app/host/evaluations'
import { Failure, toFailureData } from '../../app/failure'
import type { Override } from '../../app/metrics/result'
import { createShelf, type Shelf } from '../shelf/shelf'
import { closing, type WorkEnd } from '../shelf/works'
import { moveTo } from '../store/folder'
import { evaluationOf, readAll } from './listing'
import { createOpenRuns, type OpenRun, type OpenRuns } from './open-runs'
import { planRuns } from './plan'
import { createRecord, openRecord, type EvaluationRecord } from './record'
import { workOff, type WorkParts } from './work'

/** What runs are made of. */
export interface EvaluationParts extends WorkParts {
  readonly folder: string
  readonly report: (message: string) => void
}

export interface Evaluations {
  /** Newest first. */
  readonly list: () => readonly Evaluation[]
  /** That the list changed. */
  readonly changes: Pick<ChangeSignal, 'on' | 'follow'>
  readonly start: (request: StartRequest) => Promise<readonly EvaluationId[]>
  readonly pause: (id: EvaluationId) => Promise<void>
  readonly stop: (id: EvaluationId) => Promise<void>
  readonly resume: (id: EvaluationId, failed: boolean) => Promise<void>
  /** To the trash. Followers' streams end. */
  readonly remove: (id: EvaluationId) => Promise<void>
  readonly restore: (id: EvaluationId) => Promise<void>
  readonly follow: (id: EvaluationId, signal: AbortSignal) => AsyncIterable<EvaluationEvent>
  /** Works with a run's record. @throws Failure `not-found`. */
  readonly use: <T>(id: EvaluationId, work: (record: EvaluationRecord) => Promise<T>) => Promise<T>
  /** The record, once, for work that takes long. @throws Failure `not-found`. */
  readonly read: (id: EvaluationId) => AsyncIterable<EvaluationRecord>
  /** A person's verdict on a row; null takes it back. */
  readonly override: (id: EvaluationId, item: string, override: Override | null) => Promise<void>
  /** Ends all; what was under way is cut off and can go on at the next start. */
  readonly close: () => Promise<void>
}

/** Whether rows that failed are tried again. */
type How = { readonly failedToo: boolean }
type Runs = Shelf<Evaluation, EvaluationState, How>

/** The runs of a data folder. */
export async function createEvaluations(parts: EvaluationParts): Promise<Evaluations> {
  const place: Place = (id, under = 'evaluations') => join(parts.folder, under, checkedId(id))
  const shelf = await createRunShelf(parts, place, (id, work) => open.use(id, work))
  const open: OpenRuns = createOpenRuns({
    folder: place,
    changes: shelf.changes,
    state: (id) => shelf.get(id)?.state,
    publish: (evaluation) => shelf.add(evaluation.id, evaluation, evaluation.state),
    report: parts.report,
  })
  return {
    list: () => listOf(shelf),
    changes: shelf.changes,
    start: async (request) => {
      const planned = await planRuns(parts, request)
      for (const { header, total } of planned)
        await added(shelf, await createRecord(place(header.id), header, total))
      const ids = planned.map(({ header }) => header.id)
      for (const id of ids) shelf.start(id, { failedToo: false })
      return ids
    },
    pause: async (id) => shelf.pause(id),
    stop: shelf.halt,
    resume: async (id, failedToo) => {
      if (shelf.running(id) && isUnderWay(shelf.need(id).state))
        throw new Failure('busy', 'That run is under way.')
      // Its last state is on the disk; only the record is still being closed.
      await shelf.ended(id)
      shelf.start(id, { failedToo })
    },
    remove: async (id) => {
      // How it ended is kept with it.
      await shelf.halt(id)
      await shelf.forget(id)
    },
    restore: async (id) => {
      await moveTo(place(id, 'trash'), place(id))
      await added(shelf, await openRecord(place(id)))
    },
    follow: open.follow,
    use: (id, work) => open.use(id, ({ record }) => work(record)),
    read: open.read,
    override: (id, item, override) =>
      open.use(id, async ({ record, tell }) =>
        tell(shelf.need(id).state, [await record.override(item, override)]),
      ),
    close: shelf.close,
  }
}

/** The folder of a run. */
type Place = (id: string, under?: string) => string

/** The shelf of runs, one at work at a time. `use`: works with an open one. */
function createRunShelf(parts: EvaluationParts, place: Place, use: OpenRuns['use']): Promise<Runs> {
  const { report } = parts
  return createShelf<Evaluation, EvaluationState, How>({
    noun: 'run',
    notes: {
      all: async () =>
        (await readAll(join(parts.folder, 'evaluations'), report)).map((e) => [e.id, e] as const),
      // What is kept of a run is its record, and a copy of its numbers when that is closed.
      put: async () => undefined,
      remove: (id) => moveTo(place(id), place(id, 'trash')),
    },
    initial: ({ state }) => state,
    begun: () => ({ type: 'waiting' }),
    work: ({ id }, { signal, pausing, how: { failedToo } }) =>
      use(id, async (run) => {
        const ending = { signal, pausing }
        const work = workOff(parts, { run, ending, failedToo })
        const state = await work.catch((error: unknown) => stateAfter(error, ending))
        return keep(run, state, { signal, report })
      }),
    // Of those that were never begun: the others end in the state they are kept in.
    halted: ({ id }, ending) =>
      use(id, (run) => keep(run, haltedState(ending), { signal: ending.signal, report })),
    failed: (_, failure) => ({ type: 'failed', failure }),
    atOnce: 1,
  })
}

/** Keeps how a run ended. Where the app ends nothing is written: the run counts as cut off. */
async function keep(
  { record, tell }: OpenRun,
  state: EvaluationState,
  { signal, report }: { readonly signal: AbortSignal; readonly report: EvaluationParts['report'] },
): Promise<EvaluationState> {
  if (signal.reason === closing) return { type: 'cut-off' }
  await record.setState(state).catch((error: unknown) => report(`A run could not be kept: ${String(error)}`))
  tell(state)
  return state
}

/** Puts a run on the shelf; its record is opened again when it is used. */
async function added(shelf: Runs, record: EvaluationRecord): Promise<void> {
  shelf.add(record.header.id, evaluationOf(record, record.state()), record.state())
  await record.close()
}

function listOf(shelf: Runs): readonly Evaluation[] {
  return shelf
    .list()
    .map(({ note, state }) => ({ ...note, state }))
    .sort((a, b) => b.createdAt - a.createdAt)
}

/** How a run is that somebody ended. */
function haltedState({ pausing }: WorkEnd): EvaluationState {
  return { type: pausing.aborted ? 'paused' : 'stopped' }
}

/** How a run is whose work ended in an error: ended by somebody, or failed. */
function stateAfter(error: unknown, ending: WorkEnd): EvaluationState {
  const failure = toFailureData(error)
  const wanted = ending.signal.aborted || (ending.pausing.aborted && failure.code === 'cancelled')
  return wanted ? haltedState(ending) : { type: 'failed', failure }
}

function isUnderWay({ type }: EvaluationState): boolean {
  return type === 'waiting' || type === 'reading' || type === 'running' || type === 'pausing'
}

function checkedId(id: string): string {
  if (/^[A-Za-z0-9_-]{1,40}$/.test(id)) return id
  throw new Failure('not-found', 'There is no such run.', id)
}
