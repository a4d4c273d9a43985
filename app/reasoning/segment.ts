/** A finished segment of model text as steps, and what the loop does next. Pure: ids and time are given. */
import type { Dialect, SegmentEdge, WrittenSegment, LookSpan, PastTurns } from '../dialects/dialect'
import { ownModeOf } from '../reading/place'
import { readGeneration, type ReadText } from '../reading/spans'
import { generatedText, type StepsContext } from '../reading/context'
import { StepWriter } from '../reading/steps'
import { textOfTokens } from '../reading/token-cut'
import type { LookStep, Step, Timings, Token, View } from '../trace/step'
import { given } from '../given'

/** What is needed to make steps of a run. */
export interface SegmentContext extends StepsContext {
  /** Steps made before: repetitions are told by them, nested looks count in their crops. */
  readonly before: readonly Step[]
}

/** Steps of one segment, and whether the run goes on after them. */
export interface Segment {
  readonly steps: readonly Step[]
  readonly next: 'look' | 'answer' | 'malformed' | 'code' | 'on' | 'none'
}

/**
 * What a model generated. `ended`: it ended by itself, not for want of tokens. `reason`: how, where a loop goes on from there; then
 * the family's own loop decides what comes of it.
 */
export interface GeneratedText {
  readonly tokens: readonly Token[]
  readonly timings: Timings
  readonly ended: boolean
  readonly reason?: WrittenSegment['reason']
}

/**
 * Thoughts, looks (those that are answered, with their observation), the answer. The tokens of a step always make up its raw
 * text: one that reaches over the end of a step is cut in two.
 */
export function readSegment(generated: GeneratedText, context: SegmentContext): Segment {
  const { tokens, ended, reason } = generated
  const { dialect } = context
  if (dialect.edge !== undefined && reason !== undefined) {
    const before = contextOf(context)
    const edge = dialect.edge({ text: textOfTokens(tokens), reason, ...before })
    return leftBy(edge, generated, context)
  }
  const text = withoutOvershoot(textOfTokens(tokens), dialect)
  const writer = new StepWriter(context, { steps: context.before, ...pastOf(context.before) })
  const read = readGeneration(dialect, text, { ended, context: writer.turnContext() })
  const looks = writer.turn(generatedText(generated, text), [read])
  const steps = writer.end().map((step) => (isIn(looks, step) ? withAppended(step, dialect) : step))
  return { steps, next: nextOf(read) }
}

/** What a loop's edge is told of the run so far. */
function contextOf(context: SegmentContext): Omit<WrittenSegment, 'text' | 'reason'> {
  const { before, image, view, budgets, dialect } = context
  const crops = before.flatMap((s) => (s.type === 'observation' ? [s.view] : []))
  const file = ownModeOf(image, dialect)
  return { size: image.size, views: [view, ...crops], budgets, ...given({ file }) }
}

/** A segment as the family's own loop leaves it: its end rewritten, followed by what comes back. */
function leftBy(
  edge: SegmentEdge,
  { tokens, timings, ended }: GeneratedText,
  context: SegmentContext,
): Segment {
  const { dialect } = context
  const written = textOfTokens(tokens)
  const { text = written, added = '', next } = edge
  const whole = text + added
  const kept = commonLength(written, whole)
  const writer = new StepWriter(context, { steps: context.before, ...pastOf(context.before) })
  const cut = generatedText({ tokens, timings }, whole, kept)
  const read = readGeneration(dialect, text, { ended, context: writer.turnContext() })
  const shows = next.type === 'crop' || read.spans.some((s) => s.type === 'answer')
  writer.turn(cut, [shows ? read : { ...read, answered: new Set<LookSpan>() }])
  if (writer.steps.length === 0) writer.thought({ raw: '', tokens: [] }, '')
  const [appended, dropped] = [whole.slice(kept), written.slice(kept)]
  writer.close(cut.upTo(whole.length), {
    // Where it goes on at once, the step itself says that it was closed.
    ...(appended === '' && next.type !== 'on' ? {} : { appended }),
    ...(dropped === '' ? {} : { dropped }),
  })
  if (next.type === 'view') writer.showAgain(next.view)
  if (next.type === 'say') writer.reply(next.text)
  const came = nextOf(read)
  if (next.type === 'crop') return { steps: writer.end(), next: came }
  return { steps: writer.end(), next: next.type !== 'end' ? 'on' : came === 'look' ? 'none' : came }
}

/** How far two texts are the same. */
function commonLength(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return at
}

/** What was written before the model broke off: one thought as it stands, to be continued, whatever it was going to be. */
export function unfinished(tokens: readonly Token[], context: SegmentContext): readonly Step[] {
  const raw = textOfTokens(tokens)
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
const pasts = new WeakMap<Step, PastTurns>()

/** What the model wrote before, segment by segment: each ended with a crop. */
function pastOf(steps: readonly Step[]): { readonly past?: PastTurns } {
  let past: PastTurns | undefined
  let text = ''
  for (const step of steps) {
    if (step.type !== 'observation') {
      text += step.raw.slice(0, step.raw.length - (step.appended ?? '').length)
      continue
    }
    const known: PastTurns = pasts.get(step) ?? { text, ...given({ past }) }
    pasts.set(step, known)
    past = known
    text = ''
  }
  // Of a trace from a file nothing may have been shown that has a place on the image.
  if (text !== '') past = { text, ...given({ past }) }
  return given({ past })
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
