/** Generated tokens cut at characters of their text where steps end, and put together again. */
import type { Step, Token } from '../trace/step'

/** What tokens say. */
export function textOfTokens(tokens: readonly Token[]): string {
  return tokens.map((t) => t.text).join('')
}

/** Cuts a row of tokens from its beginning to its end; every cut begins where the one before ended. */
export interface TokenCutter {
  /** The tokens up to character `end` of the whole text; those that reach over an end are cut in two. */
  readonly upTo: (end: number) => readonly Token[]
}

/** In time proportional to the tokens, however many cuts are made. */
export function createTokenCutter(tokens: readonly Token[]): TokenCutter {
  let at = 0
  /** Characters before token `at`, and how many of its own are taken already. */
  let before = 0
  let taken = 0
  const upTo = (end: number): readonly Token[] => {
    const cut: Token[] = []
    for (let token = tokens[at]; token !== undefined; token = tokens[++at]) {
      const reach = Math.min(token.text.length, end - before)
      if (reach <= taken && token.text.length > 0) break
      cut.push(part(token, taken, reach))
      if (reach < token.text.length) {
        taken = reach
        break
      }
      before += token.text.length
      taken = 0
    }
    return cut
  }
  return { upTo }
}

/**
 * A piece of text as a server sent it, without saying which tokens it is: any number of them, cut anywhere. Servers send
 * whole sentences at once when they, or a proxy, gather what was written.
 */
function isLoose({ id, logprob }: Token): boolean {
  return id < 0 && logprob === undefined
}

function part(token: Token, from: number, to: number): Token {
  if (from === 0 && to === token.text.length) return token
  const text = token.text.slice(from, to)
  if (isLoose(token)) return { ...token, text }
  const side = from === 0 ? 'end' : to === token.text.length ? 'start' : 'both'
  // A part may be cut again.
  const cut = token.cut === undefined || token.cut === side ? side : 'both'
  return { ...token, text, cut }
}

/** Tokens with the parts of each put together; a part whose other half is not beside it stays as it is. */
export function wholeTokens(tokens: readonly Token[]): readonly Token[] {
  const whole: Token[] = []
  for (const token of tokens) {
    const last = whole.at(-1)
    if (last === undefined || !goesOn(last, token)) whole.push(token)
    else whole[whole.length - 1] = joined(last, token)
  }
  return whole
}

/** Whether a step ends inside a token that the next one goes on with, with nothing between them. */
export function shareToken(step: Step, next: Step): boolean {
  const [last, first] = [step.tokens?.at(-1), next.tokens?.[0]]
  return last !== undefined && first !== undefined && step.appended === undefined && goesOn(last, first)
}

/** Whether `next` is the rest of the token that `last` begins. */
function goesOn(last: Token, next: Token): boolean {
  const open = last.cut === 'end' || last.cut === 'both'
  return open && (next.cut === 'start' || next.cut === 'both') && next.id === last.id
}

function joined(last: Token, next: Token): Token {
  const { cut: _cut, ...token } = last
  const text = last.text + next.text
  if (last.cut === 'both') return { ...token, text, cut: next.cut === 'both' ? 'both' : 'start' }
  return next.cut === 'both' ? { ...token, text, cut: 'end' } : { ...token, text }
}
