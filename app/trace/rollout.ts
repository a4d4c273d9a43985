/**
 * What marks a branch as one rollout of a group: sampled together from one question, or written down by a trainer. Plain
 * data, part of the branch; knows no reward and no model.
 */
import type { Box } from '../geometry/box'

/** Where a branch stands in its group, and what a trainer's dump says of it. */
export interface RolloutMark {
  readonly group: string
  /** Place in the group, from 0. */
  readonly index: number
  /** How many the group was to have. */
  readonly of: number
  /** The right answer, as the rewards compare it. */
  readonly gold?: readonly string[]
  readonly goldBoxes?: readonly Box<'image'>[]
  /** Seed the group was sampled with; each rollout's own is in its settings. */
  readonly seed?: number
  /** Training step, of a dump. */
  readonly step?: number
  /** Reward terms by name, as the trainer wrote them. */
  readonly rewards?: Readonly<Record<string, number>>
  readonly total?: number
  readonly advantage?: number
}
