/**
 * Reasoning that a server reports in a field of its own, as a thought between think tags; and only once, where the same
 * reasoning is repeated in the text. Pure; knows no protocol.
 */
import type { Token } from '../../../app/trace/step'

const open = '<think>'
const close = '</think>'

/** Puts reasoning and text of one answer into one row of tokens. */
export function createThinking() {
  let reasoning = ''
  let state: 'before' | 'thinking' | 'comparing' | 'text' = 'before'
  let held: Token[] = []
  const endThought = (): Token[] => (state === 'thinking' ? [plain(`${close}\n`)] : [])
  const compare = (tokens: readonly Token[]): readonly Token[] => {
    held.push(...tokens)
    const verdict = repeats(reasoning, held.map((t) => t.text).join(''))
    if (verdict === 'maybe') return []
    state = 'text'
    const released = verdict === 'no' ? held : after(held, verdict)
    held = []
    return released
  }
  return {
    think: (text: string): readonly Token[] => {
      // Some parsers leave the tags in.
      const inner = text.replaceAll(open, '').replaceAll(close, '')
      if (inner === '') return []
      const released = state === 'comparing' ? held : []
      held = []
      const opening = state === 'thinking' ? [] : [plain(open)]
      state = 'thinking'
      reasoning += inner
      return [...released, ...opening, plain(inner)]
    },
    speak: (tokens: readonly Token[]): readonly Token[] => {
      if (tokens.length === 0) return []
      if (state === 'before' || state === 'text') {
        state = 'text'
        return tokens
      }
      const closing = endThought()
      state = 'comparing'
      return [...closing, ...compare(tokens)]
    },
    /** What is still held, and the tag still open where something follows. */
    end: (rest: readonly Token[]): readonly Token[] => {
      const closing = rest.length > 0 ? endThought() : []
      const released = held
      held = []
      return [...released, ...closing, ...rest]
    },
  }
}

/**
 * Whether text begins with the same reasoning between tags: how many characters that takes, `no`, or `maybe` while it is
 * too short to tell. Blanks do not count.
 */
function repeats(reasoning: string, text: string): number | 'no' | 'maybe' {
  const body = text.trimStart()
  if (!body.startsWith(open)) return body.length < open.length && open.startsWith(body) ? 'maybe' : 'no'
  const end = body.indexOf(close)
  const said = squeezed(body.slice(open.length, end < 0 ? undefined : end))
  const known = squeezed(reasoning)
  if (end >= 0) return said === known ? text.length - body.length + end + close.length : 'no'
  // The closing tag may have begun.
  const beginning = said.replace(/<\/?(?:t(?:h(?:i(?:nk?)?)?)?)?$/, '')
  return known.startsWith(beginning) ? 'maybe' : 'no'
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '')
}

/** The tokens after the first `length` characters; a token cut in two is text only. */
function after(tokens: readonly Token[], length: number): Token[] {
  let left = length
  return tokens.flatMap((token) => {
    const skip = Math.min(left, token.text.length)
    left -= skip
    if (skip === 0) return [token]
    return skip === token.text.length ? [] : [plain(token.text.slice(skip))]
  })
}

function plain(text: string): Token {
  return { id: -1, text }
}
