/** A person's change that has not been run: plain data kept over the original, which stays. Knows no project. */
import type { Box, Point } from '../geometry/box'
import type { LookStep, StepId } from './step'

/** A look elsewhere. `point`: of a look that names a point, where it is now; the region is then the box around it. */
export interface RegionDraft {
  readonly type: 'region'
  readonly region: Box<'image'>
  readonly point?: Point
}

/**
 * What a person changed. `region`, `text` and `removed` stand under the id of the step they change; what is new stands
 * under an id of its own, and comes after a step or after something else that is new (`after` absent: at the beginning).
 */
export type Draft =
  | RegionDraft
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'removed' }
  | {
      readonly type: 'look'
      readonly branch: string
      readonly after?: StepId
      readonly region: Box<'image'>
    }
  | { readonly type: 'thought'; readonly branch: string; readonly after?: StepId; readonly text: string }
  /** Of a branch that has none. Always the end. */
  | { readonly type: 'answer'; readonly branch: string; readonly text: string }
  /** The order of thoughts and looks, by their keys; one per branch, under `orderKey`. */
  | { readonly type: 'order'; readonly branch: string; readonly order: readonly string[] }

/** Drafts by key. */
export type Drafts = Readonly<Record<string, Draft>>

/** Several drafts at once: null takes one away. One undo. */
export type DraftChanges = Readonly<Record<string, Draft | null>>

/** Where the order of a branch is kept. */
export function orderKey(branch: string): string {
  return `order:${branch}`
}

/** The drafts after several changes of them. */
export function withDrafts(drafts: Drafts, changes: DraftChanges): Drafts {
  const gone = new Set(Object.keys(changes).filter((key) => changes[key] === null))
  const all = Object.entries({ ...drafts, ...changes })
  return Object.fromEntries(all.filter((entry): entry is [string, Draft] => !gone.has(entry[0])))
}

/** The point a look names now; undefined for one that names a box. Earlier versions kept only the box around it. */
export function movedPoint(step: LookStep | undefined, draft: RegionDraft | undefined): Point | undefined {
  if (step?.point === undefined || draft === undefined) return step?.point
  const { left, top, right, bottom } = draft.region
  return draft.point ?? { x: (left + right) / 2, y: (top + bottom) / 2 }
}
