/**
 * Pieces of program code inside a turn: between `<code>` tags, with or without a fence of Markdown, in a fence alone, or in a
 * call's JSON. One pass; the end of a cut-off turn ends its block. Knows no family and no Python.
 */
import type { Extent } from '../../extent'

/** A block with its marks, and its code. */
export interface Block extends Extent {
  readonly code: string
  /** Where a character of the code stands in the turn. */
  readonly placeOf: (at: number) => number
  /** The block with other code in it. */
  readonly withCode: (code: string) => string
  /** Its closing mark was there. */
  readonly whole: boolean
  /** Which image the call says it is about. */
  readonly picture?: number
}

/** What a family marks code with. */
export type Marks = 'tags' | 'tags-or-fence' | 'fence'

/** The blocks of a text, in order. */
export function codeBlocks(text: string, marks: Marks): readonly Block[] {
  const tagged = marks === 'fence' ? [] : taggedBlocks(text)
  if (marks === 'tags' || tagged.length > 0) return tagged
  return fencedBlocks(text)
}

const open = '<code>'
/** What ends code: its own mark; where nobody wrote that, the mark of what a sandbox made of it, or of the next code. */
const ends = /<\/code>|<(?:code|sandbox_output|interpreter)>/g

function taggedBlocks(text: string): readonly Block[] {
  const blocks: Block[] = []
  for (let start = text.indexOf(open); start >= 0;) {
    const from = start + open.length
    ends.lastIndex = from
    const mark = ends.exec(text)
    const whole = mark?.[0] === '</code>'
    const to = mark?.index ?? text.length
    const inner = innerOf(text, from, to)
    const end = whole ? to + mark[0].length : to
    // A tag that is only spoken of has no code behind it.
    const spoken = mark?.[0] === open && !text.slice(from, to).trim().includes('\n')
    if (inner !== undefined && !spoken) blocks.push(plainBlock(text, inner, { start, end, whole }))
    start = text.indexOf(open, end)
  }
  return blocks
}

const fence = /\s*(?:`{3}|'{3}|~{3})[ \t]*(?:python3?|py|Python)?[ \t]*\r?\n?/y
const word = /\s*(?:python3?|py)[ \t]*\r?\n/y

/** The code between two places, without a fence around it; undefined where there is none. */
function innerOf(text: string, from: number, to: number): Extent | undefined {
  const start = afterMatch(fence, text, [from, to]) ?? afterMatch(word, text, [from, to]) ?? from
  let end = to
  const closing = text.slice(start, to).lastIndexOf('```')
  if (closing >= 0 && text.slice(start + closing + 3, to).trim() === '') end = start + closing
  while (end > start && /\s/.test(text.charAt(end - 1))) end--
  return end > start ? { start, end } : undefined
}

function afterMatch(
  pattern: RegExp,
  text: string,
  [from, to]: readonly [number, number],
): number | undefined {
  pattern.lastIndex = from
  return pattern.test(text) && pattern.lastIndex > from && pattern.lastIndex <= to
    ? pattern.lastIndex
    : undefined
}

const opening = /(?:```|~~~|''')[ \t]*(?:python3?|py|Python)[ \t]*\r?\n|^--- Generated Code ---\r?\n/gm

/** Fences that say they hold Python, and the blocks that Google's notebooks print. */
function fencedBlocks(text: string): readonly Block[] {
  const blocks: Block[] = []
  let at = 0
  const openings = [...text.matchAll(opening)]
  for (const [i, { 0: mark, index }] of openings.entries()) {
    if (index < at) continue
    const printed = mark.startsWith('---')
    const from = index + mark.length
    const closing = printed
      ? /^--- Execution Output ---/m
      : new RegExp(`^[ \\t>]*${/```|~~~|'''/.exec(mark)?.[0] ?? '```'}`, 'm')
    // Where the next code begins, this one was never closed: nothing is looked for beyond that, or many openings would take
    // the square of their number.
    const next = openings[i + 1]?.index ?? text.length
    const closed = closing.exec(text.slice(from, next))
    const end = closed === null ? next : from + closed.index
    // What the notebook prints after the code belongs to what came back.
    at = closed === null || printed ? end : end + closed[0].length
    const inner = trimmed(text, from, end)
    if (inner !== undefined)
      blocks.push(plainBlock(text, inner, { start: index, end: at, whole: closed !== null }))
  }
  return blocks
}

function trimmed(text: string, from: number, to: number): Extent | undefined {
  let end = to
  while (end > from && /\s/.test(text.charAt(end - 1))) end--
  return end > from ? { start: from, end } : undefined
}

function plainBlock(text: string, inner: Extent, place: Extent & { readonly whole: boolean }): Block {
  return {
    ...place,
    code: text.slice(inner.start, inner.end),
    placeOf: (at) => inner.start + at,
    withCode: (code) => text.slice(place.start, inner.start) + code + text.slice(inner.end, place.end),
  }
}
