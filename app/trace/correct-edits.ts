/**
 * What a person does to the structure of a trace, as the drafts it takes: splitting, merging, inserting, removing, moving.
 * Pure; each result is one `drafted-all`, so one undo. Undefined: it cannot be done there.
 */
import { boxAroundAll, type Box } from '../geometry/box'
import {
  unitKind,
  lastBeforeAnswer,
  stays,
  unitsOf,
  unordered,
  unitWords,
  type NewDraft,
  type Unit,
  type UnitSource,
} from './correct'
import { orderKey, type Draft, type DraftChanges } from './draft'

/** Where something new is to stand: after this unit; undefined: at the beginning. */
export type InsertAfter = string | undefined

/** A thought cut in two at a character of its words; the second half is new. */
export function split(
  source: UnitSource,
  { key, at }: { readonly key: string; readonly at: number },
  newKey: string,
): DraftChanges | undefined {
  const unit = unitsOf(source).find((u) => u.key === key)
  const words = unit && unitWords(unit)
  if (unit === undefined || words === undefined || unitKind(unit) !== 'thought') return undefined
  const [head, tail] = [words.slice(0, at).trim(), words.slice(at).trim()]
  if (head === '' || tail === '') return undefined
  return {
    ...rewrite(unit, head),
    [newKey]: { type: 'thought', branch: source.branch, after: key, text: tail },
    ...follow(source, newKey, key),
  }
}

/** A unit and the next one of its kind made one: words joined, regions united. They must stand side by side. */
export function mergeWithNext(source: UnitSource, key: string): DraftChanges | undefined {
  const units = unitsOf(source).filter(stays)
  const at = units.findIndex((u) => u.key === key)
  const [unit, next] = [units[at], units[at + 1]]
  if (unit === undefined || next === undefined || unitKind(unit) !== unitKind(next)) return undefined
  const removed = remove(source, next.key) ?? {}
  // Taking the next one out may have moved this one's place; that must not be undone by what follows.
  const again = removed[unit.key]
  const current = unit.type === 'new' && again != null ? { ...unit, draft: again as NewDraft } : unit
  const [a, b] = [regionOf(current), regionOf(next)]
  if (a !== undefined && b !== undefined) return { ...removed, ...redraw(current, boxAroundAll([a, b])) }
  if (unitKind(unit) !== 'thought') return undefined
  const texts = [unitWords(unit), unitWords(next)].map((t) => (t ?? '').trim()).filter(Boolean)
  return { ...removed, ...rewrite(current, texts.join(' ')) }
}

/** A recorded unit taken out; one that a person put in is gone, and what came after it comes after its predecessor. */
export function remove(source: UnitSource, key: string): DraftChanges | undefined {
  const unit = unitsOf(source).find((u) => u.key === key)
  if (unit === undefined || !stays(unit) || unitKind(unit) === 'observation') return undefined
  if (unit.type === 'kept') return { [key]: { type: 'removed' } }
  const changes: Record<string, Draft | null> = { [key]: null }
  const before = unit.draft.type === 'answer' ? undefined : unit.draft.after
  for (const [other, draft] of Object.entries(source.drafts)) {
    if ((draft.type !== 'look' && draft.type !== 'thought') || draft.after !== key) continue
    const { after: _gone, ...rest } = draft
    changes[other] = before === undefined ? rest : { ...rest, after: before }
  }
  return changes
}

/** A new look of a person. */
export function insertLook(
  source: UnitSource,
  { after, region }: { readonly after: InsertAfter; readonly region: Box<'image'> },
  newKey: string,
): DraftChanges {
  return inserted(source, { after, draft: { type: 'look', branch: source.branch, region } }, newKey)
}

/** A new thought of a person. */
export function insertThought(
  source: UnitSource,
  { after, text }: { readonly after: InsertAfter; readonly text: string },
  newKey: string,
): DraftChanges {
  return inserted(source, { after, draft: { type: 'thought', branch: source.branch, text } }, newKey)
}

/** The answer in other words; where there is none, a new one. Undefined: it says so already. */
export function reanswer(source: UnitSource, text: string, newKey: string): DraftChanges | undefined {
  const last = unitsOf(source).findLast((u) => unitKind(u) === 'answer' && stays(u))
  if (last === undefined) return { [newKey]: { type: 'answer', branch: source.branch, text } }
  return unitWords(last) === text ? undefined : rewrite(last, text)
}

/** A unit moved by one place among those that stay; answers stay at the end. */
export function move(source: UnitSource, key: string, by: 1 | -1): DraftChanges | undefined {
  const units = unitsOf(source)
  const end = lastBeforeAnswer(units)
  const movable = units.slice(0, end)
  const at = movable.findIndex((u) => u.key === key)
  if (at < 0) return undefined
  let to = at + by
  // What is taken out is stepped over: one does not see it move.
  while (movable[to] !== undefined && !stays(movable[to] as Unit)) to += by
  if (movable[to] === undefined) return undefined
  const keys = movable.map((u) => u.key).filter((k) => k !== key)
  keys.splice(to, 0, key)
  const natural = unordered(source).slice(0, end)
  const same = natural.every((u, i) => u.key === keys[i])
  return { [orderKey(source.branch)]: same ? null : { type: 'order', branch: source.branch, order: keys } }
}

/** The region of a look as it is now. */
export function regionOf(unit: Unit): Box<'image'> | undefined {
  if (unit.type === 'new') return unit.draft.type === 'look' ? unit.draft.region : undefined
  if (unit.draft?.type === 'region') return unit.draft.region
  return unit.steps[0].type === 'look' ? unit.steps[0].region : undefined
}

function redraw(unit: Unit, region: Box<'image'>): DraftChanges {
  if (unit.type === 'new' && unit.draft.type === 'look') return { [unit.key]: { ...unit.draft, region } }
  return { [unit.key]: { type: 'region', region } }
}

function rewrite(unit: Unit, text: string): DraftChanges {
  if (unit.type === 'new' && unit.draft.type !== 'look') return { [unit.key]: { ...unit.draft, text } }
  const [step] = unit.type === 'kept' ? unit.steps : []
  const own = step?.type === 'thought' || step?.type === 'answer' ? step.text : undefined
  return { [unit.key]: text === own ? null : { type: 'text', text } }
}

/** Nothing comes after the answer: what is put in there comes right before it. */
function inserted(
  source: UnitSource,
  {
    after,
    draft,
  }: { readonly after: InsertAfter; readonly draft: Extract<NewDraft, { type: 'look' | 'thought' }> },
  newKey: string,
): DraftChanges {
  const units = unitsOf(source)
  const end = lastBeforeAnswer(units)
  const at = units.findIndex((u) => u.key === after)
  const place = at >= end ? units[end - 1]?.key : after
  const placed = place === undefined ? draft : { ...draft, after: place }
  return { [newKey]: placed, ...follow(source, newKey, place) }
}

/** Where a person has given an order, what is new takes its place in it, right after `after`. */
function follow({ drafts, branch }: UnitSource, newKey: string, after: InsertAfter): DraftChanges {
  const order = drafts[orderKey(branch)]
  if (order?.type !== 'order') return {}
  const keys = [...order.order]
  const at = after === undefined ? 0 : keys.indexOf(after) + 1
  if (after !== undefined && at === 0) return {}
  keys.splice(at, 0, newKey)
  return { [orderKey(branch)]: { ...order, order: keys } }
}
