/** Regions that were read, as spans of the text: one for each, and what is broken beside them. Knows no mark. */
import { sameNotation, type Notation } from '../../geometry/spaces'
import type { LookSpan, Span } from '../dialect'
import { withoutEntities } from './entities'
import { finiteIn, type MarkedRegion, type Regions } from './region'
import { given } from '../../given'

/** A piece of text and the regions in it. */
export interface MarkedPiece {
  readonly start: number
  readonly end: number
  readonly read: Regions
  /** How its numbers are written. */
  readonly notation: Notation
  readonly label?: string
  readonly rough?: boolean
  /** Which image it counts in, as in `LookSpan`. */
  readonly source?: number
  /** Of a film: the second, as in `LookSpan`. */
  readonly time?: number
}

/**
 * A span for each region: the first has the text, the others follow it without any. What cannot be read is a span of its own; it
 * has the text where nothing else of the piece could be read. `own`: how the dialect writes, which is not said again.
 */
export function lookSpans(piece: MarkedPiece, own: Notation): readonly Span[] {
  const { start } = piece
  const read = finiteIn(piece.read)
  const end = read.regions.length > 0 ? (read.brokenAt ?? piece.end) : piece.end
  const looks = read.regions.map((region, i): LookSpan => ({
    type: 'look',
    start: i === 0 ? start : end,
    end,
    several: false,
    ...lookOf(region, piece, own),
  }))
  if (read.broken === undefined) return looks
  const from = looks.length === 0 ? start : end
  return [...looks, { type: 'malformed', start: from, end: piece.end, message: read.broken }]
}

function lookOf(region: MarkedRegion, piece: MarkedPiece, own: Notation) {
  const { label, rough, source, time } = piece
  const { numbers } = region
  const notation = { ...piece.notation, ...region.notation }
  return {
    numbers,
    ...(label === undefined || label === '' ? {} : { label: withoutEntities(label) }),
    ...given({ source, time }),
    ...(rough === true || region.rough === true ? { rough: true as const } : {}),
    ...(region.bounds === true ? { bounds: true as const } : {}),
    ...(sameNotation(notation, own) ? {} : { notation }),
    ...(notation.order !== 'xywh' && isSwapped(numbers) ? { swapped: true as const } : {}),
  }
}

/** The second corner lies before the first. */
function isSwapped(numbers: readonly number[]): boolean {
  const [a = 0, b = 0, c = a, d = b] = numbers
  return c < a || d < b
}
