/**
 * States of hybrid decoders (Qwen3.5: Gated DeltaNet layers): what a layer remembers of all tokens in a tensor of a fixed size. Unlike keys
 * and values they cannot be cut at a token: they are only what they were after the token they were left by. How graphs spell them.
 * Knows no session.
 * Source of the names: transformers.js (`past_conv.0`, `past_recurrent.0`).
 */
import type { FloatType } from './floats'

/** One state of one layer. */
export interface LayerState {
  readonly past: string
  readonly present: string
  readonly type: FloatType
  /** Of a cache of no tokens: all zeros. */
  readonly dims: readonly number[]
}

const spelled = /^past_(conv|recurrent)\.\d+$/

/** The states among a graph's inputs. `read`: type and dimensions of one, the batch first. */
export function statesIn(
  names: readonly string[],
  read: (name: string) => Pick<LayerState, 'type' | 'dims'>,
): readonly LayerState[] {
  return names
    .filter((name) => spelled.test(name))
    .map((past) => ({ past, present: past.replace('past', 'present'), ...read(past) }))
}
