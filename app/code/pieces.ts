/**
 * Python source as lines of pieces for reading: what kind each piece is, and which of some marked places it stands in. Reads, never
 * runs. Linear in the text. Knows no colour.
 */
import type { Extent } from '../extent'
import { codeTokensOf, type CodeToken } from './tokens'
import { given } from '../given'

/** A stretch of one line. `mark`: the number of the marked place it belongs to. */
export interface CodePiece {
  readonly text: string
  readonly kind: 'plain' | 'name' | 'keyword' | 'string' | 'number' | 'comment'
  readonly mark?: number
}

/** A line without its line feed. */
export type CodeLine = readonly CodePiece[]

const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is ' +
    'lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
)

/** The lines of a source; a place inside an earlier one is not marked. */
export function codeLines(code: string, marks: readonly Extent[] = []): readonly CodeLine[] {
  const lines: CodePiece[][] = [[]]
  const add = ({ start, end, kind }: Segment, mark?: number) => {
    for (const [i, text] of code.slice(start, end).split('\n').entries()) {
      if (i > 0) lines.push([])
      if (text !== '') lines.at(-1)?.push({ text, kind, ...given({ mark }) })
    }
  }
  const places = marks.map((mark, index) => ({ ...mark, index })).sort((a, b) => a.start - b.start)
  let next = 0
  for (const segment of segmentsOf(code))
    for (let at = segment.start; at < segment.end;) {
      while ((places[next]?.start ?? Infinity) < at && (places[next]?.end ?? 0) <= at) next++
      const place = places[next]
      const from = Math.max(at, place?.start ?? Infinity)
      if (place === undefined || from >= segment.end) {
        add({ ...segment, start: at })
        break
      }
      if (from > at) add({ ...segment, start: at, end: from })
      const end = Math.min(place.end, segment.end)
      if (end > from) add({ start: from, end, kind: segment.kind }, place.index)
      if (end >= place.end) next++
      at = Math.max(end, from)
    }
  return lines
}

interface Segment extends Extent {
  readonly kind: CodePiece['kind']
}

/** The whole source: tokens, and between them blanks and comments. */
function segmentsOf(code: string): readonly Segment[] {
  const segments: Segment[] = []
  let at = 0
  const gap = (end: number) => {
    if (end <= at) return
    const kind = code.slice(at, end).includes('#') ? 'comment' : 'plain'
    segments.push({ start: at, end, kind })
  }
  for (const token of codeTokensOf(code)) {
    if (token.end <= token.start || token.type === 'newline') continue
    gap(token.start)
    segments.push({ start: token.start, end: token.end, kind: kindOf(token) })
    at = token.end
  }
  gap(code.length)
  return segments
}

function kindOf({ type, text }: CodeToken): CodePiece['kind'] {
  if (type === 'name') return keywords.has(text) ? 'keyword' : 'name'
  return type === 'string' || type === 'number' ? type : 'plain'
}

/** A part of a folded source: a line that is shown, or lines (`to` not included) that are not. */
export type Fold =
  | { readonly type: 'line'; readonly line: number }
  | { readonly type: 'gap'; readonly from: number; readonly to: number }

/** How a source is folded: when it is longer than `most` lines, to marked lines with so many `around` each. */
export interface FoldOptions {
  readonly most: number
  readonly around?: number
}

/** A long source folded to its marked lines and those around them; to its beginning where none is marked. */
export function foldedLines(lines: readonly CodeLine[], { most, around = 2 }: FoldOptions): readonly Fold[] {
  const marked = lines.flatMap((line, i) => (line.some((piece) => piece.mark !== undefined) ? [i] : []))
  const kept = new Set(
    lines.length <= most
      ? lines.keys()
      : marked.length === 0
        ? Array.from({ length: most }, (_, i) => i)
        : marked.flatMap((at) => Array.from({ length: 2 * around + 1 }, (_, i) => at + i - around)),
  )
  const folds: Fold[] = []
  for (let line = 0; line < lines.length; line++) {
    const last = folds.at(-1)
    // A single line takes no more room than the word that it is hidden.
    if (kept.has(line) || (kept.has(line - 1) && kept.has(line + 1))) folds.push({ type: 'line', line })
    else if (last?.type === 'gap') folds[folds.length - 1] = { ...last, to: line + 1 }
    else folds.push({ type: 'gap', from: line, to: line + 1 })
  }
  return folds
}
