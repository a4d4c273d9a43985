/**
 * How likely a span is with parts of the image hidden. Where a model says how likely a given text is, that is what counts; where it
 * does not, it goes on from its last crop again, and all one knows is whether it answers the same. Holds no session.
 */
import { Failure } from '../failure'
import { given } from '../given'
import { sameAnswer } from '../checks/trial'
import { draftsBehindCrop } from '../reasoning/drafts'
import { runLoop, type LoopRequest } from '../reasoning/loop'
import type { ScoredToken } from '../reasoning/model'
import type { Occlusion, StepSpan } from '../trace/evidence'
import type { Cover, ObservationStep, Step, StepId, View } from '../trace/step'
import { fullBox, type Box } from '../geometry/box'
import type { ScoreHidden } from './occlude'
import { tokensFor, upToSpan, spanWords } from './span'
import { tokensOfStretches } from './stretches'
import { messagesOf, scoreOf, type ShownSteps, type Subject } from './subject'

/** What is hidden, and where. */
export interface CoverChoice {
  readonly cover: Cover
  /** Only in what this look showed; absent: wherever the model sees that part of the image. */
  readonly look?: StepId
}

/** A way to score one span of one trace. */
export interface Scorer {
  readonly score: ScoreHidden
  readonly unit: Occlusion['unit']
  /** Tokens of the span; 0 where only answers are compared. */
  readonly tokens: number
}

/** A few more than there can be: a special token may be text that is no part of the words. */
const spareTokens = 8

/** How spans can be scored here, together. @throws Failure `bad-input` for one that is not on the trace, and what the model throws. */
export async function scorerOf(
  subject: Subject,
  { spans, ...hiding }: CoverChoice & { readonly spans: readonly StepSpan[] },
  signal: AbortSignal,
): Promise<Scorer> {
  const last = spans.at(-1)
  if (last === undefined) throw new Failure('bad-input', 'There is nothing to explain: no text was chosen.')
  const upTo = stepsUpTo(subject, last)
  if (scoreOf(subject) === undefined) return byAnswers(subject, { ...hiding, steps: upTo }, signal)
  const isMany = spans.length > 1 && subject.model.info.server !== undefined
  const together = isMany
    ? await stretchScorer(subject, { ...hiding, spans, steps: upTo }, signal)
    : undefined
  if (together !== undefined) return together
  const each: Scorer[] = []
  for (const span of spans) each.push(await spanScorer(subject, { ...hiding, span }, signal))
  return {
    unit: 'nats',
    tokens: each.reduce((sum, { tokens }) => sum + tokens, 0),
    score: async (hidden) => {
      let sum = 0
      for (const { score } of each) sum += await score(hidden)
      return sum
    },
  }
}

function stepsUpTo({ steps }: Subject, span: StepSpan): readonly Step[] {
  const upTo = upToSpan(steps, span)
  if (upTo !== undefined) return upTo
  throw new Failure('bad-input', 'What is to be explained is no longer on this branch.')
}

/** More tokens than a context has. */
const everything = Number.MAX_SAFE_INTEGER

/**
 * All spans by one question each time: a server reads the whole context anyway, and may tell of all of it. What runs here goes on from its
 * cache, and would weigh its whole vocabulary for all that lies between. Undefined where the server does not tell of all spans at once.
 */
async function stretchScorer(
  subject: Subject,
  {
    spans,
    steps,
    ...hiding
  }: CoverChoice & { readonly spans: readonly StepSpan[]; readonly steps: readonly Step[] },
  signal: AbortSignal,
): Promise<Scorer | undefined> {
  const score = scoreOf(subject)
  const { server: name = '' } = subject.model.info
  const told = async (seen: ShownSteps) => {
    const all = (await score?.({ messages: messagesOf(subject, seen), last: everything }, signal)) ?? []
    const texts = all.map((t) => t.text)
    return tokensOfStretches(texts, { steps, spans })?.map((at) => all[at] as ScoredToken)
  }
  const plain = await told({ view: subject.view, steps })
  if (plain === undefined) return undefined
  const base = sumOf(plain)
  return {
    unit: 'nats',
    tokens: plain.length,
    score: async (hidden) => {
      const seen = withHidden(subject, steps, { ...hiding, hidden })
      if (isSame(seen, subject, steps)) return base
      const found = await told(seen)
      if (found?.length === plain.length) return sumOf(found)
      throw new Failure('model-failed', `${name} no longer says how likely the text is. Try its model again.`)
    },
  }
}

/** One span: its tokens are the last of the trace up to its end. */
async function spanScorer(
  subject: Subject,
  { span, ...hiding }: CoverChoice & { readonly span: StepSpan },
  signal: AbortSignal,
): Promise<Scorer> {
  const score = scoreOf(subject)
  if (score === undefined) throw new Failure('internal', 'This model cannot say how likely a text is.')
  const steps = stepsUpTo(subject, span)
  const words = spanWords(subject.steps, span)
  const own = messagesOf(subject, { view: subject.view, steps })
  const whole = await score({ messages: own, last: words.length + spareTokens }, signal)
  const tokens = tokensFor(
    whole.map((t) => t.text),
    words.length,
  )
  if (tokens === 0) throw new Failure('bad-input', 'There is nothing to explain: the text is empty.')
  const base = sumOf(whole.slice(-tokens))
  return {
    unit: 'nats',
    tokens,
    score: async (hidden) => {
      const seen = withHidden(subject, steps, { ...hiding, hidden })
      if (isSame(seen, subject, steps)) return base
      return sumOf(await score({ messages: messagesOf(subject, seen), last: tokens }, signal))
    },
  }
}

function sumOf(scored: readonly ScoredToken[]): number {
  return scored.reduce((total, t) => total + t.logprob, 0)
}

/** Nothing that was seen by then is hidden: all is as likely as before. */
function isSame(seen: ShownSteps, { view }: Subject, steps: readonly Step[]): boolean {
  return seen.view === view && seen.steps.every((s, i) => s === steps[i])
}

type Hidden = CoverChoice & { readonly hidden: readonly Box<'image'>[] }

/** The overview and the steps as they look with parts hidden. A view that shows none of them stays the very same. */
export function withHidden(
  { view, image }: Pick<Subject, 'view' | 'image'>,
  steps: readonly Step[],
  { look, cover, hidden }: Hidden,
): ShownSteps {
  const covered = (shown: View): View => {
    const region = shown.crop ?? fullBox<'image'>(image.size)
    const boxes = hidden.filter((b) => touches(b, region))
    return boxes.length === 0 ? shown : { ...shown, hidden: { cover, boxes } }
  }
  return {
    view: look === undefined ? covered(view) : view,
    steps: steps.map((step) => {
      if (step.type !== 'observation' || (look !== undefined && step.look !== look)) return step
      const shown = covered(step.view)
      return shown === step.view ? step : { ...step, view: shown }
    }),
  }
}

function touches(a: Box<'image'>, b: Box<'image'>): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/** Goes on from the last crop: 0 as long as it answers the same as with nothing hidden, −1 where it does not. */
async function byAnswers(
  subject: Subject,
  { steps, ...hiding }: CoverChoice & { readonly steps: readonly Step[] },
  signal: AbortSignal,
): Promise<Scorer> {
  const at = steps.findLastIndex((s): s is ObservationStep => s.type === 'observation')
  const before = steps.slice(0, at + 1)
  const drafts = draftsBehindCrop(subject.steps, at, [])
  const answer = async (hidden: readonly Box<'image'>[]) => {
    const shown = { ...subject, ...withHidden(subject, before, { ...hiding, hidden }) }
    return continuationOf(await writtenFrom(shown, drafts, signal))
  }
  const plain = (await answer([])).answer
  if (plain === undefined)
    throw new Failure('bad-input', 'The model no longer gives an answer here, so there is none to explain.')
  return {
    unit: 'answers',
    tokens: 0,
    score: async (hidden) =>
      hidden.length === 0 || sameAnswer((await answer(hidden)).answer, plain) ? 0 : -1,
  }
}

/** What a model comes to from these steps on. */
export interface Continuation {
  readonly answer?: string
  /** How often it looked again. */
  readonly looks: number
}

/** What the model writes from the subject's steps on, keeping nothing. `drafts`: what it may write, see {@link draftsBehindCrop}. */
export async function writtenFrom(
  subject: Subject,
  drafts: NonNullable<LoopRequest['drafts']>,
  signal: AbortSignal,
): Promise<readonly Step[]> {
  let last = 0
  const made: Step[] = []
  const own = { newId: () => `made-${++last}`, now: () => 0, priority: 'batch' as const }
  for await (const event of runLoop({ ...subject, ...own, drafts }, signal))
    if (event.type === 'steps') made.push(...event.steps)
  return made
}

/** What it comes to. */
export function continuationOf(made: readonly Step[]): Continuation {
  const answer = made.findLast((s) => s.type === 'answer')?.text
  const looks = made.filter((s) => s.type === 'look').length
  return { ...given({ answer }), looks }
}
