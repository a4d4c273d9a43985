/**
 * Who still needs a cache: counted, so that its tensors are let go of when nobody does. On the processor this does nothing
 * (memory there is collected); on a graphics card it is the only way tensors are ever freed.
 */
import type { Tensor } from 'onnxruntime-node'

/** What a decoder has read: one pair of tensors per layer, `length` tokens long. Never changed once made. */
export interface KvCache {
  readonly length: number
  readonly tensors: readonly Tensor[]
}

export interface Lease {
  /** One more holder. */
  readonly hold: (cache: KvCache) => KvCache
  /** One holder less; the last one's tensors are disposed of. */
  readonly release: (cache: KvCache) => void
  /** Caches somebody holds. */
  readonly held: () => number
}

/** Nobody counts. */
export const noLease: Lease = { hold: (cache) => cache, release: () => undefined, held: () => 0 }

/** Counts holders of caches; a cache nobody has held yet has none. */
export function createLease(): Lease {
  const holders = new Map<KvCache, number>()
  return {
    hold: (cache) => {
      holders.set(cache, (holders.get(cache) ?? 0) + 1)
      return cache
    },
    release: (cache) => {
      const holding = holders.get(cache)
      if (holding === undefined) return
      if (holding > 1) return void holders.set(cache, holding - 1)
      holders.delete(cache)
      for (const tensor of cache.tensors) tensor.dispose()
    },
    held: () => holders.size,
  }
}
