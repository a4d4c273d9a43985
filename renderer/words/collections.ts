/** What things of trace files are called for people. One place, beside `words.ts`. Pure. */
import { msg, type Message } from '../../app/message'
import type { Collection, FoundIn, TraceQuery, TraceRow } from '../../app/host/collections'
import { dialectOf } from '../../app/dialects'
import { formats } from '../../app/formats'
import type { Order, SpaceId } from '../../app/geometry/spaces'
import { unreachable } from '../../app/result'
import type { Verdict } from '../../app/trace/review'
import { heard, t } from '../language/text'
import { outcomeWords } from './evaluations'
import { triedWords } from './looks'

/** A space in a few words, as the bar shows it. */
export function spaceWords(space: SpaceId): string {
  switch (space) {
    case 'input':
      return t('model input px')
    case 'image':
      return t('image px')
    case 'unit':
      return '0…1'
    case 'percent':
      return '0…100'
    case 'per-mille':
      return '0…1000'
    case 'per-999':
      return '0…999'
    case 'bins-1000':
      return t('1000 bins')
    case 'bins-1024':
      return t('1024 bins')
    case 'square-padded':
      return t('0…1 of padded square')
    default:
      return unreachable(space)
  }
}

/** Where a hit stands that a row does not show. */
export const foundWords: Readonly<Record<FoundIn['field'], Message>> = {
  id: msg('In the id:'),
  question: msg('In the question:'),
  answer: msg('In the answer:'),
  gold: msg('In the gold answer:'),
  text: msg('In the text:'),
}

const spaceNotes: Readonly<Record<SpaceId, Message>> = {
  input: msg('Pixels of the resized image the model was fed'),
  image: msg('Pixels of the original image'),
  unit: msg('Shares of width and height'),
  percent: msg('Percent of width and height'),
  'per-mille': msg('Thousandths of width and height'),
  'per-999': msg('999 is the far edge (DeepSeek-VL2)'),
  'bins-1000': msg('The middle of one of 1000 bins (Florence-2)'),
  'bins-1024': msg('One of 1024 bins (PaliGemma)'),
  'square-padded': msg('Shares of the image padded to a square (Visual-CoT)'),
}

/** What a space means, for the list of spaces. */
export function spaceNote(space: SpaceId): string {
  return t(spaceNotes[space])
}

/** What the numbers of a box are, in order, as the bar shows it. */
export function orderWords(order: Order): string {
  return { xyxy: 'x y x y', yxyx: 'y x y x', xywh: 'x y w h' }[order]
}

/** What an order means, for the list of orders. */
export function orderNote(order: Order): string {
  return {
    xyxy: t('Two corners, x first'),
    yxyx: t('Two corners, y first'),
    xywh: t('A corner, width, height'),
  }[order]
}

/** The format's name; its id where this version does not know it. */
export function formatName(id: string): string {
  // Of a named reader: what a person called it.
  const name = formats.find((f) => f.id === id)?.name
  return name === undefined ? id.replace(/^reader:/, '') : heard(name)
}

/** The language's name; its id where this version does not know it. */
export function dialectName(id: string): string {
  return dialectOf(id)?.name ?? id
}

/** Right from 0.5 on, as a judge's score is read; undefined where the file says nothing. */
export function verdictOf(verdict: number | undefined): 'right' | 'wrong' | undefined {
  return verdict === undefined ? undefined : verdict >= 0.5 ? 'right' : 'wrong'
}

const flagNames: Readonly<Record<string, Message>> = {
  clamped: msg('outside the image'),
  invalid: msg('no usable area'),
  repeated: msg('looked twice'),
  'not-shown': msg('no crop given'),
  'passed-over': msg('passed over'),
  'other-image': msg('another image'),
  'missing-image': msg('image missing'),
  rough: msg('rough request'),
  padded: msg('past the edge'),
  'fits-otherwise': msg('fits another reading'),
  fractions: msg('fractions'),
  swapped: msg('corners swapped'),
  'shown-again': msg('earlier crop shown again'),
  'all-shown': msg('whole image shown again'),
}

/** A flag in a word or two, for filters and lists. Flags nobody named yet read well enough as they are. */
export function flagWord(flag: string): string {
  const name = flagNames[flag]
  return name === undefined ? flag.replaceAll('-', ' ') : t(name)
}

/** A decision as lists show it. */
export const reviewWords: Readonly<Record<Verdict, Message>> = {
  accepted: msg('accepted'),
  rejected: msg('rejected'),
  flagged: msg('flagged'),
  skipped: msg('skipped'),
}

/** The flags of a row, but for what the row says by itself. */
export function flagsOf({ flags }: TraceRow): readonly string[] {
  return flags.filter((f) => f !== 'missing-image')
}

/** A condition of a list: what it is called and the query without it. */
export interface ListCondition {
  readonly words: string
  readonly without: TraceQuery
}

/** The conditions of a query besides its text. */
export function conditionsOf(query: TraceQuery): readonly ListCondition[] {
  const { verdict, looks, iou, confidence, flag, tag, review, missing, part, tried } = query
  const less = (key: keyof TraceQuery): TraceQuery => {
    const { [key]: _gone, ...rest } = query
    return rest
  }
  const all: readonly (ListCondition | undefined)[] = [
    verdict && {
      words: verdict === 'unknown' ? t('no verdict') : t(outcomeWords[verdict]),
      without: less('verdict'),
    },
    looks && { words: looksWords(looks), without: less('looks') },
    iou && { words: t('IoU {min}–{max}', { min: iou.min, max: iou.max }), without: less('iou') },
    confidence && {
      words: t('confidence {min}–{max}', { min: confidence.min, max: confidence.max }),
      without: less('confidence'),
    },
    tried && { words: triedWords(tried), without: less('tried') },
    flag === undefined ? undefined : { words: flagWord(flag), without: less('flag') },
    tag === undefined ? undefined : { words: t('tag: {tag}', { tag }), without: less('tag') },
    review && { words: reviewChoice(review), without: less('review') },
    part === undefined ? undefined : { words: t('part of {part}', { part }), without: less('part') },
    missing === undefined
      ? undefined
      : { words: missing ? t('image missing') : t('image available'), without: less('missing') },
  ]
  return all.filter((c) => c !== undefined)
}

/** What the review condition says. */
export function reviewChoice(review: NonNullable<TraceQuery['review']>): string {
  if (review === 'none') return t('not reviewed')
  return review === 'any' ? t('reviewed') : t(reviewWords[review])
}

function looksWords({ min, max }: { min: number; max: number }): string {
  if (min === max) return t('{n, plural, one {# look} other {# looks}}', { n: min })
  return max >= manyLooks ? t('{min} or more looks', { min }) : t('{min}–{max} looks', { min, max })
}

/** Stands for "and more" where a range of looks has no end. */
export const manyLooks = 100_000

/** How far the index is, 0..1. */
export function indexShare({ state }: Collection): number {
  if (state.type !== 'indexing') return 1
  return state.total === 0 ? 0 : Math.min(1, state.done / state.total)
}
