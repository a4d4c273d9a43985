/** A finished segment of model text, cut into steps. Pure: ids and time are given. */
import type { Budgets, Dialect } from '../dialects/dialect'
import type { Size } from '../geometry/box'
import { sameBox } from '../geometry/box'
import { unreachable } from '../result'
import type {
  Author,
  ImageId,
  LookFlag,
  LookStep,
  Step,
  ThoughtStep,
  Timings,
  Token,
  View,
} from '../trace/step'

export interface SegmentContext {
  readonly dialect: Dialect
  readonly image: { readonly id: ImageId; readonly size: Size }
  readonly view: View
  readonly budgets: Budgets
  readonly author: Author
  /** Looks made before, to tell a repetition. */
  readonly before: readonly Step[]
  readonly newId: () => string
  readonly now: () => number
}

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
  const text = tokens.map((t) => t.text).join('')
  const reading = context.dialect.read(text)
  switch (reading.type) {
    case 'none':
      return { steps: thought(tokens, context, timings), next: 'none' }
    case 'malformed':
      return { steps: thought(tokens, context, timings), next: 'malformed' }
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
      const look = lookStep(tail, reading, context, head.length > 0 ? undefined : timings)
      const seen = observe(look, context)
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

/** The crop a look is given: one observation, or none where no pixel is left of the region. */
export function observe(look: LookStep, context: SegmentContext): readonly Step[] {
  if (look.flags.includes('invalid')) return []
  const view = context.dialect.crop(context.image.id, look.region, context.image.size, context.budgets)
  if (view === undefined) return []
  return [
    {
      id: context.newId(),
      author: look.author,
      at: context.now(),
      raw: '',
      type: 'observation',
      look: look.id,
      view,
    },
  ]
}

function lookStep(
  tokens: readonly Token[],
  reading: { readonly numbers: readonly number[]; readonly several: boolean },
  context: SegmentContext,
  timings: Timings | undefined,
): LookStep {
  const base = common(tokens, context, timings)
  const appended = context.dialect.afterLook(base.raw)
  const { region, flags } = context.dialect.region(reading.numbers, context.image.size, context.view.size)
  const crop = context.dialect.crop(context.image.id, region, context.image.size, context.budgets)
  if (crop === undefined && !flags.includes('invalid')) flags.push('invalid')
  const repeated = context.before.some((s) => s.type === 'look' && sameBox(s.region, region))
  const all: LookFlag[] = [
    ...flags,
    ...(reading.several ? ['several-boxes' as const] : []),
    ...(repeated ? ['repeated' as const] : []),
  ]
  const request = { numbers: reading.numbers, frame: context.view.size }
  return {
    ...base,
    raw: base.raw + appended,
    ...(appended === '' ? {} : { appended }),
    type: 'look',
    request,
    region,
    flags: all,
  }
}

function thought(
  tokens: readonly Token[],
  context: SegmentContext,
  timings: Timings,
): readonly ThoughtStep[] {
  if (tokens.length === 0) return []
  const base = common(tokens, context, timings)
  return [{ ...base, type: 'thought', text: context.dialect.plain(base.raw) }]
}

function common(tokens: readonly Token[], context: SegmentContext, timings: Timings | undefined) {
  return {
    id: context.newId(),
    author: context.author,
    at: context.now(),
    raw: tokens.map((t) => t.text).join(''),
    tokens,
    ...(timings === undefined ? {} : { timings }),
  }
}

/** The tokens before and from the one that holds character `offset`. */
function splitTokens(tokens: readonly Token[], offset: number): [readonly Token[], readonly Token[]] {
  let end = 0
  const at = tokens.findIndex((t) => {
    end += t.text.length
    return end > offset
  })
  return at < 0 ? [tokens, []] : [tokens.slice(0, at), tokens.slice(at)]
}
