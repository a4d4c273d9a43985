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
  return new CardBuffers(options)
}

class CardBuffers implements Buffers {
  readonly #options: BufferOptions
  /** Least recently used first. */
  #slots: readonly Slot[] = []

  constructor(options: BufferOptions) {
    this.#options = options
  }

  readonly empty = async (): Promise<KvCache> => cacheOf(await this.#fresh(), 0)

  readonly grow = async (cache: KvCache, tokens: number): Promise<KvCache> => {
    const slot = this.#slotOf(cache)
    if (slot === undefined || tokens <= slot.capacity) return cache
    const { gpu, heads, size } = this.#options
    const capacity = Math.max(tokens, slot.capacity * 2)
    // What is used least makes room first.
    while (this.#slots[0] !== undefined && this.#slots[0] !== slot && !this.#hasRoom(capacity))
      this.#drop(this.#slots[0])
    const more = await gpu.zeros([1, heads, capacity - slot.capacity, size])
    const join = (i: number) => gpu.join(slot.tensors[i] as Tensor, more)
    const tensors = await this.#each(join).finally(() => more.dispose())
    dispose(slot.tensors)
    slot.tensors = tensors
    slot.capacity = capacity
    return cacheOf(slot, cache.length)
  }

  readonly find: Buffers['find'] = async (keys, limit) => {
    let best: Slot | undefined
    let shared = 0
    for (const slot of this.#slots) {
      const length = Math.min(limit, sharedLength(slot.keys, keys))
      if (length > 0 && length >= shared) [best, shared] = [slot, length]
    }
    if (best === undefined) return undefined
    this.#touch(best)
    const branches = best.keys.length - shared >= worthKeeping
    const slot = branches && this.#hasRoom(best.capacity) ? await this.#copy(best) : best
    slot.keys = slot.keys.slice(0, shared)
    return { length: shared, cache: cacheOf(slot, shared) }
  }

  readonly save: Buffers['save'] = (keys, cache) => {
    const slot = this.#slotOf(cache)
    if (slot !== undefined) slot.keys = keys.slice(0, cache.length)
  }

  // A buffer is kept until it is written over.
  readonly hold: Buffers['hold'] = (cache) => cache

  // Both lie in one buffer, which may have grown: what is behind is written over.
  readonly undo: Buffers['undo'] = (before, after) => ({ length: before.length, tensors: after.tensors })

  readonly release = (): void => undefined

  readonly clear = (): void => {
    for (const slot of this.#slots) dispose(slot.tensors)
    this.#slots = []
  }

  readonly bytes = (): number => this.#slots.reduce((sum, s) => sum + this.#bytesOf(s.capacity), 0)

  #bytesOf(capacity: number): number {
    const { count, heads, size, type } = this.#options
    return count * heads * size * capacity * (type === 'float16' ? 2 : 4)
  }

  /** They lie on the card and are written over, never dropped: by themselves they keep to the limit. */
  #hasRoom(capacity: number): boolean {
    return this.bytes() + this.#bytesOf(capacity) <= this.#options.budget.limit()
  }

  #slotOf(cache: KvCache): Slot | undefined {
    return this.#slots.find((s) => s.tensors === cache.tensors)
  }

  #touch(slot: Slot): Slot {
    this.#slots = [...this.#slots.filter((s) => s !== slot), slot]
    return slot
  }

  #drop(slot: Slot): void {
    this.#slots = this.#slots.filter((s) => s !== slot)
    dispose(slot.tensors)
  }

  /** A new buffer where the budget has room; else the one used least, emptied. */
  async #fresh(): Promise<Slot> {
    const { gpu, heads, size, capacity } = this.#options
    const old = this.#slots[0]
    if (old !== undefined && !this.#hasRoom(capacity)) {
      old.keys = new Int32Array(0)
      return this.#touch(old)
    }
    const tensors = await this.#each(() => gpu.zeros([1, heads, capacity, size]))
    return this.#touch({ tensors, capacity, keys: new Int32Array(0) })
  }

  async #copy({ tensors: from, capacity, keys }: Slot): Promise<Slot> {
    const tensors = await this.#each((i) => this.#options.gpu.head(from[i] as Tensor, capacity))
    return this.#touch({ tensors, capacity, keys })
  }

  /** A tensor for each of a cache; none is left on the card when one cannot be made. */
  async #each(make: (i: number) => Promise<Tensor>): Promise<readonly Tensor[]> {
    const made: Tensor[] = []
    try {
      for (let i = 0; i < this.#options.count; i++) made.push(await make(i))
      return made
    } catch (error) {
      dispose(made)
      throw error
    }
  }
}

function cacheOf({ tensors }: Slot, length: number): KvCache {
  return { length, tensors }
}

function dispose(tensors: readonly Tensor[]): void {
  for (const tensor of tensors) tensor.dispose()
}
