/** What a person decided about a trace. Plain data, part of the project, undoable with the drafts. */
import type { Box } from '../geometry/box'

export type Verdict = 'accepted' | 'rejected' | 'flagged' | 'skipped'

/** Failure tags offered at first; the list is the person's to change. */
export const defaultTags = [
  'wrong place',
  'misread crop',
  'wrong reasoning',
  'format',
  'hallucination',
] as const

/** One annotator's review of one branch. */
export interface Review {
  /** Absent: looked at, not decided. */
  readonly verdict?: Verdict
  readonly tags: readonly string[]
  readonly note: string
  /** Where the answer really stands. */
  readonly goldBoxes: readonly Box<'image'>[]
  /** The right answer, where the person knows it. */
  readonly gold?: string
  readonly by: string
  /** Milliseconds since 1970 of the last change. */
  readonly at: number
  /** Milliseconds a person spent on it in all. */
  readonly spent: number
}
