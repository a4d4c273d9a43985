/**
 * The KV cache as immutable checkpoints that can be forked: a table from what the model has read to the tensors that
 * reading it left. Knows no session; nothing here runs a model.
 */
import { Tensor } from 'onnxruntime-node'

/** What a decoder has read: one pair of tensors per layer, `length` tokens long. Never changed once made. */
export interface KvCache {
  readonly length: number
  readonly tensors: readonly Tensor[]
}

/** A cache found for the beginning of a sequence. */
export interface Found {
  readonly length: number
  readonly cache: KvCache
}

interface Checkpoint {
  readonly keys: Int32Array
  readonly cache: KvCache
  readonly bytes: number
}

export interface Checkpoints {
  /** The longest kept beginning of `keys`, at most `limit` tokens. */
  readonly find: (keys: Int32Array, limit: number) => Found | undefined
  /** Keeps the cache of exactly these keys. */
  readonly save: (keys: Int32Array, cache: KvCache) => void
  readonly clear: () => void
  readonly bytes: () => number
}

/** So many tokens cost less to read than a cache costs to cut. */
const fewTokens = 8

/** Checkpoints within a byte budget; the least recently used go first. */
export function createCheckpoints(budgetBytes: number): Checkpoints {
  /** Least recently used first. */
  let kept: readonly Checkpoint[] = []
  const touch = (checkpoint: Checkpoint) => (kept = [...kept.filter((c) => c !== checkpoint), checkpoint])
  const bytes = () => kept.reduce((sum, c) => sum + c.bytes, 0)
  const save = (keys: Int32Array, cache: KvCache) => {
    if (cache.length === 0) return
    kept = kept.filter((c) => c.keys.length !== keys.length || sharedLength(c.keys, keys) !== keys.length)
    const size = cache.tensors.reduce((sum, t) => sum + bytesOf(t), 0)
    kept = [...kept, { keys, cache, bytes: size }]
    while (kept.length > 1 && bytes() > budgetBytes) kept = kept.slice(1)
  }
  return {
    find: (keys, limit) => {
      let cut: Checkpoint | undefined
      let shared = 0
      let whole: Checkpoint | undefined
      for (const checkpoint of kept) {
        const length = Math.min(limit, sharedLength(checkpoint.keys, keys))
        if (length > shared) [cut, shared] = [checkpoint, length]
        if (length < checkpoint.keys.length) continue
        if (length > (whole?.keys.length ?? 0)) whole = checkpoint
      }
      // A few tokens are read again sooner than a cache is cut.
      if (whole !== undefined && whole.keys.length + fewTokens >= shared) {
        touch(whole)
        return { length: whole.keys.length, cache: whole.cache }
      }
      if (cut === undefined) return undefined
      touch(cut)
      const fork = cutCache(cut.cache, shared)
      // Where one fork is, others follow: the same step with another crop.
      save(keys.slice(0, shared), fork)
      return { length: shared, cache: fork }
    },
    save,
    clear: () => (kept = []),
    bytes,
  }
}

/** The first `length` tokens of a cache, as a cache of its own: the fork. The whole is given back as it is. */
export function cutCache(cache: KvCache, length: number): KvCache {
  if (length === cache.length) return cache
  return { length, tensors: cache.tensors.map((t) => cutTensor(t, length)) }
}

/** [batch, heads, tokens, size]: the head of each row of tokens. */
function cutTensor(tensor: Tensor, length: number): Tensor {
  const [batch = 1, heads = 1, tokens = 0, size = 0] = tensor.dims
  const { data, type } = tensor
  if (!(data instanceof Float32Array || data instanceof Uint16Array)) {
    // Newer runtimes have a 16-bit float array; its bits are what is copied.
    const bytes = data as unknown as Uint16Array
    const bits = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length)
    return new Tensor(type, cutRows(bits, batch * heads, tokens * size, length * size), [
      batch,
      heads,
      length,
      size,
    ])
  }
  return new Tensor(type, cutRows(data, batch * heads, tokens * size, length * size), [
    batch,
    heads,
    length,
    size,
  ])
}

function cutRows<T extends Float32Array | Uint16Array>(
  data: T,
  rows: number,
  stride: number,
  keep: number,
): T {
  // The same kind of array as given.
  const cut = new (data.constructor as new (length: number) => T)(rows * keep)
  for (let row = 0; row < rows; row++) cut.set(data.subarray(row * stride, row * stride + keep), row * keep)
  return cut
}

function sharedLength(a: Int32Array, b: Int32Array): number {
  const most = Math.min(a.length, b.length)
  let i = 0
  while (i < most && a[i] === b[i]) i++
  return i
}

function bytesOf(tensor: Tensor): number {
  return tensor.size * (tensor.type === 'float16' ? 2 : 4)
}
