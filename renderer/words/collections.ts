/** What things of trace files are called for people. One place, beside `words.ts`. Pure. */
import type { Collection, TraceQuery, TraceRow } from '../../app/host/collections'
import { dialectOf } from '../../app/dialects'
import { formats } from '../../app/formats'
import type { Order, SpaceId } from '../../app/geometry/spaces'
import { unreachable } from '../../app/result'
import type { Verdict } from '../../app/trace/review'

/** A space in a few words, as the bar shows it. */
export function spaceWords(space: SpaceId): string {
  switch (space) {
    case 'input':
      return 'model input px'
    case 'image':
      return 'image px'
    case 'unit':
      return '0…1'
    case 'percent':
      return '0…100'
    case 'per-mille':
      return '0…1000'
    case 'per-999':
      return '0…999'
    case 'bins-1000':
      return '1000 bins'
    case 'bins-1024':
      return '1024 bins'
    case 'square-padded':
      return '0…1 of padded square'
    default:
      return unreachable(space)
  }
}

/** What a space means, for the list of spaces. */
export function spaceNote(space: SpaceId): string {
  switch (space) {
    case 'input':
      return 'Pixels of the resized image the model was fed'
    case 'image':
      return 'Pixels of the original image'
    case 'unit':
      return 'Shares of width and height'
    case 'percent':
      return 'Percent of width and height'
    case 'per-mille':
      return 'Thousandths of width and height'
    case 'per-999':
      return '999 is the far edge (DeepSeek-VL2)'
    case 'bins-1000':
      return 'The middle of one of 1000 bins (Florence-2)'
    case 'bins-1024':
      return 'One of 1024 bins (PaliGemma)'
    case 'square-padded':
      return 'Shares of the image padded to a square (Visual-CoT)'
    default:
      return unreachable(space)
  }
}

/** What the numbers of a box are, in order, as the bar shows it. */
export function orderWords(order: Order): string {
  return { xyxy: 'x y x y', yxyx: 'y x y x', xywh: 'x y w h' }[order]
}

/** What an order means, for the list of orders. */
export function orderNote(order: Order): string {
  return { xyxy: 'Two corners, x first', yxyx: 'Two corners, y first', xywh: 'A corner, width, height' }[
    order
  ]
}

/** The format's name; its id where this version does not know it. */
export function formatName(id: string): string {
  // Of a named reader: what a person called it.
  return formats.find((f) => f.id === id)?.name ?? id.replace(/^reader:/, '')
}

/** The language's name; its id where this version does not know it. */
export function dialectName(id: string): string {
  return dialectOf(id)?.name ?? id
}

/** Right from 0.5 on, as a judge's score is read; undefined where the file says nothing. */
export function verdictOf(verdict: number | undefined): 'right' | 'wrong' | undefined {
  return verdict === undefined ? undefined : verdict >= 0.5 ? 'right' : 'wrong'
}

const flagNames: Readonly<Record<string, string>> = {
  clamped: 'outside the image',
  invalid: 'no usable area',
  repeated: 'looked twice',
  'not-shown': 'no crop given',
  'passed-over': 'passed over',
  'other-image': 'another picture',
  'missing-image': 'picture missing',
  rough: 'rough request',
  padded: 'past the edge',
  'fits-otherwise': 'fits another reading',
  fractions: 'fractions',
  swapped: 'corners swapped',
  'shown-again': 'earlier crop shown again',
  'all-shown': 'whole image shown again',
}

/** A flag in a word or two, for filters and lists. Flags nobody named yet read well enough as they are. */
export function flagWord(flag: string): string {
  return flagNames[flag] ?? flag.replaceAll('-', ' ')
}

/** A decision as lists show it. */
export const reviewWords: Readonly<Record<Verdict, string>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  flagged: 'flagged',
  skipped: 'skipped',
}

/** A number with separators. */
export function countWords(n: number): string {
  return n.toLocaleString('en')
}

/** "3 looks". */
export function manyWords(n: number, one: string, many = `${one}s`): string {
  return `${countWords(n)} ${n === 1 ? one : many}`
}

/** The flags of a row, but for what the row says by itself. */
export function flagsOf({ flags }: TraceRow): readonly string[] {
  return flags.filter((f) => f !== 'missing-image')
}

/** A row as a screen reader says it. */
export function traceLabel(row: TraceRow): string {
  const verdict = verdictOf(row.verdict)
  const flags = flagsOf(row)
  const parts = [
    `Trace ${row.id}: ${row.question}`,
    row.answer === undefined ? 'no answer' : `answer ${row.answer}`,
    row.gold === undefined ? undefined : `gold ${row.gold}`,
    verdict,
    manyWords(row.looks, 'look'),
    flags.length === 0 ? undefined : flags.map(flagWord).join(', '),
    row.review === undefined ? undefined : reviewWords[row.review],
    row.missing ? 'picture missing' : undefined,
  ]
  return parts.filter((p) => p !== undefined).join('; ')
}

/** A condition of a list: what it is called and the query without it. */
export interface Condition {
  readonly words: string
  readonly without: TraceQuery
}

/** The conditions of a query besides its text. */
export function conditionsOf(query: TraceQuery): readonly Condition[] {
  const { verdict, looks, iou, flag, tag, review, missing } = query
  const less = (key: keyof TraceQuery): TraceQuery => {
    const { [key]: _gone, ...rest } = query
    return rest
  }
  const all: readonly (Condition | undefined)[] = [
    verdict && { words: verdict === 'unknown' ? 'no verdict' : verdict, without: less('verdict') },
    looks && { words: looksWords(looks), without: less('looks') },
    iou && { words: `IoU ${iou.min}–${iou.max}`, without: less('iou') },
    flag === undefined ? undefined : { words: flagWord(flag), without: less('flag') },
    tag === undefined ? undefined : { words: `tag: ${tag}`, without: less('tag') },
    review && { words: reviewChoice(review), without: less('review') },
    missing === undefined
      ? undefined
      : { words: missing ? 'picture missing' : 'picture there', without: less('missing') },
  ]
  return all.filter((c) => c !== undefined)
}

/** What the review condition says. */
export function reviewChoice(review: NonNullable<TraceQuery['review']>): string {
  if (review === 'none') return 'not reviewed'
  return review === 'any' ? 'reviewed' : reviewWords[review]
}

function looksWords({ min, max }: { min: number; max: number }): string {
  if (min === max) return manyWords(min, 'look')
  return max >= manyLooks ? `${min} or more looks` : `${min}–${max} looks`
}

/** Stands for "and more" where a range of looks has no end. */
export const manyLooks = 100_000

/** How far the index is, 0..1. */
export function indexShare({ state }: Collection): number {
  if (state.type !== 'indexing') return 1
  return state.total === 0 ? 0 : Math.min(1, state.done / state.total)
}
