/** Two branches side by side: rows paired by their place after the fork, texts diffed by word, looks by IoU. Pure. */
import { diffWordsWithSpace } from 'diff'
import { iou } from '../../../app/geometry/box'
import type { LookRow, Row, StepRow } from './rows'
import { sharedSteps } from './tree'

/** A piece of text and which side has it. */
export interface DiffPiece {
  readonly text: string
  readonly side: 'both' | 'left' | 'right'
}

export type Pair =
  | {
      readonly type: 'text'
      readonly left: StepRow | undefined
      readonly right: StepRow | undefined
      readonly pieces: readonly DiffPiece[]
      /** So little is shared that marking words would say nothing. */
      readonly rewritten: boolean
    }
  | {
      readonly type: 'look'
      readonly left: LookRow | undefined
      readonly right: LookRow | undefined
      /** Overlap of the two regions; undefined where one side has none. */
      readonly iou: number | undefined
    }

export interface Comparison {
  /** Steps both have, to the letter. */
  readonly shared: readonly Row[]
  readonly pairs: readonly Pair[]
}

/** Pairs what comes after the shared beginning: the n-th text with the n-th text, the n-th look with the n-th look. */
export function compareRows(left: readonly Row[], right: readonly Row[]): Comparison {
  const shared = sharedSteps(
    left.map((r) => r.id),
    right.map((r) => r.id),
  )
  const a = left.slice(shared).filter((r) => r.type !== 'observation')
  const b = right.slice(shared).filter((r) => r.type !== 'observation')
  return { shared: left.slice(0, shared), pairs: pairUp(a, b) }
}

/** Looks that overlap less than this are at different places. */
const sameFrom = 0.5

/**
 * The first pair in which the two sides part: other words, looks at different places, a step only one has. `open`: a run is still under
 * way, so that a side that is missing may come. Undefined: nowhere.
 */
export function partingOf(pairs: readonly Pair[], open: boolean): number | undefined {
  const at = pairs.findIndex((p) => {
    if (p.left === undefined || p.right === undefined) return !open
    return p.type === 'look' ? (p.iou ?? 0) < sameFrom : p.pieces.some(({ side }) => side !== 'both')
  })
  return at < 0 ? undefined : at
}

function pairUp(a: readonly Row[], b: readonly Row[]): readonly Pair[] {
  const pairs: Pair[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const l = a[i]
    const r = b[j]
    if (l !== undefined && r !== undefined && l.type === r.type) {
      pairs.push(pair(l, r))
      i++
      j++
    } else if (r === undefined || (l !== undefined && later(b, j, l) <= later(a, i, r))) {
      // The right side comes to a step of this kind sooner than the left to one of its own: the right one stands alone.
      if (r !== undefined && l !== undefined) pairs.push(pair(undefined, b[j++] as Row))
      else pairs.push(pair(a[i++] as Row, undefined))
    } else if (l !== undefined) pairs.push(pair(a[i++] as Row, undefined))
    else pairs.push(pair(undefined, b[j++] as Row))
  }
  return pairs
}

/** How far from `from` the next row of this kind is; a long way where there is none. */
function later(rows: readonly Row[], from: number, like: Row): number {
  const at = rows.findIndex((r, n) => n >= from && r.type === like.type)
  return at < 0 ? Number.MAX_SAFE_INTEGER : at - from
}

function pair(left: Row | undefined, right: Row | undefined): Pair {
  const l = left?.type === 'look' ? left : undefined
  const r = right?.type === 'look' ? right : undefined
  if (l !== undefined || r !== undefined) {
    const both = l !== undefined && r !== undefined
    return { type: 'look', left: l, right: r, iou: both ? iou(l.region, r.region) : undefined }
  }
  const [a, b] = [textRow(left), textRow(right)]
  const pieces = diffText(textOf(a), textOf(b))
  return { type: 'text', left: a, right: b, pieces, rewritten: isRewritten(pieces) }
}

function textRow(row: Row | undefined): StepRow | undefined {
  return row === undefined || row.type === 'look' ? undefined : row
}

function textOf(row: StepRow | undefined): string {
  return row !== undefined && 'text' in row.step ? row.step.text : ''
}

/** Share of both texts together below which a text counts as written again. */
const anewBelow = 0.4

/** Whether two texts share so little that marking words would say nothing. */
export function isRewritten(pieces: readonly DiffPiece[]): boolean {
  return sharedPart(pieces) < anewBelow
}

function sharedPart(pieces: readonly DiffPiece[]): number {
  const letters = (p: DiffPiece) => p.text.trim().length * (p.side === 'both' ? 2 : 1)
  const all = pieces.reduce((sum, p) => sum + letters(p), 0)
  const both = pieces.filter((p) => p.side === 'both').reduce((sum, p) => sum + letters(p), 0)
  return all === 0 ? 1 : both / all
}

/** Words that are put in or taken out, at most, so that they are looked for: the time grows with their square. */
const maxEditLength = 2000

/** The words of two texts: what both have, and what only one has. Of long texts that differ very much, each as a whole. */
export function diffText(left: string, right: string): readonly DiffPiece[] {
  const parts = diffWordsWithSpace(left, right, { maxEditLength })
  if (parts === undefined)
    return [
      { text: left, side: 'left' },
      { text: right, side: 'right' },
    ]
  return parts.map(({ value, added, removed }) => ({
    text: value,
    side: added ? 'right' : removed ? 'left' : 'both',
  }))
}
