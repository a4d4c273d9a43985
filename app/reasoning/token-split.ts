/** Generated tokens cut at characters of their text. Knows no step. */
import type { Token } from '../trace/step'

/** Characters of their texts. */
export function lengthOf(tokens: readonly Token[]): number {
  return tokens.reduce((sum, t) => sum + t.text.length, 0)
}

/**
 * A piece of text as a server sent it, without saying which tokens it is: any number of them, cut anywhere. Servers send
 * whole sentences at once when they, or a proxy, gather what was written.
 */
function isLoose({ id, logprob }: Token): boolean {
  return id < 0 && logprob === undefined
}

/** The tokens that reach up to character `offset`, whole, and the rest. */
export function splitAfter(tokens: readonly Token[], offset: number): [readonly Token[], readonly Token[]] {
  if (offset <= 0) return [[], tokens]
  const { at, start } = tokenAt(tokens, (end) => end >= offset)
  const token = tokens[at]
  if (token === undefined) return [tokens, []]
  if (isLoose(token)) return cutLoose(tokens, at, offset - start)
  return [tokens.slice(0, at + 1), tokens.slice(at + 1)]
}

/** The tokens before and from the one that holds character `offset`. */
export function splitTokens(tokens: readonly Token[], offset: number): [readonly Token[], readonly Token[]] {
  const { at, start } = tokenAt(tokens, (end) => end > offset)
  const token = tokens[at]
  if (token === undefined) return [tokens, []]
  if (isLoose(token)) return cutLoose(tokens, at, offset - start)
  return [tokens.slice(0, at), tokens.slice(at)]
}

/** The first token whose end is far enough, and the character it starts at; past the last where there is none. */
function tokenAt(
  tokens: readonly Token[],
  reached: (end: number) => boolean,
): { readonly at: number; readonly start: number } {
  let start = 0
  for (const [at, { text }] of tokens.entries()) {
    if (reached(start + text.length)) return { at, start }
    start += text.length
  }
  return { at: tokens.length, start }
}

/** Cuts the piece at `at` after so many characters of it. */
function cutLoose(
  tokens: readonly Token[],
  at: number,
  characters: number,
): [readonly Token[], readonly Token[]] {
  const token = tokens[at]
  if (token === undefined) return [tokens, []]
  const part = (text: string): readonly Token[] => (text === '' ? [] : [{ ...token, text }])
  return [
    [...tokens.slice(0, at), ...part(token.text.slice(0, characters))],
    [...part(token.text.slice(characters)), ...tokens.slice(at + 1)],
  ]
}
