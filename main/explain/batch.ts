/**
 * The looks of many traces tried, several at a time where the model bears it; each trace is kept as soon as all of its looks are tried, so
 * that a batch can be ended at any moment and gone on with. The terminal and the window's batches both stand on it. Knows no window.
 */
import { intervene, shownLooks } from '../../app/explain/intervene'
import { triedKey, type TriedLook, type TriedTrace } from '../../app/explain/looks-summary'
import { rightBy, verdictBy } from '../../app/explain/verdict'
import {
  Failure,
  toFailureData,
  throwIfCancelled,
  type FailureCode,
  type FailureData,
} from '../../app/failure'
import { given } from '../../app/given'
import type { TrialResult } from '../../app/trace/evidence'
import { answerOf, mainBranch } from '../../app/trace/project'
import type { Engine } from '../models/engine'
import type { WorkEnd } from '../shelf/works'
import type { BatchItem, BatchSource } from './batch-source'
import { subjectOf } from './subject'
import type { TriedFile } from './tried-file'

/** What is tried by what. */
export interface BatchAsk {
  readonly engine: Pick<Engine, 'models' | 'model'>
  readonly source: BatchSource
  /** Absent: the model that wrote each trace. */
  readonly model?: string
  /** Traces at the same time. */
  readonly atOnce: number
  /** Where what comes of it is kept; traces in it are not tried again. */
  readonly file: TriedFile
}

/** A trace tried and kept, or failed. `trace`: its key; empty where it could not be read. */
export type BatchEvent =
  | { readonly type: 'tried'; readonly trace: TriedTrace }
  | { readonly type: 'failed'; readonly trace: string; readonly failure: FailureData }

/** Failures that no other trace will be spared. */
const hopeless: ReadonlySet<FailureCode> = new Set(['denied', 'disk-full', 'engine-died'])
/** What is the model's or the server's fault: so many in a row, and it is asked no more. */
const ofTheModel: ReadonlySet<FailureCode> = new Set(['model-failed', 'disconnected', 'busy', 'internal'])
const mostInARow = 10

/** Tries all; ends quietly when it is asked to pause. @throws Failure `cancelled`, and what no trace can mend. */
export async function* tryTraces(ask: BatchAsk, { signal, pausing }: WorkEnd): AsyncGenerator<BatchEvent> {
  /** Under way, and over but not yet handed on. */
  const going = new Map<string, Promise<BatchEvent>>()
  const left = new AbortController()
  const both = AbortSignal.any([signal, left.signal])
  let inARow = 0
  const next = async function* (): AsyncGenerator<BatchEvent> {
    const event = await Promise.race(going.values())
    going.delete(event.type === 'tried' ? triedKey(event.trace) : event.trace)
    if (event.type === 'tried') await ask.file.add(event.trace)
    // What was given up when it was ended has not failed.
    else throwIfCancelled(signal)
    yield event
    inARow = event.type === 'failed' && ofTheModel.has(event.failure.code) ? inARow + 1 : 0
    if (event.type === 'failed') giveUpOn(event.failure, inARow)
  }
  try {
    for await (const item of ask.source.each(both, ask.file.has)) {
      throwIfCancelled(signal)
      if (pausing.aborted) break
      const key = keyOf(item)
      if (key === undefined) yield unread(item.problem)
      else if (!ask.file.has(key) && !going.has(key)) going.set(key, tried(ask, item, both))
      if (going.size >= ask.atOnce) yield* next()
    }
    while (going.size > 0) yield* next()
    throwIfCancelled(signal)
  } finally {
    left.abort()
    await Promise.allSettled(going.values())
  }
}

/** @throws Failure where going on would only fail the same way. */
function giveUpOn({ code, message }: FailureData, inARow: number): void {
  if (hopeless.has(code)) throw new Failure(code, message)
  if (inARow >= mostInARow) throw new Failure(code, `${mostInARow} traces in a row failed. ${message}`)
}

function keyOf({ project, branch }: BatchItem): string | undefined {
  return project && triedKey({ trace: project.id, ...given({ branch: branch?.id }) })
}

function unread(problem: string | undefined): BatchEvent {
  return {
    type: 'failed',
    trace: '',
    failure: { code: 'bad-input', message: problem ?? 'It cannot be read.' },
  }
}

async function tried(ask: BatchAsk, item: BatchItem, signal: AbortSignal): Promise<BatchEvent> {
  try {
    return { type: 'tried', trace: await triedTrace(ask, item, signal) }
  } catch (error) {
    return { type: 'failed', trace: keyOf(item) ?? '', failure: toFailureData(error) }
  }
}

async function triedTrace(ask: BatchAsk, item: BatchItem, signal: AbortSignal): Promise<TriedTrace> {
  const { project, about = {} } = item
  const branch = item.branch ?? (project && mainBranch(project))
  if (project === undefined || branch === undefined) throw new Failure('bad-input', 'It has no branch.')
  const subject = await subjectOf(ask.engine, project, { branch: branch.id, model: ask.model })
  const { origin } = project
  const gold = about.gold ?? branch.rollout?.gold ?? origin?.gold
  const isRight = item.isRight ?? rightBy(gold)
  const looks: TriedLook[] = []
  for (const { look, number } of shownLooks(subject.steps)) {
    let trials: readonly TrialResult[] = []
    for await (trials of intervene(subject, look.id, signal));
    const { left, top, right, bottom } = look.region
    looks.push({ number, region: { left, top, right, bottom }, verdict: verdictBy(trials, isRight), trials })
  }
  throwIfCancelled(signal)
  const answer = answerOf(project, branch)
  const said = origin?.verdict === undefined ? undefined : origin.verdict >= 0.5
  const judged = answer === undefined ? undefined : isRight?.(answer)
  const named = origin?.meta['family'] ?? origin?.meta['category']
  return {
    trace: project.id,
    ...given({
      branch: item.branch?.id,
      id: about.id ?? origin?.id,
      answer,
      gold,
      right: about.right ?? said ?? judged,
      family: about.family ?? (typeof named === 'string' ? named : origin?.file),
    }),
    question: branch.question,
    looks,
  }
}
