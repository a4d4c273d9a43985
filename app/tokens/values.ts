/**
 * How likely each value of a number was: the alternatives of the tokens it is written with, joined. Where another digit stood at a place,
 * what would have followed was never computed: such a value is a span, of as many digits. Pure.
 */
import type { Distribution, ShareOfValue } from '../trace/odds'
import type { Alternative } from '../trace/step'
import type { NumberToken, WrittenNumber } from './numbers'

/** The distribution of a number; undefined where one of its tokens has no probability. */
export function distributionOf({ value, text, tokens }: WrittenNumber): Distribution | undefined {
  let reached = 1
  let done = ''
  const others: ShareOfValue[] = []
  for (const numberToken of tokens) {
    const { logprob, cut } = numberToken.token
    // Of half a token no probability is known.
    if (logprob === undefined || cut !== undefined) return undefined
    const rest = text.slice(done.length + numberToken.part.length)
    for (const alternative of numberToken.token.top ?? []) {
      const span = spanOf(numberToken, alternative, { done, rest })
      if (span === undefined) continue
      const probability = reached * Math.exp(alternative.logprob)
      others.push({ ...span, probability, by: { at: numberToken.at, alternative } })
    }
    reached *= Math.exp(logprob)
    done += numberToken.part
  }
  const values = merged([{ low: value, high: value, probability: reached }, ...others])
  const known = values.reduce((sum, v) => sum + v.probability, 0)
  const open = tokens.some(({ token }) => (token.top?.length ?? 0) > 1)
  return { written: value, probability: reached, values, rest: Math.max(0, 1 - known), open }
}

/** What the number would be worth; undefined for what stands there, and for what is no number there. */
function spanOf(
  { token, before, part, after }: NumberToken,
  { text, id, ends: isEnd }: Alternative,
  { done, rest }: { readonly done: string; readonly rest: string },
): Pick<ShareOfValue, 'low' | 'high'> | undefined {
  if (isEnd === true || text === token.text || (id !== undefined && id === token.id)) return undefined
  const found = /^([^\d.-]*)(-?[\d.]*)([^]*)$/.exec(text)
  const [, lead = '', digits = '', tail = ''] = found ?? []
  if (!/\d/.test(digits)) {
    // The number is over before this token.
    const isOver = digits === '' && before === '' && done !== '' && /^[,\])}>\s]/.test(text)
    return isOver ? whole(done) : undefined
  }
  // A number that begins otherwise than this one is not this number.
  if (lead.trim() !== before.trim() || (done !== '' && (lead !== '' || digits.startsWith('-'))))
    return undefined
  if (tail !== '' || rest === '') {
    // What closes the number is another token, or the same as here.
    if (tail !== '' && after !== '' && tail.trim() !== after.trim()) return undefined
    return whole(done + digits)
  }
  // As many digits as were written: the rest of this token's own, and those of the tokens behind it.
  const missing = `${part.slice(digits.length)}${rest}`
  const ends = ['0', '9'].map((digit) => Number(done + digits + missing.replace(/\d/g, digit)))
  return ends.every(Number.isFinite) ? { low: Math.min(...ends), high: Math.max(...ends) } : undefined
}

function whole(text: string): Pick<ShareOfValue, 'low' | 'high'> | undefined {
  const value = Number(text)
  return text === '' || !Number.isFinite(value) ? undefined : { low: value, high: value }
}

/** The same value in two ways (` 12`, `12`) is one; what was written stays what was written. The likeliest first. */
function merged(values: readonly ShareOfValue[]): readonly ShareOfValue[] {
  const by = new Map<string, ShareOfValue>()
  for (const value of values) {
    const key = `${value.low} ${value.high}`
    const before = by.get(key)
    by.set(
      key,
      before === undefined ? value : { ...before, probability: before.probability + value.probability },
    )
  }
  return [...by.values()].sort((a, b) => b.probability - a.probability)
}
