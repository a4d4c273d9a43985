/**
 * Where stretches of a trace stand among the tokens of its whole context, by what they say: so that one question tells how likely all of
 * them are. Pure: knows no model.
 */
import type { StepSpan } from '../trace/evidence'
import type { Step } from '../trace/step'

/**
 * The places of all tokens of the spans, in order; `texts`: what each token of the context says, which ends with the last span. Every step
 * that a model or a person wrote between them has to be found, too, so that no stretch is taken for the same words elsewhere. Blanks at the
 * ends of a stretch do not count: they may be one token with what stands beside them. Undefined where something is not told as it stands.
 */
export function tokensOfStretches(
  texts: readonly string[],
  { steps, spans }: { readonly steps: readonly Step[]; readonly spans: readonly StepSpan[] },
): readonly number[] | undefined {
  const whole = texts.join('')
  const reaches: Reach[] = []
  let before = whole.length
  let left = spans.length
  for (const step of steps.toReversed()) {
    if (left === 0) break
    const raw = step.type === 'observation' || step.author.type === 'tool' ? '' : step.raw.trim()
    const own = spans.filter((s) => s.step === step.id)
    left -= own.length
    if (raw === '' && own.length === 0) continue
    const at = raw === '' || raw.length > before ? -1 : whole.lastIndexOf(raw, before - raw.length)
    if (at < 0) return undefined
    const lead = step.raw.length - step.raw.trimStart().length
    reaches.push(...own.map((span) => withoutBlanks(step.raw, span, at - lead)))
    before = at
  }
  return left > 0 ? undefined : placesIn(texts, reaches)
}

/** Characters of the context. */
interface Reach {
  readonly start: number
  readonly end: number
}

function withoutBlanks(raw: string, { start, end }: StepSpan, shift: number): Reach {
  const words = raw.slice(start, end)
  const first = start + words.length - words.trimStart().length
  return { start: shift + first, end: shift + start + words.trimEnd().length }
}

function placesIn(texts: readonly string[], reaches: readonly Reach[]): readonly number[] {
  const places: number[] = []
  let from = 0
  for (const [i, { length }] of texts.entries()) {
    const to = from + length
    if (reaches.some((r) => to > r.start && from < r.end)) places.push(i)
    from = to
  }
  return places
}
