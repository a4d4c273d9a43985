/** Chooses a token from logits: the best one, or a seeded draw. The same seed gives the same choices. Knows no model. */

import { Failure } from '../../../app/failure'
import type { Warping } from '../../../app/reasoning/model'
import { penalised, warped } from './warp'

export interface SampledToken {
  readonly id: number
  /** Natural log of the model's own probability, whatever the temperature. */
  readonly logprob: number
  /** The likeliest tokens, likeliest first. */
  readonly top: readonly { readonly id: number; readonly logprob: number }[]
  /** Where alternatives are asked for: of the model's whole distribution, in nats; and the place of what was chosen, from 1. */
  readonly entropy?: number
  readonly rank?: number
}

export interface Sampling extends Warping {
  /** 0 is greedy. */
  readonly temperature: number
  readonly seed: number
  readonly top: number
}

/**
 * A sampler with its own stream of random numbers. `seen`: the ids of the context, for the penalty; what is chosen joins them. Log
 * probabilities are raw: of what the model computed. @throws Failure `model-failed` where the logits are no numbers.
 */
export function createSampler(
  { temperature, seed, top, ...warping }: Sampling,
  seen: Iterable<number> = [],
): (logits: Float32Array) => SampledToken {
  const random = seededRandom(seed)
  const before = new Set(seen)
  const narrows = (warping.topK ?? 0) > 0 || (warping.topP ?? 1) < 1
  const drawn = (scores: Float32Array, temperature: number, roll: number) => {
    const from = narrows ? warped(scores, temperature, warping) : scores
    return draw(from, narrows ? 1 : temperature, roll)
  }
  return (logits) => {
    // Every pass over a real vocabulary is felt: the likeliest is the first of the likeliest.
    const best = topOf(logits, Math.max(top, 1))
    const peak = best[0] ?? 0
    const { logTotal, moment, total } = summed(logits, peak)
    const scores = penalised(logits, before, warping)
    const taken = scores === logits ? peak : undefined
    const id = temperature > 0 ? drawn(scores, temperature, random()) : (taken ?? indexOfMax(scores))
    before.add(id)
    const logprob = (logits[id] as number) - logTotal
    if (top === 0) return { id, logprob, top: [] }
    return {
      id,
      logprob,
      top: best.map((i) => ({ id: i, logprob: (logits[i] as number) - logTotal })),
      entropy: Math.log(total) + moment / total,
      // All that are likelier than one of the likeliest are among them.
      rank: rankOf(logits, id, best.includes(id) ? best : undefined),
    }
  }
}

/** Natural log of the model's own probability of a token. @throws Failure `model-failed` where the logits are no numbers. */
export function logprobOf(logits: Float32Array, id: number): number {
  return (logits[id] as number) - summed(logits, indexOfMax(logits)).logTotal
}

function summed(logits: Float32Array, likeliest: number) {
  const peak = logits[likeliest] as number
  const sums = sumsOf(logits, peak)
  const logTotal = peak + Math.log(sums.total)
  if (Number.isFinite(logTotal)) return { ...sums, logTotal }
  throw new Failure(
    'model-failed',
    'The model computed no usable numbers. Use another precision of it, or another provider.',
  )
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

function indexOfMax(logits: Float32Array): number {
  let best = 0
  for (let i = 1; i < logits.length; i++) if ((logits[i] as number) > (logits[best] as number)) best = i
  return best
}

/** e^-x from a table with two terms of the series between its entries: off by less than 2e-10 of the value. */
const perUnit = 1024
const unit = 1 / perUnit
/** Further below the peak than this, all of a vocabulary together is less than 1e-8 of it. */
const reach = 32
let powers: Float64Array | undefined

/** Σ e^-b and Σ b e^-b, b being how far a score lies below the peak. A real vocabulary has 152,000 entries, and this is done for every token: five times as fast as Math.exp. */
function sumsOf(logits: Float32Array, peak: number): { readonly total: number; readonly moment: number } {
  const table = (powers ??= Float64Array.from({ length: reach * perUnit + 1 }, (_, i) => Math.exp(-i * unit)))
  // Not taken apart from a list: V8 gives up optimised code at the end of that, every time.
  let total = 0
  let moment = 0
  for (let i = 0; i < logits.length; i++) {
    const below = peak - (logits[i] as number)
    // Not written the other way round: what is no number must reach the total.
    if (below >= reach) continue
    const entry = (below * perUnit) | 0
    const rest = entry * unit - below
    const power = (table[entry] as number) * (1 + rest * (1 + rest * 0.5))
    total += power
    moment += below * power
  }
  return { total, moment }
}

/** How many are likelier, and one. `among`: these are all that can be. */
function rankOf(logits: Float32Array, id: number, among?: readonly number[]): number {
  const own = logits[id] as number
  let rank = 1
  if (among === undefined) {
    for (let i = 0; i < logits.length; i++) if ((logits[i] as number) > own) rank++
  } else for (const i of among) if ((logits[i] as number) > own) rank++
  return rank
}

function draw(logits: Float32Array, temperature: number, random: number): number {
  const peak = logits[indexOfMax(logits)] as number
  const weightOf = (i: number) => Math.exp(((logits[i] as number) - peak) / temperature)
  let left = 0
  for (let i = 0; i < logits.length; i++) left += weightOf(i)
  left *= random
  for (let i = 0; i < logits.length; i++) {
    left -= weightOf(i)
    if (left < 0) return i
  }
  // Rounding can leave a hair of probability over.
  return indexOfMax(logits)
}

/** The `count` largest by insertion: no sort of the vocabulary. Ties keep the lower id first. */
function topOf(logits: Float32Array, count: number): readonly number[] {
  const best: number[] = []
  /** What has to be exceeded; until there are enough, anything that can be chosen at all. */
  let floor = -Infinity
  const put = (i: number) => {
    const value = logits[i] as number
    let at = best.length
    while (at > 0 && (logits[best[at - 1] as number] as number) < value) at--
    best.splice(at, 0, i)
    if (best.length > count) best.pop()
    if (best.length === count) floor = logits[best[count - 1] as number] as number
  }
  // Nearly all are out: four at a time take a quarter of the time of one after the other.
  const fours = logits.length - (logits.length % 4)
  for (let i = 0; i < fours; i += 4) {
    const a = logits[i] as number
    const b = logits[i + 1] as number
    const c = logits[i + 2] as number
    const d = logits[i + 3] as number
    if (a <= floor && b <= floor && c <= floor && d <= floor) continue
    for (let k = i; k < i + 4; k++) if (!((logits[k] as number) <= floor)) put(k)
  }
  for (let i = fours; i < logits.length; i++) if (!((logits[i] as number) <= floor)) put(i)
  return best
}
