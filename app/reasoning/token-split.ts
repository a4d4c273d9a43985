/** Generated tokens cut at characters of their text. Knows no step. */
import type { Token } from '../trace/step'

/** Characters of their texts. */
export function lengthOf(tokens: readonly Token[]): number {
  return tokens.reduce((sum, t) => sum + t.text.length, 0)
}

/** The tokens that reach up to character `offset`, whole, and the rest. */
export function splitAfter(tokens: readonly Token[], offset: number): [readonly Token[], readonly Token[]] {
  if (offset <= 0) return [[], tokens]
  let end = 0
  const at = tokens.findIndex((t) => {
    end += t.text.length
    return end >= offset
  })
  return at < 0 ? [tokens, []] : [tokens.slice(0, at + 1), tokens.slice(at + 1)]
}

/** The tokens before and from the one that holds character `offset`. */
export function splitTokens(tokens: readonly Token[], offset: number): [readonly Token[], readonly Token[]] {
  let end = 0
  const at = tokens.findIndex((t) => {
    end += t.text.length
    return end > offset
  })
  return at < 0 ? [tokens, []] : [tokens.slice(0, at), tokens.slice(at)]
}
