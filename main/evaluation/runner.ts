/**
 * Drives one run over its rows: so many at a time, failures tried again, each result on disk before it counts. Never throws:
 * whatever goes wrong is the state the run ends in.
 */
import { pause } from '../../app/async'
import { promptOf } from '../../app/benchmarks/prompt'
import type { PromptStyle } from '../../app/benchmarks/preset'
import { resultProject, type EvaluationState } from '../../app/host/evaluations'
import { toFailureData, type FailureCode, type FailureData } from '../../app/failure'
import { finalAnswer } from '../../app/metrics/final-answer'
import type { Item, Metric } from '../../app/metrics/metric'
import type { ResultRow } from '../../app/metrics/result'
import type { WorkEnd } from '../shelf/works'
import type { Data } from './data'
import type { ModelJudge } from './judge'
import type { EvaluationRecord } from './record'
import { runSample, type SampleParts } from './sample'

export interface Task {
  readonly record: EvaluationRecord
  readonly data: Data
  readonly items: readonly Item[]
  readonly metric: Metric
  readonly style: PromptStyle
  readonly sampling: SampleParts
  readonly judge?: ModelJudge
  readonly concurrency: number
  /** Before another try, in milliseconds; tests need not wait. */
  readonly pauseMs?: number
}

/** Tries of one sample. */
const tries = 3
/** So many failures in a row are not the samples' fault. */
const hopeless = 10
/** What another try may mend. An image that cannot be read stays so. */
const passing: ReadonlySet<FailureCode> = new Set([
  'model-failed',
  'engine-died',
  'disconnected',
  'busy',
  'internal',
  'cancelled',
])

/**
 * Works through the items until they are done or the signals say otherwise; gives how it ended. `onRow` is told of each row when
 * it is on the disk.
 */
export async function runRows(
  task: Task,
  { signal, pausing }: WorkEnd,
  onRow: (row: ResultRow) => void,
): Promise<EvaluationState> {
  const broke = new AbortController()
  const stop = AbortSignal.any([signal, broke.signal])
  let broken: FailureData | undefined
  let next = 0
  let inARow = 0
  const work = async () => {
    while (!pausing.aborted && broken === undefined && !stop.aborted) {
      const item = task.items[next++]
      if (item === undefined) return
      const row = await tried(task, item, stop)
      if (row === undefined) return
      inARow = row.failure !== undefined && passing.has(row.failure.code) ? inARow + 1 : 0
      await task.record.addRow(row)
      onRow(row)
      if (inARow >= hopeless && row.failure !== undefined)
        broken = { ...row.failure, message: `${hopeless} samples in a row failed. ${row.failure.message}` }
    }
  }
  const workers = Array.from({ length: Math.min(task.concurrency, task.items.length) }, work)
  try {
    await Promise.all(workers)
  } catch (error) {
    // The disk refuses results: nothing more can be kept.
    broken = toFailureData(error)
    broke.abort()
    await Promise.allSettled(workers)
  }
  if (broken !== undefined) return { type: 'failed', failure: broken }
  if (signal.aborted) return { type: pausing.aborted ? 'paused' : 'stopped' }
  return pausing.aborted && next < task.items.length ? { type: 'paused' } : { type: 'done' }
}

/** A row, whatever happens; undefined when the run was stopped meanwhile. */
async function tried(task: Task, item: Item, signal: AbortSignal): Promise<ResultRow | undefined> {
  const started = task.sampling.now()
  const asked = promptOf(item, task.style)
  for (let attempts = 1; ; attempts++) {
    try {
      // A signal of its own for each try: what waits on it is gone with it.
      return await succeeded(task, item, { asked, attempts, signal: AbortSignal.any([signal]) })
    } catch (error) {
      if (signal.aborted) return undefined
      const failure = toFailureData(error)
      if (failure.code === 'disk-full' || failure.code === 'denied') throw error
      if (attempts < tries && passing.has(failure.code)) {
        await pause((task.pauseMs ?? 500) * 2 ** (attempts - 1), signal)
        if (signal.aborted) return undefined
        continue
      }
      const ms = task.sampling.now() - started
      const nothing = { response: '', prediction: '', looks: [], tokens: 0 } as const
      const judgement = { state: 'wrong', score: 0, taken: '', rule: 'failed' } as const
      return { item, asked, ...nothing, judgement, failure, attempts, ms }
    }
  }
}

async function succeeded(
  { record, data, metric, sampling, judge }: Task,
  item: Item,
  {
    asked,
    attempts,
    signal,
  }: { readonly asked: string; readonly attempts: number; readonly signal: AbortSignal },
): Promise<ResultRow> {
  const { id, name } = record.header
  const sample = {
    pictures: await data.pictures(item),
    question: asked,
    project: resultProject(id, item.position),
    title: `${name} · ${item.id}`.slice(0, 300),
  }
  const { changes, image, ...told } = await runSample(sample, sampling, signal)
  // The steps first: a row that names a place is never without them.
  const trace = await record.addTrace(changes)
  const tagged = finalAnswer(told.response).rule === 'inside <answer>'
  const byRule = metric.judge(item, { text: told.prediction, tagged, looks: told.looks })
  const given = { item, prediction: told.prediction, judgement: byRule }
  const judgement = judge === undefined ? byRule : await judge(metric, given, signal)
  const { id: picture, width, height } = image
  return { item, asked, ...told, judgement, attempts, trace, image: { id: picture, width, height } }
}
