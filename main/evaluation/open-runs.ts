/**
 * Runs whose records are open: while somebody follows them or they are worked on. Tells followers of rows as they come, and of the
 * run's numbers at once when its state is another, otherwise now and then. Knows no model.
 */
import { createBroadcast, type ChangeSignal } from '../../app/async'
import type { Evaluation, EvaluationEvent, EvaluationState } from '../../app/host/evaluations'
import type { ResultRow } from '../../app/metrics/result'
import { createPool } from '../store/pool'
import { evaluationOf, writeCopy } from './listing'
import { openRecord, type EvaluationRecord } from './record'

/** An open run. */
export interface OpenRun {
  readonly record: EvaluationRecord
  /** How far it is; `rows` are new or changed ones. */
  readonly tell: (state: EvaluationState, rows?: readonly ResultRow[]) => void
  /** The run, all its rows, and what comes after exactly that. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<EvaluationEvent>
  readonly close: () => Promise<void>
}

export interface OpenRuns {
  /** Works with an open run; it stays open as long as any work on it is under way. */
  readonly use: <T>(id: string, work: (run: OpenRun) => Promise<T>) => Promise<T>
  readonly follow: (id: string, signal: AbortSignal) => AsyncIterable<EvaluationEvent>
  /** The record, once: open for as long as whoever reads it goes on. */
  readonly read: (id: string) => AsyncIterable<EvaluationRecord>
}

/** Where the list has a run's state and numbers. */
export interface RunsOnShelf {
  readonly folder: (id: string) => string
  readonly changes: Pick<ChangeSignal, 'on'>
  /** Undefined once it was removed. */
  readonly state: (id: string) => EvaluationState | undefined
  readonly publish: (evaluation: Evaluation) => void
  /** Told of what could not be kept and does no harm. */
  readonly report: (message: string) => void
}

/** Rows sent to a new follower at a time. */
const chunk = 250
/** The run's numbers are told at most once in so many milliseconds while rows come; intervals take time. */
const tellMs = (rows: number) => (rows > 1000 ? 3000 : 400)

/** No open runs yet. */
export function createOpenRuns(shelf: RunsOnShelf): OpenRuns {
  const pool = createPool((id) => openRun(id, shelf), 0)
  return {
    use: pool.use,
    follow: (id, signal) => pool.stream(id, (run) => run.follow(signal)),
    read: (id) =>
      pool.stream(id, async function* ({ record }) {
        yield record
      }),
  }
}

async function openRun(id: string, shelf: RunsOnShelf): Promise<OpenRun> {
  const record = await openRecord(shelf.folder(id))
  const followers = createBroadcast<EvaluationEvent>()
  let state = shelf.state(id) ?? record.state()
  let timer: NodeJS.Timeout | undefined
  const publish = (): Evaluation => {
    clearTimeout(timer)
    timer = undefined
    const evaluation = evaluationOf(record, state)
    followers.tell({ type: 'evaluation', evaluation })
    // In the trash: whoever still holds it must not bring it back.
    if (shelf.state(id) !== undefined) shelf.publish(evaluation)
    return evaluation
  }
  const unwatch = shelf.changes.on(() => {
    const next = shelf.state(id)
    if (next === undefined) return followers.end()
    if (next.type === state.type) return
    state = next
    publish()
  })
  return {
    record,
    tell: (next, rows = []) => {
      if (rows.length > 0) followers.tell({ type: 'rows', rows })
      const isOther = next.type !== state.type
      state = next
      if (isOther) publish()
      else timer ??= setTimeout(publish, tellMs(record.rows().length)).unref()
    },
    follow: (signal) => {
      const rows = record.rows()
      const batches = Array.from({ length: Math.ceil(rows.length / chunk) }, (_, i): EvaluationEvent => ({
        type: 'rows',
        rows: rows.slice(i * chunk, (i + 1) * chunk),
      }))
      const evaluation = evaluationOf(record, state)
      return followers.follow(signal, { type: 'evaluation', evaluation }, ...batches)
    },
    close: async () => {
      unwatch()
      const evaluation = publish()
      // Only a copy: a full disk must not stop anything here.
      if (shelf.state(id) !== undefined)
        await writeCopy(shelf.folder(id), record, evaluation).catch((error: unknown) =>
          shelf.report(String(error)),
        )
      await record.close()
    },
  }
}
