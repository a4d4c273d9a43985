/**
 * Undo and redo as what each of them puts back, not as whole states: a history costs what was changed, however much there is. Several
 * people who work on one trace undo apart: what is somebody's is taken back by them alone. Pure.
 */
import { given } from '../given'
import type { Draft, DraftChanges, Drafts } from './draft'
import { blankReview, keepingTime, type Review, type Reviews } from './review'
import type { RespacedLooks } from './step-views'

/** What undo brings back: everything a person changes about a trace without a run. */
export interface Undoable {
  readonly drafts: Drafts
  readonly reviews: Reviews
  readonly respacing?: RespacedLooks
}

/** An entry as it was. Null: there was none. `at`: its place among the entries, where it must be put in again. */
interface Was<T> {
  readonly key: string
  readonly value: T | null
  readonly at?: number
}

/** What takes a state to its neighbour in the history; what it does not name is the same in both. */
export interface Reversal {
  readonly drafts?: readonly Was<Draft>[]
  readonly reviews?: readonly Was<Review>[]
  readonly respacing?: RespacedLooks | null
  /** Whose change it takes back; absent: anybody's. */
  readonly by?: string
}

/** The last of `past` is undone first, the first of `future` redone first. */
export interface History {
  readonly past: readonly Reversal[]
  readonly future: readonly Reversal[]
}

/** Nothing to undo or redo. */
export const noHistory: History = { past: [], future: [] }

/** Undo steps kept. */
const depth = 500

/** The history with the present state as the last thing to go back to, before a change to `next`. */
export function withPresent(state: Undoable, history: History, next: Reversal): History {
  return {
    past: [...history.past, reversalOf(state, next)].slice(-depth),
    future: futureAfter(history.future, next),
  }
}

/** Drafts that are one edit, and whose. */
export interface DraftEdit {
  readonly drafts: DraftChanges
  readonly by?: string
}

/**
 * Drafts after edits in a row, each of which can be undone. Many at once cost what they change and the drafts once: a journal of ten
 * thousand boxes is read in milliseconds.
 */
export function drafted(
  { drafts, history }: { readonly drafts: Drafts; readonly history: History },
  edits: readonly DraftEdit[],
): { readonly drafts: Drafts; readonly history: History } {
  const now = new Map(Object.entries(drafts))
  let { future } = history
  const past = edits.map(({ drafts: edit, by }): Reversal => {
    const next = Object.entries(edit)
    if (future.length > 0)
      future = futureAfter(future, { drafts: next.map(([key, value]) => ({ key, value })), ...given({ by }) })
    const was = inverse(
      now,
      next.map(([key, value]) => ({ key, value })),
    )
    for (const [key, value] of next)
      if (value === null) now.delete(key)
      else now.set(key, value)
    return { drafts: was, ...given({ by }) }
  })
  return {
    drafts: Object.fromEntries(now),
    history: { past: [...history.past, ...past].slice(-depth), future },
  }
}

/** A state that has a history. */
type Remembering = Undoable & { readonly history: History }

/**
 * The state before the last remembered change, or the last of one person; undefined where there is none, or where somebody else has
 * changed the same since.
 */
export function undone(state: Remembering, by?: string): UndoResult | undefined {
  const { past, future } = state.history
  const at = nextUndo(state.history, by)
  const back = past[at]
  if (back === undefined || past.slice(at + 1).some((later) => touches(later, back))) return undefined
  const on = reversalOf(state, back)
  return { ...putBack(state, back), history: { past: past.toSpliced(at, 1), future: [on, ...future] } }
}

/** The state before the last undo, or the last of one person; undefined as for `undone`. */
export function redone(state: Remembering, by?: string): UndoResult | undefined {
  const { past, future } = state.history
  const at = nextRedo(state.history, by)
  const on = future[at]
  if (on === undefined || future.slice(0, at).some((earlier) => touches(earlier, on))) return undefined
  const back = reversalOf(state, on)
  return { ...putBack(state, on), history: { past: [...past, back], future: future.toSpliced(at, 1) } }
}

/** How many changes a person could take back; without a name, all there are. */
export function undoable({ past }: History, by?: string): number {
  return by === undefined ? past.length : past.filter(isOf(by)).length
}

/** Where the next change to take back stands in `past`; -1: nowhere. */
function nextUndo({ past }: History, by?: string): number {
  return by === undefined ? past.length - 1 : past.findLastIndex(isOf(by))
}

/** Where the next change to make again stands in `future`; -1: nowhere. */
export function nextRedo({ future }: History, by?: string): number {
  return future.findIndex((one) => by === undefined || isOf(by)(one))
}

/** What has no name on it is everybody's. */
function isOf(by: string): (reversal: Reversal) => boolean {
  return (reversal) => reversal.by === undefined || reversal.by === by
}

/** What can still be made again after a change: of others, as far as they are not about the same. */
function futureAfter(future: History['future'], next: Reversal): History['future'] {
  const { by } = next
  if (by === undefined) return []
  return future.filter((one) => one.by !== undefined && one.by !== by && !touches(one, next))
}

function touches(a: Reversal, b: Reversal): boolean {
  const shared = (x: readonly Was<unknown>[] = [], y: readonly Was<unknown>[] = []) =>
    x.some(({ key }) => y.some((other) => other.key === key))
  const spaces = a.respacing !== undefined && b.respacing !== undefined
  return spaces || shared(a.drafts, b.drafts) || shared(a.reviews, b.reviews)
}

/** What undo or redo makes of a state. */
export interface UndoResult extends Omit<Undoable, 'respacing'> {
  readonly respacing: RespacedLooks | undefined
  readonly history: History
}

/** The history after these reviews became part of every state. */
export function withReviewsInAll({ past, future }: History, keys: ReadonlySet<string>): History {
  const without = (reversal: Reversal): Reversal =>
    reversal.reviews === undefined
      ? reversal
      : { ...reversal, reviews: reversal.reviews.filter((was) => !keys.has(was.key)) }
  return { past: past.map(without), future: future.map(without) }
}

/** The history after a review began in the present state alone: both neighbours are without it. */
export function withReviewInPresent({ past, future }: History, key: string): History {
  const without = (reversal: Reversal): Reversal =>
    reversal.reviews?.some((was) => was.key === key) === true
      ? reversal
      : { ...reversal, reviews: [...(reversal.reviews ?? []), { key, value: null }] }
  const [next, ...later] = future
  const last = past.at(-1)
  return {
    past: last === undefined ? past : [...past.slice(0, -1), without(last)],
    future: next === undefined ? future : [without(next), ...later],
  }
}

/** What takes a state back once `next` was put into it. */
function reversalOf(state: Undoable, { drafts, reviews, respacing, by }: Reversal): Reversal {
  return {
    ...given({ by }),
    ...(drafts && { drafts: inverse(new Map(Object.entries(state.drafts)), drafts) }),
    ...(reviews && { reviews: inverse(new Map(Object.entries(state.reviews)), reviews) }),
    ...(respacing !== undefined && { respacing: state.respacing ?? null }),
  }
}

function inverse<T>(entries: ReadonlyMap<string, T>, next: readonly Was<T>[]): readonly Was<T>[] {
  let places: ReadonlyMap<string, number> | undefined
  return next.map(({ key, value: then }) => {
    const value = entries.get(key)
    if (value === undefined) return { key, value: null }
    if (then !== null) return { key, value }
    // Where it stood counts: of two new looks at one place the first comes first.
    places ??= placesOf(entries)
    return { key, value, ...given({ at: places.get(key) }) }
  })
}

/** Places of the keys that stand where they were put: those that are numbers always come first, in their own order. */
function placesOf(entries: ReadonlyMap<string, unknown>): ReadonlyMap<string, number> {
  const keys = [...entries.keys()].filter((key) => !isNumber(key))
  return new Map(keys.map((key, at) => [key, at]))
}

function isNumber(key: string): boolean {
  return /^\d+$/.test(key)
}

function putBack(state: Undoable, { drafts, reviews, respacing }: Reversal) {
  return {
    drafts: drafts === undefined ? state.drafts : withEntries(state.drafts, drafts),
    reviews:
      reviews === undefined
        ? state.reviews
        : keepingTime(withEntries(state.reviews, reviews.map(keepingDays(state.reviews))), state.reviews),
    respacing: respacing === undefined ? state.respacing : (respacing ?? undefined),
  }
}

/** A review that is taken back wholly leaves the time that was spent on it. */
function keepingDays(now: Reviews): (was: Was<Review>) => Was<Review> {
  return (was) => {
    const known = now[was.key]
    if (was.value !== null || known?.days === undefined) return was
    const { by, spent, days } = known
    return { ...was, value: { ...blankReview(by, 0), spent, days } }
  }
}

function withEntries<T>(record: Readonly<Record<string, T>>, entries: readonly Was<T>[]) {
  const kept = new Map(Object.entries(record))
  const again: [number, [string, T]][] = []
  for (const { key, value, at } of entries) {
    if (value === null) kept.delete(key)
    else if (kept.has(key) || isNumber(key)) kept.set(key, value)
    else again.push([at ?? Infinity, [key, value]])
  }
  again.sort(([a], [b]) => a - b)
  const rest = [...kept].filter(([key]) => !isNumber(key))
  const all: [string, T][] = []
  for (const [at, entry] of again) {
    for (const before of rest.splice(0, at - all.length)) all.push(before)
    all.push(entry)
  }
  const numbers = [...kept].filter(([key]) => isNumber(key))
  return Object.fromEntries([...numbers, ...all, ...rest])
}
