/**
 * The other way to keep a KV cache: buffers of a fixed length that the decoder writes in place (GroupQueryAttention only). Going
 * back is free, a second branch costs one copy on the card, and nothing is copied per token. Knows no session.
 */
import type { Tensor } from 'onnxruntime-node'
import type { Budget } from './budget'
import type { Gpu } from './gpu'
import type { FloatType } from './floats'
import { sharedLength, type Checkpoints, type KvCache } from './kv'

/** Shape of the cache and how much of it may be kept. */
export interface BufferOptions {
  readonly gpu: Gpu
  readonly type: FloatType
  /** Tensors of one cache: a key and a value per layer. */
  readonly count: number
  readonly heads: number
  readonly size: number
  /** Tokens a buffer holds at first; it doubles when they are not enough. */
  readonly capacity: number
  readonly budget: Budget
}

interface Slot {
  tensors: readonly Tensor[]
  capacity: number
  /** What has been read into it. */
  keys: Int32Array
}

export interface Buffers extends Checkpoints {
  /** A cache of nothing, with room. */
  readonly empty: () => Promise<KvCache>
  /** The same cache with room for so many tokens in all. */
  readonly grow: (cache: KvCache, tokens: number) => Promise<KvCache>
}

/** So much of another branch is worth a buffer of its own; less is sooner read again. */
const worthKeeping = 16

/** Buffers within a byte budget, one at the least; the least recently used is written over first. */
export function createBuffers(options: BufferOptions): Buffers {
  const { gpu, count, heads, size } = options
  /** Least recently used first. */
  let slots: readonly Slot[] = []
  const width = options.type === 'float16' ? 2 : 4
  const bytesOf = (capacity: number) => count * heads * size * capacity * width
  const bytes = () => slots.reduce((sum, s) => sum + bytesOf(s.capacity), 0)
  // They lie on the card and are written over, never dropped: by themselves they keep to the limit.
  const { budget } = options
  const touch = (slot: Slot) => (slots = [...slots.filter((s) => s !== slot), slot])
  const cacheOf = (slot: Slot, length: number): KvCache => ({ length, tensors: slot.tensors })
  const slotOf = (cache: KvCache) => slots.find((s) => s.tensors === cache.tensors)
  const dispose = (tensors: readonly Tensor[]) => tensors.forEach((t) => t.dispose())
  const drop = (slot: Slot) => {
    slots = slots.filter((s) => s !== slot)
    dispose(slot.tensors)
  }
  const each = async (make: (i: number) => Promise<Tensor>): Promise<readonly Tensor[]> => {
    const made: Tensor[] = []
    try {
      for (let i = 0; i < count; i++) made.push(await make(i))
      return made
    } catch (error) {
      dispose(made)
      throw error
    }
  }
  /** A new buffer where the budget has room; else the one used least, emptied. */
  const fresh = async (): Promise<Slot> => {
    const old = slots[0]
    if (old !== undefined && bytes() + bytesOf(options.capacity) > budget.limit()) {
      old.keys = new Int32Array(0)
      touch(old)
      return old
    }
    const tensors = await each(() => gpu.zeros([1, heads, options.capacity, size]))
    const slot = { tensors, capacity: options.capacity, keys: new Int32Array(0) }
    touch(slot)
    return slot
  }
  const copy = async (from: Slot): Promise<Slot> => {
    const tensors = await each((i) => gpu.head(from.tensors[i] as Tensor, from.capacity))
    const slot = { tensors, capacity: from.capacity, keys: from.keys }
    touch(slot)
    return slot
  }
  return {
    empty: async () => cacheOf(await fresh(), 0),
    grow: async (cache, tokens) => {
      const slot = slotOf(cache)
      if (slot === undefined || tokens <= slot.capacity) return cache
      const capacity = Math.max(tokens, slot.capacity * 2)
      // What is used least makes room first.
      while (slots[0] !== undefined && slots[0] !== slot && bytes() + bytesOf(capacity) > budget.limit())
        drop(slots[0])
      const more = await gpu.zeros([1, heads, capacity - slot.capacity, size])
      const tensors = await each((i) => gpu.join(slot.tensors[i] as Tensor, more)).finally(() =>
        more.dispose(),
      )
      dispose(slot.tensors)
      slot.tensors = tensors
      slot.capacity = capacity
      return cacheOf(slot, cache.length)
    },
    find: async (keys, limit) => {
      let best: Slot | undefined
      let shared = 0
      for (const slot of slots) {
        const length = Math.min(limit, sharedLength(slot.keys, keys))
        if (length > 0 && length >= shared) [best, shared] = [slot, length]
      }
      if (best === undefined) return undefined
      touch(best)
      const branches = best.keys.length - shared >= worthKeeping
      const room = bytes() + bytesOf(best.capacity) <= budget.limit()
      const slot = branches && room ? await copy(best) : best
      slot.keys = slot.keys.slice(0, shared)
      return { length: shared, cache: cacheOf(slot, shared) }
    },
    save: (keys, cache) => {
      const slot = slotOf(cache)
      if (slot !== undefined) slot.keys = keys.slice(0, cache.length)
    },
    // A buffer is kept until it is written over.
    hold: (cache) => cache,
    // Both lie in one buffer, which may have grown: what is behind is written over.
    undo: (before, after) => ({ length: before.length, tensors: after.tensors }),
    release: () => undefined,
    clear: () => {
      for (const slot of slots) dispose(slot.tensors)
      slots = []
    },
    bytes,
  }
}
