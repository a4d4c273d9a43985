/**
 * Confidence intervals by resampling: how far a mean would move with other questions of the same kind. Seeded, so that the
 * same results always give the same interval. Source: Efron's percentile bootstrap; 2,000 resamples; numpy's `linear`
 * percentile; paired differences resample questions, as in Koehn 2004.
 */
import type { MeasureValue } from './metric'

/** Lower and upper end of a 95 % interval. */
export type Interval = readonly [number, number]

const resamples = 2000
const seed = 20250523

/** The 95 % interval of the mean; undefined for no values. */
export function meanInterval(values: readonly number[]): Interval | undefined {
  const n = values.length
  if (n === 0) return undefined
  const random = mulberry32(seed)
  const means: number[] = []
  for (let r = 0; r < resamples; r++) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += values[Math.floor(random() * n)] ?? 0
    means.push(sum / n)
  }
  return ends(means)
}

/** The difference of two means over the questions both have, and its interval. */
export interface Delta {
  readonly delta: number
  readonly ci95: Interval
  /** Questions both have. */
  readonly count: number
}

/** b − a, paired by key; undefined when nothing is shared. */
export function pairedDelta(a: readonly MeasureValue[], b: readonly MeasureValue[]): Delta | undefined {
  const other = new Map(b.map(({ key, value }) => [key, value]))
  const differences = a.flatMap(({ key, value }) => {
    const second = other.get(key)
    return second === undefined ? [] : [second - value]
  })
  const ci95 = meanInterval(differences)
  if (ci95 === undefined) return undefined
  return { delta: mean(differences), ci95, count: differences.length }
}

/** The arithmetic mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

function ends(samples: readonly number[]): Interval {
  const sorted = Float64Array.from(samples).sort()
  return [percentile(sorted, 2.5), percentile(sorted, 97.5)]
}

/** Linear between neighbours, as numpy's default. */
function percentile(sorted: Float64Array, percent: number): number {
  const at = ((sorted.length - 1) * percent) / 100
  const low = sorted[Math.floor(at)] ?? 0
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at))
}

/** A small generator with 32 bits of state (Tommy Ettinger's mulberry32): uniform in [0, 1). */
function mulberry32(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
