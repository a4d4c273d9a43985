/**
 * The looks of many traces tried, several at a time where the model bears it; each trace is handed on as soon as all of its looks are
 * tried, so that a batch can be ended at any moment and gone on with. Knows no file and no window.
 */
import { intervene, shownLooks } from '../../app/explain/intervene'
import type { TriedLook, TriedTrace } from '../../app/explain/looks-summary'
import { lookVerdict } from '../../app/explain/verdict'
import { fromFailureData, toFailureData, throwIfCancelled, type FailureData } from '../../app/failure'
import { given } from '../../app/given'
import type { TrialResult } from '../../app/trace/evidence'
import { answerOf, mainBranch, type Project } from '../../app/trace/project'
import type { TraceSource } from '../exporting/source'
import type { Engine } from '../models/engine'
import { subjectOf } from './subject'

/** What is tried by what. */
export interface BatchAsk {
  readonly engine: Pick<Engine, 'models' | 'model'>
  readonly source: TraceSource
  /** Absent: the model that wrote each trace. */
  readonly model?: string
  /** Traces at the same time. */
  readonly atOnce: number
  /** Traces that were tried before. */
  readonly done: ReadonlySet<string>
}

/** A trace tried, passed over because it was before, or failed. */
export type BatchEvent =
  | { readonly type: 'tried'; readonly trace: TriedTrace }
  | { readonly type: 'known'; readonly trace: string }
  | { readonly type: 'failed'; readonly trace: string; readonly failure: FailureData }

/** Failures that no other trace will be spared. */
const hopeless: ReadonlySet<string> = new Set(['denied', 'disk-full', 'engine-died'])

/** Tries all. @throws Failure `cancelled`, and what no trace can mend. */
export async function* tryTraces(ask: BatchAsk, signal: AbortSignal): AsyncGenerator<BatchEvent> {
  /** Under way, and over but not yet handed on. */
  const going = new Map<string, Promise<BatchEvent>>()
  const left = new AbortController()
  const both = AbortSignal.any([signal, left.signal])
  const next = async function* (): AsyncGenerator<BatchEvent> {
    const event = await Promise.race(going.values())
    going.delete(event.type === 'tried' ? event.trace.trace : event.trace)
    yield event
    if (event.type === 'failed' && hopeless.has(event.failure.code)) throw fromFailureData(event.failure)
  }
  try {
    for await (const { project, problem } of ask.source.each(0, both)) {
      throwIfCancelled(signal)
      if (project === undefined) {
        yield {
          type: 'failed',
          trace: '',
          failure: { code: 'bad-input', message: problem ?? 'Not readable.' },
        }
        continue
      }
      if (ask.done.has(project.id)) {
        yield { type: 'known', trace: project.id }
        continue
      }
      going.set(project.id, tried(ask, project, both))
      if (going.size >= ask.atOnce) yield* next()
    }
    while (going.size > 0) yield* next()
    throwIfCancelled(signal)
  } finally {
    left.abort()
    await Promise.allSettled(going.values())
  }
}

async function tried(ask: BatchAsk, project: Project, signal: AbortSignal): Promise<BatchEvent> {
  try {
    const branch = mainBranch(project)
    if (branch === undefined)
      return {
        type: 'failed',
        trace: project.id,
        failure: { code: 'bad-input', message: 'It has no branch.' },
      }
    const subject = await subjectOf(ask.engine, project, { branch: branch.id, model: ask.model })
    const gold = branch.rollout?.gold ?? project.origin?.gold
    const looks: TriedLook[] = []
    for (const { look, number } of shownLooks(subject.steps)) {
      let trials: readonly TrialResult[] = []
      for await (trials of intervene(subject, look.id, signal));
      const { left, top, right, bottom } = look.region
      looks.push({ number, region: { left, top, right, bottom }, verdict: lookVerdict(trials, gold), trials })
    }
    throwIfCancelled(signal)
    const { origin } = project
    const named = origin?.meta['family'] ?? origin?.meta['category']
    const family = typeof named === 'string' ? named : origin?.file
    const about = given({ id: origin?.id, answer: answerOf(project, branch), gold, family })
    return { type: 'tried', trace: { trace: project.id, ...about, question: branch.question, looks } }
  } catch (error) {
    return { type: 'failed', trace: project.id, failure: toFailureData(error) }
  }
}
