/**
 * A KV cache in ordinary memory that is written in place (GroupQueryAttention only): tensors with room for more tokens than were read, by
 * the decoder itself or with the rows it gives. Several caches may lie in the same tensors, each as long as it says; whoever writes behind one that is not the longest gets a
 * copy first, so that what was read never changes. Knows no session.
 */
import type { Tensor } from 'onnxruntime-node'
import { floatTensor, rawFloats, type FloatType } from './floats'
import { cutTensor, type KvCache, type CachePlace } from './kv'
import { noLease } from './lease'

/** What a cache looks like: a key and a value per layer, each [1, heads, tokens, size]. */
export interface RoomOptions {
  readonly type: FloatType
  /** Tensors of one cache. */
  readonly count: number
  readonly heads: number
  readonly size: number
}

export interface Rooms extends CachePlace {
  /** A cache of nothing. */
  readonly empty: () => Promise<KvCache>
  /** The same cache where nothing stands behind it, with room for so many tokens in all: they are about to be written. */
  readonly grow: (cache: KvCache, tokens: number) => Promise<KvCache>
  /** Writes rows [1, new, heads * size] of each tensor behind what a cache holds, where there is room; it is as long as before. */
  readonly put: (cache: KvCache, rows: readonly Tensor[]) => void
}

/** Room is made for this many tokens more than are asked for, or for an eighth of them. */
const spare = 128

/** Rooms for the caches of one model. */
export function createRooms({ type, count, heads, size }: RoomOptions): Rooms {
  /** How many tokens stand in these tensors. */
  const filled = new WeakMap<readonly Tensor[], number>()
  const make = (capacity: number): Tensor => {
    const length = heads * capacity * size
    return floatTensor(type, type === 'float16' ? new Uint16Array(length) : new Float32Array(length), [
      1,
      heads,
      capacity,
      size,
    ])
  }
  const copied = (tensor: Tensor, length: number, capacity: number): Tensor => {
    const copy = make(capacity)
    const [from, to] = [rawFloats(tensor), rawFloats(copy)]
    const stride = (tensor.dims[2] ?? 0) * size
    for (let head = 0; head < heads; head++)
      to.set(from.subarray(head * stride, head * stride + length * size), head * capacity * size)
    return copy
  }
  return {
    empty: async () => ({ length: 0, tensors: Array.from({ length: count }, () => make(0)) }),
    grow: async (cache, tokens) => {
      if (filled.get(cache.tensors) === cache.length && tokens <= roomOf(cache.tensors)) {
        filled.set(cache.tensors, tokens)
        return cache
      }
      const capacity = tokens + Math.max(spare, tokens >> 3)
      const tensors = cache.tensors.map((t) => copied(t, cache.length, capacity))
      filled.set(tensors, tokens)
      return { length: cache.length, tensors }
    },
    put: ({ length, tensors }, rows) =>
      rows.forEach((from, i) => {
        const tensor = tensors[i] as Tensor
        const [row, to] = [rawFloats(from), rawFloats(tensor)]
        const capacity = tensor.dims[2] ?? 0
        for (let at = 0; at < row.length; at += size) {
          const token = Math.floor(at / (heads * size))
          const head = (at / size) % heads
          to.set(row.subarray(at, at + size), (head * capacity + length + token) * size)
        }
      }),
    lease: noLease,
    // A short beginning must not keep the room of all that came behind it.
    cut: async ({ tensors }, length) =>
      length * 2 < roomOf(tensors) ? withoutRoom({ length, tensors }) : { length, tensors },
    undo: (before, after) => {
      // What was given up nobody else has seen: it is written over.
      filled.set(after.tensors, before.length)
      return { length: before.length, tensors: after.tensors }
    },
  }
}

/** The same cache in tensors just as long as it is, as a decoder takes it that makes longer ones. */
export function withoutRoom(cache: KvCache): KvCache {
  const { length, tensors } = cache
  return roomOf(tensors) === length ? cache : { length, tensors: tensors.map((t) => cutTensor(t, length)) }
}

/** Keys and values of the first layer are as long as those of all others. */
function roomOf([first]: readonly Tensor[]): number {
  return first?.dims[2] ?? 0
}
