/** A finished segment of model text as steps, and what the loop does next. Pure: ids and time are given. */
import type { Dialect, Past } from '../dialects/dialect'
import { readGeneration, type ReadText } from '../reading/spans'
import type { CutText, StepsContext } from '../reading/context'
import { StepWriter } from '../reading/steps'
import { createTokenCutter } from '../reading/token-cut'
import type { LookStep, Step, Timings, Token, View } from '../trace/step'

/** What is needed to make steps of a run. */
export interface SegmentContext extends StepsContext {
  /** Steps made before: repetitions are told by them, nested looks count in their crops. */
  readonly before: readonly Step[]
}

/** Steps of one segment, and whether the run goes on after them. */
export interface Segment {
  readonly steps: readonly Step[]
  readonly next: 'look' | 'answer' | 'malformed' | 'code' | 'none'
}

/** What a model generated. `ended`: it ended by itself, not for want of tokens. */
export interface Generated {
  readonly tokens: readonly Token[]
  readonly timings: Timings
  readonly ended: boolean
}

/**
 * Thoughts, looks (those that are answered, with their observation), the answer. The tokens of a step always make up its raw
 * text: one that reaches over the end of a step is cut in two.
 */
export function readSegment({ tokens, timings, ended }: Generated, context: SegmentContext): Segment {
  const { dialect } = context
  const text = withoutOvershoot(textOf(tokens), dialect)
  const writer = new StepWriter(context, { steps: context.before, ...pastOf(context.before) })
  const read = readGeneration(dialect, text, { ended, context: writer.turnContext() })
  const looks = writer.turn(generatedText(tokens, text, timings), [read])
  const steps = writer.end().map((step) => (isIn(looks, step) ? withAppended(step, dialect) : step))
  return { steps, next: nextOf(read) }
}

/** What was written before the model broke off: one thought as it stands, to be continued, whatever it was going to be. */
export function unfinished(tokens: readonly Token[], context: SegmentContext): readonly Step[] {
  const raw = textOf(tokens)
  if (tokens.length === 0) return []
  const writer = new StepWriter(context)
  writer.thought({ raw, tokens }, context.dialect.plain(raw))
  return writer.steps
}

/** The crop a look is given that a person drew. */
export function observed(look: LookStep, view: View, context: SegmentContext): Step {
  return new StepWriter(context).observe(look, view)
}

function nextOf({ text, spans, answered }: ReadText): Segment['next'] {
  if (spans.some((s) => s.type === 'answer')) return 'answer'
  if (answered.size > 0) return 'look'
  // A turn that ends with code waits for what the code does.
  const last = spans.at(-1)
  if (last?.type === 'code' && text.slice(last.end).trim() === '') return 'code'
  return spans.some((s) => s.type === 'malformed') ? 'malformed' : 'none'
}

/** Texts of earlier segments by the step each ended with: the same objects every time, as `Past` asks for. */
const pasts = new WeakMap<Step, Past>()

/** What the model wrote before, segment by segment: each ended with a crop. */
function pastOf(steps: readonly Step[]): { readonly past?: Past } {
  let past: Past | undefined
  let text = ''
  for (const step of steps) {
    if (step.type !== 'observation') {
      text += step.appended === undefined ? step.raw : step.raw.slice(0, -step.appended.length)
      continue
    }
    const known: Past = pasts.get(step) ?? { text, ...(past === undefined ? {} : { past }) }
    pasts.set(step, known)
    past = known
    text = ''
  }
  // Of a trace from a file nothing may have been shown that has a place on the image.
  if (text !== '') past = { text, ...(past === undefined ? {} : { past }) }
  return past === undefined ? {} : { past }
}

function generatedText(tokens: readonly Token[], text: string, timings: Timings): CutText {
  const cutter = createTokenCutter(tokens)
  let at = 0
  const upTo = (end: number) => {
    const raw = text.slice(at, end)
    at = end
    return { raw, tokens: cutter.upTo(end) }
  }
  return { text, at: () => at, upTo, timings }
}

/**
 * Where crops come back inside the turn, the model goes on after its crop: what a last token holds beyond the stop text (other
 * than blanks) would stand before it. Upstream never has it.
 */
function withoutOvershoot(text: string, { handBack, stop }: Dialect): string {
  if (handBack !== 'inside') return text
  const ends = stop.flatMap((s) => (text.includes(s) ? [text.indexOf(s) + s.length] : []))
  if (ends.length === 0) return text
  const end = Math.min(...ends)
  return text.slice(0, end) + (/^\s+/.exec(text.slice(end))?.[0] ?? '')
}

function isIn(looks: readonly LookStep[], step: Step): step is LookStep {
  return looks.some((look) => look.id === step.id)
}

function withAppended(look: LookStep, { afterLook = '' }: Dialect): LookStep {
  if (afterLook === '' || look.raw.endsWith(afterLook)) return look
  return { ...look, raw: look.raw + afterLook, appended: afterLook }
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map((t) => t.text).join('')
}
