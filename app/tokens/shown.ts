/** The tokens of a part of a step's text, for showing: never what stands around it. Pure. */
import type { RawExtent, Step, Token } from '../trace/step'

/** A token as far as it lies in the part. */
export interface ShownToken {
  /** Its place among the tokens of the step. */
  readonly at: number
  readonly token: Token
  readonly text: string
}

/** The words of a step within its `raw`, without marks: of a look, its request. Undefined where its words are not in there. */
export function wordsExtent(step: Step): RawExtent | undefined {
  if (step.type === 'observation') return undefined
  const { raw, appended = '' } = step
  const end = raw.length - appended.length
  if (step.type === 'look') {
    const start = raw.search(/\S/)
    return start < 0 || start >= end ? undefined : { start, end: raw.slice(0, end).trimEnd().length }
  }
  const start = raw.indexOf(step.text)
  return start < 0 || step.text === '' ? undefined : { start, end: Math.min(end, start + step.text.length) }
}

/** The tokens of a part; what lies outside of it is cut away. Undefined where the step has no tokens that make up its text. */
export function tokensWithin(step: Step, { start, end }: RawExtent): readonly ShownToken[] | undefined {
  const { tokens, raw, appended = '' } = step
  if (tokens === undefined || tokens.map((t) => t.text).join('') + appended !== raw) return undefined
  const shown: ShownToken[] = []
  let from = 0
  for (const [at, token] of tokens.entries()) {
    const to = from + token.text.length
    const text = token.text.slice(Math.max(0, start - from), Math.max(0, end - from))
    if (to > start && from < end && text !== '') shown.push({ at, token, text })
    from = to
    if (from >= end) break
  }
  return shown
}

/** Whether probabilities are there to be shown. */
export function haveProbabilities(tokens: readonly Token[] | undefined): boolean {
  return tokens?.some((t) => t.logprob !== undefined) === true
}
