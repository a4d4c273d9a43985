/**
 * Which rows match what is asked for. Words are looked for in the words file as bytes, piece by piece, so that the first
 * matches come at once; everything else is a comparison in memory. Knows the index, no file of traces.
 */
import { given } from '../../app/given'
import type { TraceQuery } from '../../app/host/collections'
import { triedFits, type LookVerdict } from '../../app/explain/verdict'
import type { IndexFiles } from './index-files'
import type { Records } from './records'
import { fieldMark, fields, folded } from './summary'

/** A word, phrase, or `field:word`, as bytes to look for. */
export interface SearchTerm {
  readonly field?: (typeof fields)[number]
  readonly needle: Buffer
  /** The field is this and nothing else (`answer:"a"`). */
  readonly whole: boolean
}

const mark = fieldMark.charCodeAt(0)

/**
 * Words that must all be there, in any order; `"several words"` as they stand; `id:`, `question:`, `answer:`, `gold:` in
 * that field only, and with quotes as the whole of it. Case does not matter.
 */
export function searchTermsOf(text: string): readonly SearchTerm[] {
  const found = text.matchAll(/(?:(id|question|answer|gold|text):)?(?:"([^"]*)"|(\S+))/giu)
  return [...found].flatMap(([, name, phrase, word]) => {
    const needle = folded(phrase ?? word ?? '')
    const field = fields.find((f) => f === name?.toLowerCase())
    const whole = phrase !== undefined && field !== undefined && field !== 'text'
    if (needle.trim() === '' && !whole) return []
    return [{ needle: Buffer.from(needle), whole, ...given({ field }) }]
  })
}

/** Looks for terms, row after row. */
export interface WordScan {
  /** Rows looked at so far. */
  readonly scanned: () => number
  readonly has: (row: number) => boolean
  /** Goes on for one piece; false when everything visible was looked at. */
  readonly advance: () => Promise<boolean>
}

const pieceSize = 4 << 20

/** A scan from the first row. */
export function createWordScan(index: IndexFiles, terms: readonly SearchTerm[]): WordScan {
  let scanned = 0
  let hits = new Uint8Array(1024)
  const first = terms[0]
  const scanPiece = (piece: Buffer, from: number, to: number) => {
    const begin = index.records.words(from).offset
    const placeOf = (row: number) => index.records.words(row).offset - begin
    for (let row = from; row < to; row++) {
      // The rarest way through: straight to the next place where the first term stands at all.
      if (first !== undefined) {
        const next = piece.indexOf(first.needle, placeOf(row))
        if (next < 0) return
        while (row + 1 < to && placeOf(row + 1) <= next) row++
      }
      const { offset, length } = index.records.words(row)
      const text = piece.subarray(offset - begin, offset - begin + length)
      if (terms.every((term) => hasTerm(text, term))) hits[row] = 1
    }
  }
  return {
    scanned: () => scanned,
    has: (row) => hits[row] === 1,
    advance: async () => {
      const end = index.visible()
      if (scanned >= end) return false
      const from = scanned
      const { offset } = index.records.words(from)
      let to = from
      let size = 0
      while (to < end && (to === from || size < pieceSize)) {
        const words = index.records.words(to++)
        size = words.offset + words.length - offset
      }
      if (hits.length < to) {
        const larger = new Uint8Array(Math.max(to, hits.length * 2))
        larger.set(hits)
        hits = larger
      }
      scanPiece(await index.words(offset, size), from, to)
      scanned = to
      return scanned < end
    },
  }
}

function hasTerm(text: Buffer, { needle, field, whole }: SearchTerm): boolean {
  if (field === undefined) return text.indexOf(needle) >= 0
  const wanted = fields.indexOf(field)
  let from = 0
  for (let i = 0; i < wanted; i++) from = text.indexOf(mark, from) + 1
  const end = text.indexOf(mark, from)
  const part = text.subarray(from, end < 0 ? text.length - 1 : end)
  return whole ? part.equals(needle) : part.indexOf(needle) >= 0
}

/** What a person decided about a row, as far as lists need it. */
export interface RowReview {
  readonly verdict?: string
  readonly tags: readonly string[]
  /** A person changed its steps; with the answer as it is now. */
  readonly corrected?: { readonly answer?: string }
  /** What each annotator decided, by name. */
  readonly by: Readonly<Record<string, string>>
}

/** What matching needs. */
export interface MatchParts {
  readonly records: Records
  readonly flagNames: readonly string[]
  readonly reviewOf: (row: number) => RowReview | undefined
  /** Verdicts of its looks; absent: they were not tried. */
  readonly triedOf: (row: number) => readonly LookVerdict[] | undefined
  /** Whether a row is of somebody's part. */
  readonly isOf: (name: string, row: number) => boolean
  /** Absent: no words are asked for. */
  readonly words?: WordScan
}

/** Whether a row matches. Words must have been looked for in it. */
export function matcher(
  query: TraceQuery,
  { records, flagNames, reviewOf, triedOf, isOf, words }: MatchParts,
): (row: number) => boolean {
  const { verdict, looks, confidence, flag, tag, review, missing, part, tried, by } = query
  const bit = flag === undefined ? -1 : flagNames.indexOf(flag)
  // Stored with 32 bits: 0.7 there is not 0.7 here.
  const iou = query.iou && { min: Math.fround(query.iou.min), max: Math.fround(query.iou.max) }
  const flagMask = bit < 0 ? 0 : (1 << bit) >>> 0
  return (row) => {
    if (words !== undefined && !words.has(row)) return false
    if (verdict !== undefined && scoreVerdict(records.verdict(row)) !== verdict) return false
    if (looks !== undefined && !within(records.looks(row), looks)) return false
    if (iou !== undefined && !within(records.iou(row), iou)) return false
    if (confidence !== undefined && !within(records.confidence(row), confidence)) return false
    if (flag !== undefined && (records.flags(row) & flagMask) === 0) return false
    if (missing !== undefined && records.missing(row) !== missing) return false
    if (part !== undefined && !isOf(part, row)) return false
    if (tried !== undefined && !triedFits(triedOf(row), tried)) return false
    if (tag === undefined && review === undefined) return true
    const decided = reviewOf(row)
    if (tag !== undefined && decided?.tags.includes(tag) !== true) return false
    return review === undefined || reviewFits(by === undefined ? decided?.verdict : decided?.by[by], review)
  }
}

/** How a score counts: right from a half up. */
export function scoreVerdict(score: number): 'right' | 'wrong' | 'unknown' {
  return Number.isNaN(score) ? 'unknown' : score >= 0.5 ? 'right' : 'wrong'
}

function within(value: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return value >= min && value <= max
}

function reviewFits(verdict: string | undefined, wanted: NonNullable<TraceQuery['review']>): boolean {
  if (wanted === 'none') return verdict === undefined
  return wanted === 'any' ? verdict !== undefined : verdict === wanted
}
