/**
 * A branch as a person has corrected it, still as data: which steps stay, which are changed, what is new, in which order.
 * The one place that knows how drafts lie over steps. Makes no step itself (that takes a dialect: app/reasoning/fork.ts).
 */
import { given } from '../given'
import type { Draft, Drafts } from './draft'
import { orderKey } from './draft'
import type { Step, StepId } from './step'

/** A draft that is a step of its own. */
export type NewDraft = Extract<Draft, { type: 'look' | 'thought' | 'answer' }>
/** A draft that changes a step the model wrote. */
export type StepDraft = Extract<Draft, { type: 'region' | 'text' | 'removed' }>

/** A recorded step with the observations that follow it, and what a person did to it. */
export interface KeptUnit {
  readonly type: 'kept'
  /** Id of the first step. */
  readonly key: StepId
  /** The thought, look or answer, then the observations that came right after it. Never empty. */
  readonly steps: readonly [Step, ...Step[]]
  readonly draft: StepDraft | undefined
}

/** What a person put in; `key` is the draft's. */
export interface NewUnit {
  readonly type: 'new'
  readonly key: string
  readonly draft: NewDraft
}

/** What is moved, removed and counted as one: a look never comes apart from its crop. */
export type Unit = KeptUnit | NewUnit

/** What units are made of. */
export interface UnitSource {
  /** Recorded steps of the branch, in order. */
  readonly steps: readonly Step[]
  readonly drafts: Drafts
  readonly branch: string
}

/** The units of a branch in corrected order; removed ones are still in their place, with that draft on them. */
export function unitsOf(source: UnitSource): readonly Unit[] {
  const units = unordered(source)
  const draft = source.drafts[orderKey(source.branch)]
  return draft?.type === 'order' ? inOrder(units, draft.order) : units
}

/** The units as they stand without a person's order: recorded order, new ones after what they come after. */
export function unordered({ steps, drafts, branch }: UnitSource): readonly Unit[] {
  const waiting = newUnits(drafts, branch)
  const following = new Map<string | undefined, NewUnit[]>()
  for (const unit of waiting) if (unit.draft.type !== 'answer') addTo(following, unit.draft.after, unit)
  const placed = new Set<string>()
  const units: Unit[] = []
  // Each is followed by what comes after it, however long that chain is.
  const put = (after: string | undefined) => {
    const next = (following.get(after) ?? []).toReversed()
    for (let unit = next.pop(); unit !== undefined; unit = next.pop()) {
      if (placed.has(unit.key)) continue
      placed.add(unit.key)
      units.push(unit)
      for (const later of (following.get(unit.key) ?? []).toReversed()) next.push(later)
    }
  }
  put(undefined)
  for (const unit of keptUnits(steps, drafts)) {
    units.push(unit)
    for (const step of unit.steps) put(step.id)
  }
  // Whatever it came after is gone: it is not lost for that, but comes last, before the answer.
  const lost = waiting.filter((u) => !placed.has(u.key) && u.draft.type !== 'answer')
  const end = lastBeforeAnswer(units)
  const answers = waiting.filter((u) => u.draft.type === 'answer')
  return [...units.slice(0, end), ...lost, ...units.slice(end), ...answers]
}

/** Whether a unit stays in the corrected trace. */
export function stays(unit: Unit): boolean {
  return unit.type === 'new' || unit.draft?.type !== 'removed'
}

/** Whether a person changed anything about a branch, and the answer as it is then; undefined: nothing was changed. */
export function correctionOf(source: UnitSource): { readonly answer?: string } | undefined {
  const units = unitsOf(source)
  const changed = units.some((unit) => unit.draft !== undefined) || orderKey(source.branch) in source.drafts
  if (!changed) return undefined
  const last = units.findLast((unit) => stays(unit) && unitKind(unit) === 'answer')
  return given({ answer: last && unitWords(last) })
}

/** What a unit is: the type of its first step, or of what a person put in. */
export function unitKind(unit: Unit): Step['type'] {
  return unit.type === 'new' ? unit.draft.type : unit.steps[0].type
}

/** The words of a unit as they are now; undefined for a look. */
export function unitWords(unit: Unit): string | undefined {
  if (unit.type === 'new') return unit.draft.type === 'look' ? undefined : unit.draft.text
  if (unit.draft?.type === 'text') return unit.draft.text
  const [step] = unit.steps
  return step.type === 'thought' || step.type === 'answer' ? step.text : undefined
}

/** Where the answers at the end begin; the length where there is none. */
export function lastBeforeAnswer(units: readonly Unit[]): number {
  return units.findLastIndex((u) => unitKind(u) !== 'answer') + 1
}

function newUnits(drafts: Drafts, branch: string): readonly NewUnit[] {
  return Object.entries(drafts).flatMap(([key, draft]): NewUnit[] =>
    (draft.type === 'look' || draft.type === 'thought' || draft.type === 'answer') && draft.branch === branch
      ? [{ type: 'new', key, draft }]
      : [],
  )
}

/** Observations belong to what came right before them: in traces of several looks a turn, to the last of these. */
function keptUnits(steps: readonly Step[], drafts: Drafts): readonly KeptUnit[] {
  const groups: [Step, ...Step[]][] = []
  for (const step of steps) {
    const last = groups.at(-1)
    if (step.type === 'observation' && last !== undefined) last.push(step)
    else groups.push([step])
  }
  return groups.map((group) => {
    const draft = drafts[group[0].id]
    const own = draft?.type === 'region' || draft?.type === 'text' || draft?.type === 'removed'
    return { type: 'kept', key: group[0].id, steps: group, draft: own ? draft : undefined }
  })
}

/** In this order; what it does not name stays after what it stood after. Answers at the end stay there. */
function inOrder(units: readonly Unit[], order: readonly string[]): readonly Unit[] {
  const end = lastBeforeAnswer(units)
  const movable = units.slice(0, end)
  const byKey = new Map(movable.map((u) => [u.key, u]))
  const named = new Set(order)
  // By what they come after: the runs of those that the order does not name. Undefined: the beginning.
  const runs = new Map<string | undefined, Unit[]>()
  let before: string | undefined
  for (const unit of movable)
    if (named.has(unit.key)) before = unit.key
    else addTo(runs, before, unit)
  const sorted = [...new Set([undefined, ...order])].flatMap((key) => {
    const unit = key === undefined ? undefined : byKey.get(key)
    return [...(unit ? [unit] : []), ...(runs.get(key) ?? [])]
  })
  return [...sorted, ...units.slice(end)]
}

function addTo<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}
