/** Pieces of a text: cut where a reasoning ends, and put together. */
import type { TokenPiece } from './context'

// Kimi's marks are of another kind of bracket.
const closed = /(?:<\/(?:think|rethink)>|◁\/think▷)\s*/g

/** Text cut where a reasoning was closed and more words follow: no thought has such a mark in its middle. */
export function reasonings(text: string, plain: (raw: string) => string): readonly string[] {
  // Nearly every text: it is gone through for its marks once here, and never by a pattern.
  if (!text.includes('</') && !text.includes('◁/')) return text === '' ? [] : [text]
  const stretches: string[] = []
  let start = 0
  const ends = [...text.matchAll(closed)].map((m) => m.index + m[0].length)
  for (const end of [...ends, text.length]) {
    const stretch = text.slice(start, end)
    start = end
    const last = stretches.at(-1)
    // Nothing but marks stays with the words before it, or goes with those that follow.
    if (last !== undefined && (plain(stretch) === '' || plain(last) === ''))
      stretches[stretches.length - 1] = last + stretch
    else if (stretch !== '') stretches.push(stretch)
  }
  return stretches
}

/** Two pieces that follow each other, as one. */
export function joinedPieces(a: TokenPiece, b: TokenPiece): TokenPiece {
  const raw = a.raw + b.raw
  return a.tokens === undefined && b.tokens === undefined
    ? { raw }
    : { raw, tokens: [...(a.tokens ?? []), ...(b.tokens ?? [])] }
}
