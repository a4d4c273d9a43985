/**
 * The KV cache as immutable checkpoints that can be forked: a table from what the model has read to the tensors that
 * reading it left. Knows no session; nothing here runs a model.
 */
import { Tensor } from 'onnxruntime-node'
import { given } from '../../../app/given'
import type { Budget, BudgetEntry } from './budget'
import { noLease, type KvCache, type Lease } from './lease'

export type { KvCache } from './lease'

/** A cache found for the beginning of a sequence. */
export interface FoundCache {
  readonly length: number
  /** Absent: nothing of it is kept. */
  readonly cache?: KvCache
  /** Here something else went on from the same beginning. Only said of caches that cannot be cut: to be kept on the way. */
  readonly fork?: number
}

interface Checkpoint {
  readonly keys: Int32Array
  readonly cache: KvCache
  readonly bytes: number
  readonly kept: BudgetEntry
}

export interface Checkpoints {
  /**
   * The longest kept beginning of `keys`, at most `limit` tokens; where caches cannot be cut, the longest that is a checkpoint as it
   * is. The finder holds the cache and must release it.
   */
  readonly find: (keys: Int32Array, limit: number) => Promise<FoundCache | undefined>
  /** Keeps the cache of exactly these keys; the giver still holds it. */
  readonly save: (keys: Int32Array, cache: KvCache) => void
  /** One more holder of a cache. */
  readonly hold: (cache: KvCache) => KvCache
  /** Gives up what a step read after `before`. Who holds both holds what comes back instead. */
  readonly undo: (before: KvCache, after: KvCache) => KvCache
  /** The holder needs the cache no more. */
  readonly release: (cache: KvCache) => void
  readonly clear: () => void
  readonly bytes: () => number
}

/** So many tokens cost less to read than a cache costs to cut. */
const fewTokens = 8

/** How caches are cut and counted where they lie. */
export interface CachePlace {
  readonly lease: Lease
  /** Absent: a cache is what it was after its last token, and nothing in between. */
  readonly cut?: (cache: KvCache, length: number) => Promise<KvCache>
  /** Gives up what a step read after `before`; absent: `before` is as it was. */
  readonly undo?: Checkpoints['undo']
}

/** Ordinary memory: cut by copying, freed by the collector. */
export const memory: CachePlace = { lease: noLease, cut: async (cache, length) => cutCache(cache, length) }

/** Ordinary memory for caches with states in them: never cut. */
export const uncutMemory: CachePlace = { lease: noLease }

/** Checkpoints within a budget; the least recently used go first. */
export function createCheckpoints(budget: Budget, { lease, cut, undo }: CachePlace = memory): Checkpoints {
  const all = new Set<Checkpoint>()
  const letGo = (checkpoint: Checkpoint) => {
    if (all.delete(checkpoint)) lease.release(checkpoint.cache)
  }
  const forget = (those: readonly Checkpoint[]) => {
    for (const checkpoint of those) {
      checkpoint.kept.forget()
      letGo(checkpoint)
    }
  }
  const save = (keys: Int32Array, cache: KvCache) => {
    if (cache.length === 0) return
    lease.hold(cache)
    const same = [...all].filter(
      (c) => c.keys.length === keys.length && sharedLength(c.keys, keys) === keys.length,
    )
    forget(same)
    const size = cache.tensors.reduce((sum, t) => sum + bytesOf(t), 0)
    const checkpoint: Checkpoint = {
      keys,
      cache,
      bytes: size,
      kept: budget.keep('snapshots', size, () => letGo(checkpoint)),
    }
    all.add(checkpoint)
  }
  return {
    find: async (keys, limit) => {
      const { longer, shared, whole } = searched(all, keys, limit)
      const wholeLength = whole?.keys.length ?? 0
      // A few tokens are read again sooner than a cache is cut.
      if (cut === undefined || (whole !== undefined && wholeLength + fewTokens >= shared)) {
        whole?.kept.touch()
        const fork = cut === undefined && shared > wholeLength ? shared : undefined
        if (whole === undefined) return fork === undefined ? undefined : { length: 0, fork }
        return { length: wholeLength, cache: lease.hold(whole.cache), ...given({ fork }) }
      }
      if (longer === undefined) return undefined
      longer.kept.touch()
      const fork = shared === longer.cache.length ? longer.cache : await cut(longer.cache, shared)
      lease.hold(fork)
      // Where one fork is, others follow: the same step with another crop.
      save(keys.slice(0, shared), fork)
      return { length: shared, cache: fork }
    },
    save,
    hold: lease.hold,
    undo: undo ?? undoWith(lease),
    release: lease.release,
    clear: () => forget([...all]),
    bytes: () => [...all].reduce((sum, c) => sum + c.bytes, 0),
  }
}

/** The checkpoint that shares most with these keys, how much that is, and the longest one that is wholly a beginning of them. */
function searched(all: ReadonlySet<Checkpoint>, keys: Int32Array, limit: number) {
  let longer: Checkpoint | undefined
  let shared = 0
  let whole: Checkpoint | undefined
  for (const checkpoint of all) {
    const length = Math.min(limit, sharedLength(checkpoint.keys, keys))
    if (length > shared) [longer, shared] = [checkpoint, length]
    if (length < checkpoint.keys.length) continue
    if (length > (whole?.keys.length ?? 0)) whole = checkpoint
  }
  return { longer, shared, whole }
}

function undoWith(lease: Lease): Checkpoints['undo'] {
  return (before, after) => {
    lease.release(after)
    return before
  }
}

/** The first `length` tokens of a cache, as a cache of its own: the fork. The whole is given back as it is. */
export function cutCache(cache: KvCache, length: number): KvCache {
  if (length === cache.length) return cache
  return { length, tensors: cache.tensors.map((t) => cutTensor(t, length)) }
}

/** [batch, heads, tokens, size]: the head of each row of tokens. */
export function cutTensor(tensor: Tensor, length: number): Tensor {
  const [batch = 1, heads = 1, tokens = 0, size = 0] = tensor.dims
  const { data, type } = tensor
  const rows = { count: batch * heads, stride: tokens * size, keep: length * size }
  if (!(data instanceof Float32Array || data instanceof Uint16Array)) {
    // Newer runtimes have a 16-bit float array; its bits are what is copied.
    const bytes = data as unknown as Uint16Array
    const bits = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length)
    return new Tensor(type, cutRows(bits, rows), [batch, heads, length, size])
  }
  return new Tensor(type, cutRows(data, rows), [batch, heads, length, size])
}

/** Rows of `stride` numbers, of which the first `keep` stay. */
interface Rows {
  readonly count: number
  readonly stride: number
  readonly keep: number
}

function cutRows<T extends Float32Array | Uint16Array>(data: T, { count, stride, keep }: Rows): T {
  // The same kind of array as given.
  const cut = new (data.constructor as new (length: number) => T)(count * keep)
  for (let row = 0; row < count; row++) cut.set(data.subarray(row * stride, row * stride + keep), row * keep)
  return cut
}

/** How many keys two sequences begin with in common. */
export function sharedLength(a: Int32Array, b: Int32Array): number {
  const most = Math.min(a.length, b.length)
  let i = 0
  while (i < most && a[i] === b[i]) i++
  return i
}

function bytesOf(tensor: Tensor): number {
  return tensor.size * (tensor.type === 'float16' ? 2 : 4)
}
