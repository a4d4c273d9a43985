/**
 * Scores as transformers' logits processors leave them, in their order and in their 32 bits: repetition penalty, temperature, top-k,
 * top-p. Source: transformers 5.23, generation/logits_process.py and `_get_logits_processor`. Pure.
 */
import type { Warping } from '../../../app/reasoning/model'

/** The penalty for what has been seen, the prompt included: also where the best is taken. The given array is not changed. */
export function penalised(
  scores: Float32Array,
  seen: ReadonlySet<number>,
  { repetitionPenalty = 1 }: Warping,
): Float32Array {
  if (repetitionPenalty === 1) return scores
  const changed = scores.slice()
  for (const id of seen) {
    const score = changed[id]
    if (score !== undefined) changed[id] = score < 0 ? score * repetitionPenalty : score / repetitionPenalty
  }
  return changed
}

/** What is drawn from: scores divided by the temperature, those left out as −∞. */
export function warped(
  scores: Float32Array,
  temperature: number,
  { topK = 0, topP = 1 }: Warping,
): Float32Array {
  const tempered = scores.map((score) => score / temperature)
  if (topK > 0 && topK < tempered.length) keepBest(tempered, topK)
  if (topP < 1) keepNucleus(tempered, topP)
  return tempered
}

/** All below the `count`-th largest are left out; those equal to it stay. */
function keepBest(scores: Float32Array, count: number): void {
  const least = scores.slice().sort()[scores.length - count] as number
  for (let i = 0; i < scores.length; i++) if ((scores[i] as number) < least) scores[i] = -Infinity
}

/** The smallest set of the likeliest whose probability is at least `share`; never none. */
function keepNucleus(scores: Float32Array, share: number): void {
  const order = Array.from(scores.keys())
    .filter((i) => scores[i] !== -Infinity)
    .sort((a, b) => (scores[a] as number) - (scores[b] as number) || b - a)
  const best = scores[order.at(-1) ?? 0] as number
  let total = 0
  for (const i of order) total += Math.exp((scores[i] as number) - best)
  let below = 0
  for (const i of order.slice(0, -1)) {
    below += Math.exp((scores[i] as number) - best) / total
    if (below > 1 - share) return
    scores[i] = -Infinity
  }
}
