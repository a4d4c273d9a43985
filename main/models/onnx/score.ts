/**
 * How likely a model finds a given text: the context is read like any other, and of its last tokens the scores that stood before each
 * of them are kept. Nothing is written, and nothing is kept as a checkpoint: contexts that are scored differ in what they show.
 */
import { throwIfCancelled } from '../../../app/failure'
import { given } from '../../../app/given'
import type { ScoredToken } from '../../../app/reasoning/model'
import { nextChunk } from './chunks'
import { deeperRows } from './deepstack'
import { embedsOf } from './embeds'
import { floatTensor } from './floats'
import { encode } from './generate'
import type { Held, Parts, Work } from './parts'
import { logprobOf } from './sampler'
import { positionRows } from './sequence'

interface Scoring extends Pick<Work, 'sequence' | 'paths'> {
  /** So many tokens from the end; fewer where the context is shorter. */
  readonly last: number
}

/** The last tokens with their log-probabilities. @throws Failure `cancelled` between two runs of the decoder. */
export async function score(
  parts: Parts,
  { sequence, paths, last }: Scoring,
  signal: AbortSignal,
): Promise<readonly ScoredToken[]> {
  const { checkpoints, decoder, tokenizer, hidden, type, layers } = parts
  const { keys } = sequence
  const total = keys.length
  /** The first token that is scored; there has to be one before it. */
  const from = Math.max(1, total - last)
  const found = await checkpoints.find(keys, from - 1)
  const held: Held = { cache: found?.cache ?? (await decoder.empty()) }
  try {
    const cached = held.cache.length
    const reading = { sequence, paths, request: { reuse: true } }
    const features = await resultOf(encode(parts, reading, cached, signal))
    const embeds = await embedsOf(sequence, cached, features, parts)
    const scored: ScoredToken[] = []
    while (held.cache.length < total - 1) {
      throwIfCancelled(signal)
      const { length } = held.cache
      const count = nextChunk(parts, length, total - 1 - length)
      const rows = embeds.subarray((length - cached) * hidden, (length - cached + count) * hidden)
      const deeper =
        layers === 0
          ? undefined
          : deeperRows(sequence, features, { from: length, count, hidden, type, layers })
      const wanted = Math.min(count, Math.max(1, length + count - (from - 1)))
      const step = await decoder.step(held.cache, {
        embeds: floatTensor(type, rows, [1, count, hidden]),
        count,
        positions: positionRows(sequence.positions, length, count),
        scored: wanted,
        ...given({ deeper }),
      })
      held.cache = step.cache
      for (let at = Math.max(from, length + 1); at <= length + count; at++) {
        const id = keys[at] as number
        // An image among them is given, not said: there is nothing to be likely.
        const logprob = id < 0 ? 0 : logprobOf(step.logits(length + count - at), id)
        scored.push({ id, text: id < 0 ? '' : tokenizer.textOf(id), logprob })
      }
    }
    return scored
  } finally {
    checkpoints.release(held.cache)
  }
}

/** What a generator comes to, whatever it tells on the way. */
async function resultOf<T>(work: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const step = await work.next()
    if (step.done === true) return step.value
  }
}
