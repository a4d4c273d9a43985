/** A finished segment of model text, cut into steps. Pure: ids and time are given. */
import { kindOfSpan, lastSpans } from '../dialects/spans'
import { unreachable } from '../result'
import type { Step, ThoughtStep, Timings, Token } from '../trace/step'
import { common, lookStep, observation, type SegmentContext } from './look'
import { lengthOf, splitAfter, splitTokens } from './token-split'

export { observe, type SegmentContext } from './look'

/** Steps of one segment, and whether the run goes on after them. */
export interface Segment {
  readonly steps: readonly Step[]
  readonly next: 'look' | 'answer' | 'malformed' | 'none'
}

/**
 * Thought, then look (with its observation) or answer. Where tokens are known, steps begin at token boundaries, so that
 * the tokens of a step always make up its raw text.
 */
export function readSegment(tokens: readonly Token[], timings: Timings, context: SegmentContext): Segment {
  if (context.dialect.shows === 'none') return readNamed(tokens, timings, context)
  const text = tokens.map((t) => t.text).join('')
  const reading = context.dialect.read(text)
  switch (reading.type) {
    case 'none':
      return { steps: thought(tokens, context, timings), next: 'none' }
    case 'malformed': {
      const [head, tail] = splitTokens(tokens, reading.start)
      const kind = { type: 'unread', message: reading.message } as const
      const unread = thought(tail, context, head.length > 0 ? undefined : timings)
      return {
        steps: [...thought(head, context, timings), ...unread.map((step) => ({ ...step, kind }))],
        next: 'malformed',
      }
    }
    case 'answer': {
      const [head, tail] = splitTokens(tokens, reading.start)
      const answer: Step = {
        ...common(tail, context, head.length > 0 ? undefined : timings),
        type: 'answer',
        text: reading.text,
      }
      return { steps: [...thought(head, context, timings), answer], next: 'answer' }
    }
    case 'look': {
      const [head, tail] = splitTokens(tokens, reading.start)
      const own = head.length > 0 ? undefined : timings
      const { look, view } = lookStep(tail, reading, context, own)
      const seen = view === undefined ? [] : [observation(look, view, context)]
      return { steps: [...thought(head, context, timings), look, ...seen], next: 'look' }
    }
    default:
      return unreachable(reading)
  }
}

/** What was written before the model broke off: one thought as it stands, to be continued, whatever it was going to be. */
export function unfinished(tokens: readonly Token[], context: SegmentContext): readonly Step[] {
  if (tokens.length === 0) return []
  const base = common(tokens, context, undefined)
  return [{ ...base, type: 'thought', text: context.dialect.plain(base.raw) }]
}

/** A whole reply in a language that only names regions: thoughts, looks and the answer as they come. */
function readNamed(tokens: readonly Token[], timings: Timings, context: SegmentContext): Segment {
  const { dialect } = context
  const spans = lastSpans(dialect, tokens.map((t) => t.text).join(''))
  const steps: Step[] = []
  const own = () => (steps.length === 0 ? timings : undefined)
  let rest = tokens
  let carried: readonly Token[] = []
  let at = 0
  const think = (piece: readonly Token[]) => {
    const raw = [...carried, ...piece].map((t) => t.text).join('')
    if (dialect.plain(raw) === '') carried = [...carried, ...piece]
    else {
      steps.push({
        ...common([...carried, ...piece], context, own()),
        type: 'thought',
        text: dialect.plain(raw),
      })
      carried = []
    }
  }
  for (const span of spans) {
    const [head, tail] = splitTokens(rest, span.start - at)
    at += lengthOf(head)
    think(head)
    const [mine, after] = splitAfter(tail, span.end - at)
    at += lengthOf(mine)
    rest = after
    const piece = [...carried, ...mine]
    carried = []
    if (span.type === 'look')
      steps.push(lookStep(piece, span, { ...context, before: [...context.before, ...steps] }, own()).look)
    else if (span.type === 'answer')
      steps.push({ ...common(piece, context, own()), type: 'answer', text: span.text })
    else {
      const base = common(piece, context, own())
      steps.push({ ...base, type: 'thought', text: base.raw.trim(), kind: kindOfSpan(span) })
    }
  }
  think(rest)
  // Blanks and brackets at the very end are no step of their own, but were generated: they stay with the last one.
  const last = steps.at(-1)
  if (carried.length > 0 && last !== undefined) {
    const all = [...(last.tokens ?? []), ...carried]
    steps[steps.length - 1] = { ...last, tokens: all, raw: all.map((t) => t.text).join('') }
  }
  return { steps, next: spans.some((s) => s.type === 'answer') ? 'answer' : 'none' }
}

function thought(
  tokens: readonly Token[],
  context: SegmentContext,
  timings: Timings | undefined,
): readonly ThoughtStep[] {
  if (tokens.length === 0) return []
  const base = common(tokens, context, timings)
  return [{ ...base, type: 'thought', text: context.dialect.plain(base.raw) }]
}
