/**
 * What of a trace is explained: a stretch of what the model wrote, and the trace up to its end. An answer is mostly said twice: once in
 * the thought behind a crop, where it is read, and once more as the answer, where it is copied. Only the first hangs on pixels, so that
 * is where an answer is scored. Pure.
 */
import { createTokenCutter } from '../reading/token-cut'
import type { StepSpan } from '../trace/evidence'
import type { Step } from '../trace/step'

/**
 * What an answer hangs on: where it is first written behind the last crop, else where it is given. Where there are several crops the
 * answer may be worked out of what was read before: then all that was said about the crops counts, too, but no request for a region.
 * Behind the first of several crops the answer may stand only as the name of what is looked at next. Empty where nothing was answered.
 */
export function answerSpans(steps: readonly Step[]): readonly StepSpan[] {
  const crops = steps.flatMap((s, i) => (s.type === 'observation' ? [i] : []))
  const own = answerSpan(steps, crops.at(-1) ?? -1)
  if (own === undefined) return []
  if (crops.length < 2) return [own]
  const at = steps.findIndex((s) => s.id === own.step)
  const said = steps.slice((crops[0] ?? 0) + 1, at).flatMap((s): StepSpan[] => {
    const isSaid = s.type === 'thought' && s.author.type !== 'tool' && s.raw.trim() !== ''
    return isSaid ? [{ step: s.id, start: 0, end: s.raw.length }] : []
  })
  // What leads to it in its own step belongs to it.
  return [...said, { ...own, start: 0 }]
}

function answerSpan(steps: readonly Step[], behind: number): StepSpan | undefined {
  const text = steps.findLast((s) => s.type === 'answer')?.text.trim() ?? ''
  if (text === '') return undefined
  for (const step of steps.slice(behind + 1)) {
    // A request for a region is numbers: an answer of one digit would be found in it.
    if (step.type === 'observation' || step.type === 'look' || step.author.type === 'tool') continue
    const start = placeOf(step.raw, text)
    if (start >= 0) return { step: step.id, start, end: start + text.length }
  }
  return undefined
}

/** The first place of a text that does not stand inside a word or number; −1: none. */
function placeOf(raw: string, text: string): number {
  for (let at = raw.indexOf(text); at >= 0; at = raw.indexOf(text, at + 1)) {
    const [before, after] = [raw.slice(0, at), raw.slice(at + text.length)]
    const inside = (/[\p{L}\p{N}]$/u.test(before) || /\d[.,]$/.test(before)) && /^[\p{L}\p{N}]/u.test(text)
    const goesOn = (/^[\p{L}\p{N}]/u.test(after) || /^[.,]\d/.test(after)) && /[\p{L}\p{N}]$/u.test(text)
    if (!inside && !goesOn) return at
  }
  return -1
}

/** The trace up to the end of a span; the rest is as if it were never written. Undefined: the step is not there. */
export function upToSpan(steps: readonly Step[], { step: id, end }: StepSpan): readonly Step[] | undefined {
  const at = steps.findIndex((s) => s.id === id)
  const step = steps[at]
  if (step === undefined || step.type === 'observation') return undefined
  const { appended: _appended, dropped: _dropped, tokens, ...rest } = step
  const raw = step.raw.slice(0, end)
  // A token that reaches over the end belongs to it whole.
  const kept = tokens !== undefined && addsUp(step) ? tokensOver(tokens, end) : undefined
  const cut = kept === undefined ? { raw } : { raw: kept.map((t) => t.text).join(''), tokens: kept }
  return [...steps.slice(0, at), { ...rest, ...cut } as Step]
}

/** Text that was changed by someone counts as it stands, without its tokens. */
function addsUp({ raw, tokens = [], appended = '' }: Step): boolean {
  return tokens.map((t) => t.text).join('') + appended === raw
}

function tokensOver(tokens: NonNullable<Step['tokens']>, end: number) {
  const count = createTokenCutter(tokens).upTo(end).length
  return tokens.slice(0, count)
}

/** The tokens [from, to) of a step that a span reaches; undefined where its text is not made of tokens that are known. */
export function tokensOfSpan(step: Step, { start, end }: StepSpan): Tokens | undefined {
  const { tokens } = step
  if (tokens === undefined || !addsUp(step)) return undefined
  let [at, from, to] = [0, -1, -1]
  for (const [i, { text }] of tokens.entries()) {
    const next = at + text.length
    if (next > start && at < end) {
      if (from < 0) from = i
      to = i + 1
    }
    at = next
  }
  return from < 0 ? undefined : { from, to }
}

/** Tokens [from, to) of a step. */
export interface Tokens {
  readonly from: number
  readonly to: number
}

/** What some tokens of a step say; undefined where its text is not made of them. */
export function spanOfTokens(step: Step, { from, to }: Tokens): StepSpan | undefined {
  const { tokens, id } = step
  if (tokens === undefined || !addsUp(step) || from >= to) return undefined
  const length = (upTo: number) => tokens.slice(0, upTo).reduce((sum, { text }) => sum + text.length, 0)
  return { step: id, start: length(from), end: length(to) }
}

/** What spans say, for people. */
export function wordsOfSpans(steps: readonly Step[], spans: readonly StepSpan[]): string {
  return spans.map((span) => spanWords(steps, span).trim()).join(' … ')
}

/** What is scored of a span: its words, so that they can be found among the last tokens of a context. */
export function spanWords(steps: readonly Step[], { step: id, start, end }: StepSpan): string {
  return steps.find((s) => s.id === id)?.raw.slice(start, end) ?? ''
}

/** How many of the last tokens make up at least so many characters. */
export function tokensFor(texts: readonly string[], characters: number): number {
  let [count, length] = [0, 0]
  while (count < texts.length && length < characters) length += texts[texts.length - ++count]?.length ?? 0
  return count
}
