/**
 * Weighted totals and advantages. Measuring reads texts once; weights and caps then only multiply, so a person can pull at
 * them over ten thousand rollouts. Pure.
 */
import { terms, type MeasuredTerm, type Reward, type Term } from './reward'
import type { RewardContext, Rollout } from './rollout'
import { paper, released, type AdvantageRule, type Scoring, type TermSetting } from './variants'

/** What every reward measured of one rollout, by reward id. */
export type Measurements = Readonly<Record<string, MeasuredTerm>>

/** One term of a total. */
export interface TermScore {
  readonly term: Term
  readonly reward: string
  /** In the reward's unit. */
  readonly amount: number
  /** What it adds to the total. */
  readonly value: number
  /** What was found, then how it counts, in sentences. */
  readonly why: string
}

/** A rollout with its terms, in the order of `terms`. */
export interface ScoredRollout {
  readonly terms: readonly TermScore[]
  readonly total: number
  /** Whether the accuracy term measured 1. */
  readonly right: boolean
  /** Only a judge could tell whether the answer is right. */
  readonly undecided: boolean
}

/** Advantages of one group. */
export interface Advantages {
  readonly values: readonly number[]
  readonly mean: number
  /** Unbiased; 0 for a group of one. */
  readonly deviation: number
  /** All totals are equal (or there is one): nothing to learn from, every advantage is 0. */
  readonly flat: boolean
}

/** A group's rollouts, scored, in their order. */
export interface GroupScore {
  readonly rollouts: readonly ScoredRollout[]
  readonly advantages: Advantages
}

const needed: readonly Reward[] = [
  ...new Set([paper, released].flatMap(({ terms: set }) => terms.map((t) => set[t].reward))),
]

/** Everything that any variant needs, measured once. */
export function measure(rollout: Rollout, asked: RewardContext): Measurements {
  return Object.fromEntries(needed.map((reward) => [reward.id, reward.measure(rollout, asked)]))
}

/** The terms and their sum under these weights and caps. */
export function totalReward(measured: Measurements, scoring: Scoring): ScoredRollout {
  const accuracy = measured[scoring.terms.accuracy.reward.id]
  const right = accuracy?.amount === 1
  const found = terms.map((term) => termOf({ term, ...scoring.terms[term] }, measured, right))
  // One after the other: Python adds in this order too, and the last digit depends on it.
  let total = 0
  for (const { value } of found) total += value
  return { terms: found, total, right, undecided: accuracy?.undecided === true }
}

/** Measured rollouts of one group under these weights and caps, with their advantages. */
export function scoreGroup(measured: readonly Measurements[], scoring: Scoring): GroupScore {
  const rollouts = measured.map((one) => totalReward(one, scoring))
  return {
    rollouts,
    advantages: advantagesOf(
      rollouts.map((r) => r.total),
      scoring.advantage,
    ),
  }
}

/**
 * (r − mean) / (deviation + epsilon). Source: DeepSeekMath, arXiv 2402.03300, section 4.1; with 1e-4 and `torch.std` in
 * justgogorunrun/VLM-R3, src/r1-v/src/open_r1/trainer/vllm_rgrpo_trainer.py. Equal totals give 0, not what rounding leaves.
 */
export function advantagesOf(totals: readonly number[], { epsilon }: AdvantageRule): Advantages {
  const mean = totals.reduce((sum, r) => sum + r, 0) / Math.max(1, totals.length)
  const squares = totals.reduce((sum, r) => sum + (r - mean) ** 2, 0)
  const deviation = totals.length < 2 ? 0 : Math.sqrt(squares / (totals.length - 1))
  const flat = deviation === 0 || totals.every((r) => r === totals[0])
  if (flat) return { values: totals.map(() => 0), mean, deviation: 0, flat }
  return { values: totals.map((r) => (r - mean) / (deviation + epsilon)), mean, deviation, flat }
}

function termOf(
  { term, reward, weight, cap }: TermSetting & { readonly term: Term },
  measured: Measurements,
  right: boolean,
): TermScore {
  const { amount, why } = measured[reward.id] ?? { amount: 0, why: 'It was not measured.' }
  const common = { term, reward: reward.id, amount }
  if (reward.gated && !right)
    return { ...common, value: 0, why: `${why} Not counted: the answer is not right.` }
  const full = weight * amount
  const value = Math.max(0, cap === undefined ? full : Math.min(cap, full))
  return { ...common, value, why: `${why} ${sum(weight, amount, value)}` }
}

/** How the value comes about. */
function sum(weight: number, amount: number, value: number): string {
  const full = weight * amount
  if (weight === 0) return 'It does not count here.'
  const made = `${short(weight)} × ${short(amount)} = ${short(full)}`
  return value < full ? `${made}, at most ${short(value)}.` : `${made}.`
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)))
}
