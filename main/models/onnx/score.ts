/**
 * How likely a model finds a given text: the context is read like any other, and of its last tokens the scores that stood before each
 * of them are kept. Nothing is written, and nothing is kept as a checkpoint: contexts that are scored differ in what they show.
 */
import type { ScoredToken } from '../../../app/reasoning/model'
import { embedsOf } from './embeds'
import { encode } from './generate'
import type { HeldCache, ModelParts, Work } from './parts'
import { readOn, resultOf } from './read-on'
import { logprobOf } from './sampler'

interface Scoring extends Pick<Work, 'sequence' | 'paths'> {
  /** So many tokens from the end; fewer where the context is shorter. */
  readonly last: number
}

/** The last tokens with their log-probabilities. @throws Failure `cancelled` between two runs of the decoder. */
export async function scoreTokens(
  parts: ModelParts,
  { sequence, paths, last }: Scoring,
  signal: AbortSignal,
): Promise<readonly ScoredToken[]> {
  const { checkpoints, decoder, tokenizer } = parts
  const { keys } = sequence
  const total = keys.length
  /** The first token that is scored; there has to be one before it. */
  const from = Math.max(1, total - last)
  const wanted = (start: number, count: number) => Math.min(count, Math.max(1, start + count - (from - 1)))
  const found = await checkpoints.find(keys, from - 1)
  const held: HeldCache = { cache: found?.cache ?? (await decoder.empty()) }
  try {
    const first = held.cache.length
    const features = await resultOf(encode(parts, { sequence, paths, from: first, reuse: true }, signal))
    const embeds = await embedsOf({ sequence, from: first, features }, parts)
    const reading = { sequence, features, embeds, first, held, end: total - 1, scored: wanted }
    const scored: ScoredToken[] = []
    for await (const { from: start, count, logits } of readOn(parts, reading, signal))
      for (let at = Math.max(from, start + 1); at <= start + count; at++) {
        const id = keys[at] as number
        // An image among them is given, not said: there is nothing to be likely.
        const logprob = id < 0 ? 0 : logprobOf(logits(start + count - at), id)
        scored.push({ id, text: id < 0 ? '' : tokenizer.textOf(id), logprob })
      }
    return scored
  } finally {
    checkpoints.release(held.cache)
  }
}
