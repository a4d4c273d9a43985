/** Where the numbers of a request stand among its tokens. Pure; knows no family: numbers are found by what they are worth. */
import type { LookStep, RawExtent, Token } from '../trace/step'

/** A token as far as it belongs to a number. */
export interface NumberToken {
  /** Its place among the tokens of the step. */
  readonly at: number
  readonly token: Token
  /** What it has before the number begins, the part of the number, and what it has behind its end. */
  readonly before: string
  readonly part: string
  readonly after: string
}

/** A number of a request with the tokens that it is written with. */
export interface WrittenNumber {
  readonly value: number
  readonly text: string
  readonly tokens: readonly NumberToken[]
}

const literal = /-?\d+(?:\.\d+)?|-?\.\d+/g

/** The numbers of a request, in its order; undefined where they are not found in what was written, or its tokens are not known. */
export function writtenNumbers(look: LookStep): readonly WrittenNumber[] | undefined {
  const { request, raw, tokens, appended = '' } = look
  // What stands in code may be a name, a sum, or two edges at once.
  if (tokens === undefined || request.code === true || request.numbers.length === 0) return undefined
  const own = raw.slice(0, raw.length - appended.length)
  const places = placesOf(request.numbers, own)
  if (places === undefined) return undefined
  const numbers = places.map((place, i): WrittenNumber => {
    const value = request.numbers[i] as number
    return { value, text: own.slice(place.start, place.end), tokens: tokensIn(tokens, place) }
  })
  return numbers.every((n) => n.tokens.map((t) => t.part).join('') === n.text) ? numbers : undefined
}

/** The last row of numbers that are worth these, one after the other. */
function placesOf(numbers: readonly number[], text: string): readonly RawExtent[] | undefined {
  const found = [...text.matchAll(literal)].map((m) => ({
    start: m.index,
    end: m.index + m[0].length,
    value: Number(m[0]),
  }))
  for (let from = found.length - numbers.length; from >= 0; from--)
    if (numbers.every((n, i) => found[from + i]?.value === n)) return found.slice(from, from + numbers.length)
  return undefined
}

function tokensIn(tokens: readonly Token[], { start, end }: RawExtent): readonly NumberToken[] {
  const found: NumberToken[] = []
  let from = 0
  for (const [at, token] of tokens.entries()) {
    const to = from + token.text.length
    if (to > start && from < end && token.text !== '') {
      const [first, last] = [Math.max(0, start - from), Math.min(token.text.length, end - from)]
      const { text } = token
      found.push({
        at,
        token,
        before: text.slice(0, first),
        part: text.slice(first, last),
        after: text.slice(last),
      })
    }
    if (to >= end) break
    from = to
  }
  return found
}
