/**
 * What a reward is: one thing about a rollout, measured. Weights and caps come later (`total.ts`), so that changing them
 * measures nothing again. Pure; knows no trainer and no file.
 */
import { given } from '../given'
import type { RewardContext, Rollout } from './rollout'

/** The terms a total is made of, in the order in which they are added. One reward of each at a time. */
export const terms = ['accuracy', 'format', 'region', 'length', 'iou'] as const
/** One of the terms a total is made of. */
export type Term = (typeof terms)[number]

/** What was measured. */
export interface MeasuredTerm {
  /** In the reward's unit; finite, never negative. */
  readonly amount: number
  /** One sentence for people: what was found. */
  readonly why: string
  /** No rule can tell, only a judge; counts as `amount` says until a verdict is there. */
  readonly undecided?: true
}

/** One number a person may change. The term is worth `weight` for each unit of the amount, at most `cap`. */
export interface Parameter {
  readonly name: 'weight' | 'cap'
  readonly title: string
  /** Of the variant it belongs to. A cap without a default: none. */
  readonly standard?: number
}

/** A reward is one file. */
export interface Reward {
  readonly id: string
  readonly term: Term
  readonly title: string
  /** One sentence: when it gives how much. */
  readonly about: string
  /** Paper, or repository, file and function the rule is from. */
  readonly source: string
  /** What one of the amount is. */
  readonly unit: 'rollout' | 'box' | 'character' | 'overlap'
  readonly parameters: readonly Parameter[]
  /** Counts only with a right answer: where the accuracy term measured 1. */
  readonly gated?: true
  readonly measure: (rollout: Rollout, asked: RewardContext) => MeasuredTerm
}

/** The parameters of a term: what one unit is worth, and the most the term gives. */
export function worth(unit: string, weight: number, cap?: number): readonly Parameter[] {
  return [
    { name: 'weight', title: `Per ${unit}`, standard: weight },
    { name: 'cap', title: 'At most', ...given({ standard: cap }) },
  ]
}
