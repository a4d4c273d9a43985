/**
 * Runs over benchmarks: started, queued one after the other, paused, gone on with. Driven on the main side, so that they go on
 * when the window closes. Knows no window and no ONNX.
 */
import { basename } from 'node:path'
import { given } from '../../app/given'
import { createSemaphore } from '../../app/async'
import type { PromptStyle } from '../../app/benchmarks/preset'
import type { EvaluationId, EvaluationState, StartRequest } from '../../app/host/evaluations'
import { Failure, throwIfCancelled, toFailureData } from '../../app/failure'
import { metricOf } from '../../app/metrics'
import type { Engine } from '../models/engine'
import type { Images } from '../store/images'
import { dialectFor, findModel } from '../models/find'
import type { Data } from './data'
import type { OpenData } from './data-thread'
import { createDesk, type Desk, type Held } from './desk'
import { createJudge } from './judge'
import { startRunner, type Running } from './runner'

/** What runs are made of. */
export interface EvaluationParts {
  readonly folder: string
  readonly engine: Engine
  readonly images: Images
  readonly openData: OpenData
  readonly newId: () => string
  readonly now: () => number
  readonly report: (message: string) => void
}

export interface Evaluations {
  readonly desk: Desk
  readonly start: (request: StartRequest) => Promise<readonly EvaluationId[]>
  readonly pause: (id: EvaluationId) => Promise<void>
  readonly stop: (id: EvaluationId) => Promise<void>
  readonly resume: (id: EvaluationId, failed: boolean) => Promise<void>
  readonly remove: (id: EvaluationId) => Promise<void>
  /** Ends all; what was under way is cut off and can go on at the next start. */
  readonly close: () => Promise<void>
}

interface Entry {
  readonly id: EvaluationId
  readonly failed: boolean
  readonly controller: AbortController
  running?: Running
  /** Tells followers of a state at once. */
  tell?: Held['tell']
  pausing: boolean
  /** Its last state is on disk; only the record is still being closed. */
  over: boolean
  ended: Promise<void>
}

/** The runs of a data folder. */
export async function createEvaluations(parts: EvaluationParts): Promise<Evaluations> {
  const desk = await createDesk(parts.folder, parts.report)
  const entries = new Map<EvaluationId, Entry>()
  const queue = createSemaphore(1)
  let closing = false
  const perform = async (entry: Entry, queued: () => void) => {
    // In the queue at once: the order of asking is the order of runs.
    const turn = queue.take(entry.controller.signal).catch(() => undefined)
    const held = await desk.hold(entry.id)
    try {
      entry.tell = held.tell
      held.tell({ type: 'waiting' })
      queued()
      await turn
      await drive(parts, entry, held, () => closing)
    } finally {
      entries.delete(entry.id)
      await held.release()
      const done = await turn
      done?.()
    }
  }
  const enqueue = (id: EvaluationId, failed: boolean) => {
    const entry: Entry = {
      id,
      failed,
      controller: new AbortController(),
      pausing: false,
      over: false,
      ended: Promise.resolve(),
    }
    entries.set(id, entry)
    // Whoever asked follows it next, and must not see the state it had before.
    return new Promise<void>((resolve) => {
      entry.ended = perform(entry, resolve)
        .catch((error: unknown) => parts.report(`A run could not be kept: ${String(error)}`))
        .finally(resolve)
    })
  }
  const halt = async (id: EvaluationId) => {
    const entry = entries.get(id)
    entry?.controller.abort()
    entry?.running?.stop()
    await entry?.ended
  }
  return {
    desk,
    start: async (request) => {
      const ids = await plan(parts, desk, request)
      await Promise.all(ids.map((id) => enqueue(id, false)))
      return ids
    },
    pause: async (id) => {
      const entry = entries.get(id)
      if (entry === undefined) return
      entry.pausing = true
      if (entry.running === undefined) entry.controller.abort()
      else entry.tell?.({ type: 'pausing' })
      entry.running?.pause()
    },
    stop: halt,
    resume: async (id, failed) => {
      const entry = entries.get(id)
      if (entry?.over === false) throw new Failure('busy', 'That run is under way.')
      await entry?.ended
      if (!desk.list().some((e) => e.id === id))
        throw new Failure('not-found', 'That run is not there any more.')
      await enqueue(id, failed)
    },
    remove: async (id) => {
      await halt(id)
      await desk.remove(id)
    },
    close: async () => {
      closing = true
      await Promise.all([...entries.keys()].map(halt))
      await desk.close()
    },
  }
}

/** Checks what is asked and puts the runs on disk. @throws Failure `bad-input`, `not-found`. */
async function plan(
  parts: EvaluationParts,
  desk: Desk,
  request: StartRequest,
): Promise<readonly EvaluationId[]> {
  const info = await findModel(parts.engine, request.model)
  const dialect = dialectFor(info)
  if (request.judge !== undefined) dialectFor(await findModel(parts.engine, request.judge))
  const data = await parts.openData(request.data, { signal: new AbortController().signal })
  try {
    const metric = request.metric ?? data.preset?.metric
    if (metric === undefined)
      throw new Failure('bad-input', `${data.name} is of no benchmark Relook knows: choose a metric.`)
    const total = Math.min(request.limit ?? Infinity, data.items.length)
    if (total === 0) throw new Failure('bad-input', `${data.name} has no row that can be asked.`)
    const title = data.preset?.title ?? data.name
    const ids: EvaluationId[] = []
    const forms = request.baseline
      ? [request.settings, { ...request.settings, maxLooks: 0 }]
      : [request.settings]
    for (const [i, settings] of forms.entries()) {
      const id = parts.newId().replaceAll('-', '').slice(0, 12)
      const looks = settings.maxLooks > 0 ? 'with looks' : 'without looks'
      const { data: path, model, limit, concurrency, judge } = request
      await desk.create(
        {
          id,
          name: request.name ?? `${info.name} ${looks}`,
          plan: {
            data: path,
            model,
            metric,
            settings,
            concurrency,
            ...given({ limit, judge }),
          },
          title,
          dataName: basename(path),
          changedAt: data.changedAt,
          style: data.preset?.style ?? 'plain',
          dialect: dialect.id,
          createdAt: parts.now() + i,
        },
        total,
      )
      ids.push(id)
    }
    return ids
  } finally {
    await data.close()
  }
}

/** Works a run off. When the app closes meanwhile nothing is written: the run counts as cut off. */
async function drive(
  parts: EvaluationParts,
  entry: Entry,
  held: Held,
  closing: () => boolean,
): Promise<void> {
  const { record } = held
  const settle = async (state: EvaluationState) => {
    if (closing()) return
    await record.setState(state)
    entry.over = true
    held.tell(state)
  }
  const given = (): EvaluationState => ({ type: entry.pausing ? 'paused' : 'stopped' })
  if (entry.controller.signal.aborted) return settle(given())
  let data: Data | undefined
  try {
    held.tell({ type: 'reading', done: 0 })
    data = await parts.openData(record.header.plan.data, {
      signal: entry.controller.signal,
      progress: (done) => held.tell({ type: 'reading', done }),
    })
    if (data.changedAt !== record.header.changedAt && record.rows().length > 0)
      throw new Failure('bad-input', `${data.name} has changed since this run began. Start a new one.`)
    await settle(await work(parts, entry, held, data))
  } catch (error) {
    const failure = toFailureData(error)
    await settle(entry.controller.signal.aborted ? given() : { type: 'failed', failure })
  } finally {
    await data?.close()
  }
}

async function work(parts: EvaluationParts, entry: Entry, held: Held, data: Data): Promise<EvaluationState> {
  const { record } = held
  const { plan: planned } = record.header
  const model = await parts.engine.model(planned.model)
  // A served model's language may be known only once it was opened.
  const dialect = dialectFor(model.info)
  const metric = metricOf(planned.metric)
  if (metric === undefined) throw new Failure('bad-input', `There is no metric “${planned.metric}” any more.`)
  const wanted = data.items.slice(0, planned.limit)
  const items = wanted.filter((item) => {
    const row = record.row(item.id)
    return row === undefined || (entry.failed && row.failure !== undefined)
  })
  await record.setState({ type: 'running' }, wanted.length)
  held.tell({ type: 'running' })
  throwIfCancelled(entry.controller.signal)
  const begun = parts.now()
  let done = 0
  const stateNow = (): EvaluationState => {
    if (entry.pausing) return { type: 'pausing' }
    if (done === 0) return { type: 'running' }
    return { type: 'running', etaMs: Math.round(((parts.now() - begun) / done) * (items.length - done)) }
  }
  entry.running = startRunner({
    record,
    data,
    items,
    metric,
    style: styleOf(record.header.style),
    sampling: {
      model,
      dialect,
      settings: planned.settings,
      addImage: ({ bytes, name }) => parts.images.add(bytes, name),
      newId: parts.newId,
      now: parts.now,
    },
    concurrency: planned.concurrency,
    ...given({
      judge: planned.judge === undefined ? undefined : createJudge(await parts.engine.model(planned.judge)),
    }),
    onRow: (row) => {
      done++
      held.tell(stateNow(), [row])
    },
  })
  if (entry.pausing) entry.running.pause()
  if (entry.controller.signal.aborted) entry.running.stop()
  return entry.running.ended
}

function styleOf(style: string): PromptStyle {
  return style === 'choice' || style === 'lettered' || style === 'short' ? style : 'plain'
}
