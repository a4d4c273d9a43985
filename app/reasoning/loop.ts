/**
 * The interleaved loop: think, look, see the crop, think on, answer. One async generator; leaving it stops the run.
 * Source: VLM-R³ inference loop (src/model/r3_vllm.py); limits are the caller's settings.
 */
import type { Dialect } from '../dialects/dialect'
import { Failure, throwIfCancelled } from '../failure'
import { given } from '../given'
import type { Size } from '../geometry/box'
import type { Manner } from '../trace/manner'
import type { EndReason, RunPhase, Settings } from '../trace/project'
import { textOfTokens } from '../reading/token-cut'
import type { ImageId, Step, Timings, Token, View } from '../trace/step'
import { draftsAt, predictionAt } from './drafts'
import { marksOfDialect } from './marks'
import { isReply, toMessages } from './messages'
import type { GenerateRequest, Model } from './model'
import { readSegment, unfinished, type Segment, type SegmentContext } from './segment'

/** One run: the model, the image, the question, and the steps it begins with. */
export interface LoopRequest {
  readonly model: Model
  readonly dialect: Dialect
  readonly image: { readonly id: ImageId; readonly size: Size }
  readonly view: View
  readonly question: string
  readonly settings: Settings
  /** Steps kept from before. The last one's text is continued. */
  readonly steps: readonly Step[]
  /** What the first segment behind them begins with. */
  readonly begun?: BegunSegment
  readonly newId: () => string
  readonly now: () => number
  /** How the model is spoken with; absent: crops in the same assistant turn. */
  readonly manner?: Manner
  /** Absent: a person waits at the window. */
  readonly priority?: 'window' | 'batch'
  /** Alternatives per token to report. */
  readonly top?: number
  /** False: compute everything afresh (for measuring). */
  readonly reuse?: boolean
  /** Steps that other runs of the same model wrote behind such a beginning; `false`: nothing is guessed (for measuring). */
  readonly drafts?: readonly (readonly Step[])[] | false
}

/**
 * Tokens a segment begins with, as if the model had written them: it goes on behind the last. `ends`: behind that it ends its turn. Above
 * temperature 0 what comes then is drawn with the segment's random numbers from their beginning.
 */
export interface BegunSegment {
  readonly tokens: readonly Token[]
  readonly ends?: true
}

/** What comes of a run, in its order. */
export type LoopEvent =
  | { readonly type: 'phase'; readonly phase: RunPhase }
  | { readonly type: 'token'; readonly token: Token }
  /** Finished steps. A look comes before its crop has been encoded. */
  | { readonly type: 'steps'; readonly steps: readonly Step[] }
  | { readonly type: 'ended'; readonly reason: EndReason }

const zero: Timings = { encodeMs: 0, prefillMs: 0, decodeMs: 0, tokens: 0, promptTokens: 0, cachedTokens: 0 }

/** Runs to the answer or a limit. @throws Failure `cancelled` when the signal fires, and whatever the model throws. */
export async function* runLoop(request: LoopRequest, signal: AbortSignal): AsyncGenerator<LoopEvent> {
  const { dialect, settings } = request
  let steps = request.steps
  let segments = 0
  if (steps.at(-1)?.type === 'answer') {
    yield { type: 'ended', reason: 'answered' }
    return
  }
  for (;;) {
    throwIfCancelled(signal)
    const looked = requestsIn(steps)
    const { reason, ...generated } = yield* writeSegment(
      { ...request, steps },
      { looked, segments: segments++ },
      signal,
    )
    // What a dialect without marks ends in is its answer only where it ended by itself.
    const ended = reason === 'length' ? { ended: false } : { ended: true, reason }
    const segment = readSegment({ ...generated, ...ended }, segmentContext(request, steps))
    if (segment.steps.length > 0) yield { type: 'steps', steps: segment.steps }
    steps = [...steps, ...segment.steps]
    const isCut = reason === 'length' && !isClosed(segment.steps.at(-1), dialect)
    const end = ending({ next: segment.next, isCut }, looked, settings)
    if (end !== undefined) {
      yield { type: 'ended', reason: end }
      return
    }
  }
}

/** What the model wrote up to the next request, the answer, or the limit of tokens. */
interface Generation {
  readonly tokens: readonly Token[]
  readonly timings: Timings
  readonly reason: 'stop' | 'eos' | 'length'
}

/** What there is already: segments of the whole trace that ended with a request, and segments of this run. */
interface Done {
  readonly looked: number
  readonly segments: number
}

/** Lets the model write on behind the steps of the request. Where it breaks off, what it wrote is a step, and then it throws. */
async function* writeSegment(
  request: LoopRequest,
  done: Done,
  signal: AbortSignal,
): AsyncGenerator<LoopEvent, Generation> {
  const begun = begunOf(request, done)
  const tokens: Token[] = [...(begun?.tokens ?? [])]
  let timings = zero
  let reason: Generation['reason'] = 'length'
  yield* tokens.map((token): LoopEvent => ({ type: 'token', token }))
  const over = begun && alreadyOver(begun, request)
  if (over !== undefined) return { tokens, timings, reason: over }
  try {
    for await (const event of request.model.generate(generateRequest(request, done), signal)) {
      if (event.type === 'end') ({ timings, reason } = event)
      else {
        if (event.type === 'token') tokens.push(event.token)
        yield event
      }
    }
  } catch (error) {
    // A server that breaks off in the middle: what it wrote is a step, so that a run can go on from it.
    const partial = brokeOff(error) ? unfinished(tokens, segmentContext(request, request.steps)) : []
    if (partial.length > 0) yield { type: 'steps', steps: partial }
    throw error
  }
  return { tokens, timings, reason }
}

/** Only the first segment of a run is begun. */
function begunOf({ begun }: LoopRequest, { segments }: Done): BegunSegment | undefined {
  return segments === 0 ? begun : undefined
}

/** How a segment ended that has nothing left to be written. */
function alreadyOver(
  { tokens, ends }: BegunSegment,
  { dialect, settings }: LoopRequest,
): Generation['reason'] | undefined {
  const text = textOfTokens(tokens)
  if (dialect.stop.some((stop) => text.includes(stop))) return 'stop'
  if (ends === true) return 'eos'
  return tokens.length >= settings.maxTokens ? 'length' : undefined
}

/** What the model is asked first, as it is asked in a run. */
export function firstRequest(request: LoopRequest): GenerateRequest {
  return generateRequest(request, { looked: requestsIn(request.steps), segments: 0 })
}

/** What the model is asked: the whole context up to now. */
function generateRequest(request: LoopRequest, done: Done): GenerateRequest {
  const { dialect, settings, manner, priority, drafts } = request
  const { looked, segments } = done
  const begun = begunOf(request, done)
  const { topP, topK, repetitionPenalty } = settings
  const messages = toMessages(dialect, {
    question: request.question,
    view: request.view,
    size: request.image.size,
    looks: settings.maxLooks > 0,
    plain: settings.plainQuestion === true,
    steps: request.steps,
    ...given({ manner, begun: begun?.tokens }),
  })
  return {
    messages,
    stop: dialect.stop,
    temperature: settings.temperature,
    // A different stream of random numbers per segment, the same one for the same segment.
    seed: settings.seed + looked,
    maxTokens: settings.maxTokens - (begun?.tokens.length ?? 0),
    top: request.top ?? 0,
    reuse: request.reuse ?? true,
    marks: marksOfDialect(dialect),
    ...given({ topP, topK, repetitionPenalty, priority }),
    ...given({
      drafts: drafts === undefined || drafts === false ? drafts : draftsAt(drafts, segments),
      prediction: drafts === undefined || drafts === false ? undefined : predictionAt(drafts, segments),
    }),
    ...given({ tools: manner?.crops === 'call' ? dialect.tools : undefined }),
  }
}

/** How many segments ended with a request, broken ones that the loop went on after included. */
function requestsIn(steps: readonly Step[]): number {
  return steps.filter((step, i) => {
    if (step.type === 'observation' || isReply(step)) return false
    if (step.type === 'look') return !step.flags.includes('passed-over')
    const next = steps[i + 1]
    const closed = step.appended !== undefined || step.dropped !== undefined
    return closed || next?.type === 'observation' || (next !== undefined && isReply(next))
  }).length
}

/** Whether the model failed; a person's stop and a process that died keep the open text as it is. */
function brokeOff(error: unknown): boolean {
  return error instanceof Failure && (error.code === 'model-failed' || error.code === 'disconnected')
}

/** Why the run is over after a segment; undefined when it goes on. `isCut`: it ended for want of tokens. */
function ending(
  { next, isCut }: { readonly next: Segment['next']; readonly isCut: boolean },
  looked: number,
  settings: Settings,
): EndReason | undefined {
  if (next === 'answer') return isCut ? 'limit' : 'answered'
  if (next === 'look' || next === 'on') return looked + 1 > settings.maxLooks ? 'limit' : undefined
  if (isCut) return 'limit'
  return next === 'code' ? 'code-not-run' : 'no-answer'
}

/** Whether a step is an answer with the mark that ends it: what was cut off after that is not missed. */
function isClosed(step: Step | undefined, dialect: Dialect): boolean {
  const [, mark = ''] = dialect.answer('\0').split('\0')
  return step?.type === 'answer' && mark !== '' && step.raw.includes(mark)
}

/** What is needed to cut a segment of this request into steps. */
export function segmentContext(request: LoopRequest, before: readonly Step[]): SegmentContext {
  return {
    dialect: request.dialect,
    image: request.image,
    view: request.view,
    budgets: request.model.info.budgets,
    author: { type: 'model', model: request.model.info.id },
    before,
    newId: request.newId,
    now: request.now,
  }
}
