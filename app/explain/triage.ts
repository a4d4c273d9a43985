/**
 * Why an answer is wrong, decided by rules from what a trace says and what is known to be right: no model is asked. And clusters of
 * such failures by kind and by where the right place lies. Pure.
 */
import { given } from '../given'
import { sameAnswer } from '../checks/trial'
import { areaOf, intersection, iou, type Box, type Size } from '../geometry/box'
import type { Step } from '../trace/step'

/** Kinds of failure, in the order in which they are asked. */
export const failureKinds = [
  'malformed',
  'never-looked',
  'wrong-region',
  'overruled',
  'wrong-reading',
  'unplaced',
] as const

/**
 * `malformed`: a request could not be read, or there is no answer. `never-looked`: no region was asked for. `wrong-region`: no look
 * reached a right place. `overruled`: the right answer was written behind a crop, and another one given. `wrong-reading`: every right
 * place was looked at. `unplaced`: it looked, and where the right place is nobody says.
 */
export type FailureKind = (typeof failureKinds)[number]

/** What is known of a trace. */
export interface TraceFacts {
  readonly steps: readonly Step[]
  readonly image: Size
  /** The right answers. */
  readonly gold: readonly string[]
  /** The right places; empty where nobody says. */
  readonly goldBoxes: readonly Box<'image'>[]
  /** Whether the answer counts as right, where something else than its words says so. */
  readonly right?: boolean
}

/** Thirds of the image each way, as one reads. */
export type GoldPlace = `${'top' | 'middle' | 'bottom'}-${'left' | 'centre' | 'right'}`
/** Share of the image: below 1 %, below 5 %, more. */
export type GoldSize = 'small' | 'medium' | 'large'

/** A failure with what clusters go by. */
export interface ClusteredFailure {
  readonly kind: FailureKind
  /** Of the first right place; absent where nobody says. */
  readonly place?: GoldPlace
  readonly extent?: GoldSize
  /** The best overlap of any look with that place, 0 to 1; absent without looks or places. */
  readonly iou?: number
}

/** A look this close to the right place, or one that holds nearly all of it, has reached it (as the model card counts). */
const reachedFrom = 0.5
const holdsFrom = 0.9

/** Why an answer is wrong; undefined where it is right, or nobody knows what is. */
export function triage(facts: TraceFacts): ClusteredFailure | undefined {
  const { steps, gold, goldBoxes, image, right } = facts
  if (gold.length === 0 && right === undefined) return undefined
  const text = steps.findLast((s) => s.type === 'answer')?.text
  if (right ?? (text !== undefined && gold.some((g) => sameAnswer(g, text)))) return undefined
  const [first] = goldBoxes
  const looks = steps.filter((s) => s.type === 'look')
  const best = first && looks.length > 0 ? Math.max(...looks.map((l) => iou(l.region, first))) : undefined
  return {
    kind: kindOf(facts, text),
    ...(first === undefined ? {} : { place: placeOf(first, image), extent: extentOf(first, image) }),
    ...given({ iou: best }),
  }
}

function kindOf({ steps, gold, goldBoxes }: TraceFacts, answer: string | undefined): FailureKind {
  const looks = steps.filter((s) => s.type === 'look')
  const unread = steps.some((s) => s.type === 'thought' && s.kind?.type === 'unread')
  if (
    answer === undefined ||
    answer.trim() === '' ||
    unread ||
    looks.some((l) => l.flags.includes('invalid'))
  )
    return 'malformed'
  if (looks.length === 0) return 'never-looked'
  const reached = goldBoxes.map((b) => looks.some((l) => reaches(l.region, b)))
  if (reached.includes(false)) return 'wrong-region'
  if (saidBefore(steps, gold)) return 'overruled'
  return goldBoxes.length === 0 ? 'unplaced' : 'wrong-reading'
}

function reaches(region: Box<'image'>, gold: Box<'image'>): boolean {
  const inside = areaOf(intersection(region, gold)) / Math.max(1e-9, areaOf(gold))
  return inside >= holdsFrom || iou(region, gold) >= reachedFrom
}

/** Whether a right answer stands in a thought behind a crop, as a word of its own. */
function saidBefore(steps: readonly Step[], gold: readonly string[]): boolean {
  const seen = steps.findIndex((s) => s.type === 'observation')
  const said = steps.slice(seen + 1).flatMap((s) => (s.type === 'thought' ? [s.text] : []))
  return seen >= 0 && gold.some((g) => g.trim() !== '' && said.some((text) => holdsWord(text, g.trim())))
}

function holdsWord(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const [start, end] = [/^[\p{L}\p{N}]/u.test(word), /[\p{L}\p{N}]$/u.test(word)]
  const before = start ? '(?<![\\p{L}\\p{N}]|\\d[.,])' : ''
  const after = end ? '(?![\\p{L}\\p{N}]|[.,]\\d)' : ''
  return new RegExp(`${before}${escaped}${after}`, 'iu').test(text)
}

function placeOf(b: Box<'image'>, { width, height }: Size): GoldPlace {
  const third = (at: number, of: number) => Math.max(0, Math.min(2, Math.floor((at / Math.max(1, of)) * 3)))
  const down = (['top', 'middle', 'bottom'] as const)[third((b.top + b.bottom) / 2, height)] ?? 'middle'
  const across = (['left', 'centre', 'right'] as const)[third((b.left + b.right) / 2, width)] ?? 'centre'
  return `${down}-${across}`
}

function extentOf(b: Box<'image'>, { width, height }: Size): GoldSize {
  const share = areaOf(b) / Math.max(1, width * height)
  return share < 0.01 ? 'small' : share < 0.05 ? 'medium' : 'large'
}

/** Failures that are alike. */
export interface Cluster<T> {
  readonly kind: FailureKind
  readonly place?: GoldPlace
  readonly extent?: GoldSize
  readonly members: readonly T[]
}

/** Failures by kind, place and extent: the largest cluster first, kinds in their order between equals. */
export function clusters<T extends { readonly failed: ClusteredFailure }>(
  failures: readonly T[],
): readonly Cluster<T>[] {
  const found = new Map<string, Cluster<T>>()
  for (const failure of failures) {
    const { kind, place, extent } = failure.failed
    const key = [kind, place, extent].join()
    const known = found.get(key)
    found.set(key, {
      kind,
      ...given({ place, extent }),
      members: [...(known?.members ?? []), failure],
    })
  }
  const order = (kind: FailureKind) => failureKinds.indexOf(kind)
  return [...found.values()].toSorted(
    (a, b) => b.members.length - a.members.length || order(a.kind) - order(b.kind),
  )
}
