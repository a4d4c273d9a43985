/**
 * One step of the decoder: embeddings and a cache in, logits and a longer cache out. Tensors go back in exactly as they
 * came out; nothing of the cache is copied here. Knows no prompt and no sampling.
 */
import { Tensor, type InferenceSession } from 'onnxruntime-node'
import { LRUCache } from 'lru-cache'
import type { Buffers } from './buffers'
import { createDeepstackFeeds } from './deepstack'
import { floatsOf, floatTensor, intTensor, rawFloats, zerosOf, type Floats, type FloatType } from './floats'
import type { DecoderGraph, EmbedGraph } from './graphs'
import { fromHalf } from './half'
import type { KvCache } from './kv'
import { noLease, type Lease } from './lease'
import type { Rooms } from './rooms'

export interface Decoder {
  /** A cache of nothing; the caller holds it. */
  readonly empty: () => Promise<KvCache>
  /**
   * Reads `count` more tokens. The caller then holds the cache that comes back instead of the one given; when it throws, still
   * the one given. Its logits are valid until the next step.
   */
  readonly step: (cache: KvCache, input: StepInput) => Promise<DecoderStep>
}

/** What a step gives. */
export interface DecoderStep {
  readonly cache: KvCache
  readonly logits: Logits
  /** Everything the graph gave, by name. */
  readonly outputs: InferenceSession.OnnxValueMapType
}

/** Scores of a run: after its last token, or after one further back where all were asked for. Valid until the next is asked for. */
export type Logits = (back?: number) => Float32Array

export interface StepInput {
  readonly embeds: Tensor
  readonly count: number
  /** Time, height and width of each token, one row after the other. */
  readonly positions: BigInt64Array
  /** Scores are wanted after so many of the last tokens; absent: after the last. */
  readonly scored?: number
  /** DeepStack features [layers, count, hidden]; absent: no image is among these tokens. */
  readonly deeper?: Floats
}

/** Where the cache lies and who holds it. */
export interface CacheKeeping {
  readonly lease: Lease
  /** Tensors with room that the decoder writes in place, instead of making longer ones. */
  readonly buffers?: Pick<Buffers, 'empty' | 'grow'> & Partial<Pick<Rooms, 'put'>>
}

/** A decoder over a session. */
export function createDecoder(
  session: InferenceSession,
  graph: DecoderGraph,
  { lease, buffers }: CacheKeeping = { lease: noLease },
): Decoder {
  const feeds: Record<string, Tensor> = {}
  const fillDeepstack = graph.deepstack && createDeepstackFeeds(graph.deepstack, graph)
  let ones = new BigInt64Array(1024).fill(1n)
  const rowsOf = rowReader()
  const mask = (length: number): Tensor => {
    if (length > ones.length) ones = new BigInt64Array(length * 2).fill(1n)
    return intTensor(graph.maskType, ones.subarray(0, length), [1, length])
  }
  const fill = (cache: KvCache, { embeds, count, positions, scored = 1, deeper }: StepInput) => {
    if (graph.keepLogits !== undefined) {
      const { name, type, dims } = graph.keepLogits
      feeds[name] = intTensor(type, BigInt64Array.of(BigInt(scored)), dims)
    }
    fillDeepstack?.(feeds, count, deeper)
    feeds['inputs_embeds'] = embeds
    feeds['attention_mask'] = mask(cache.length + count)
    feeds['position_ids'] = intTensor(graph.positionType, positions, [3, 1, count])
    if (graph.cacheFlag) feeds['use_cache_branch'] = new Tensor('bool', [cache.length > 0], [1])
    for (let i = 0; i < graph.past.length; i++) feeds[graph.past[i] as string] = cache.tensors[i] as Tensor
  }
  const written: Decoder['step'] = async (given, input) => {
    const length = given.length + input.count
    const { tensors } = (await buffers?.grow(given, length)) ?? given
    fill({ length: given.length, tensors }, input)
    const out = await session.run(feeds, fetchesOf(graph, tensors))
    const rows = graph.rows?.map((name) => out[name] as Tensor)
    if (rows !== undefined) buffers?.put?.({ length: given.length, tensors }, rows)
    return { cache: { length, tensors }, logits: rowsOf(out['logits'] as Tensor), outputs: out }
  }
  const grown: Decoder['step'] = async (cache, input) => {
    fill(cache, input)
    const out = await session.run(feeds)
    const tensors = graph.present.map((name) => out[name] as Tensor)
    const longer = lease.hold({ length: cache.length + input.count, tensors })
    lease.release(cache)
    return { cache: longer, logits: rowsOf(out['logits'] as Tensor), outputs: out }
  }
  return {
    empty: async () => {
      if (buffers !== undefined) return buffers.empty()
      const kv = { type: graph.kvType, dims: [1, graph.kvHeads, 0, graph.headDim] }
      const pairs = graph.past.length - graph.states.length
      const tensors = [...Array.from({ length: pairs }, () => kv), ...graph.states].map(zeros)
      return lease.hold({ length: 0, tensors })
    },
    step: buffers === undefined ? grown : written,
  }
}

/** What is asked of the graph, by name: outputs with a tensor are written into it. */
function fetchesOf({ present, rows = [] }: DecoderGraph, tensors: readonly Tensor[]) {
  return Object.fromEntries([
    ['logits', null],
    ...present.map((name, i) => [name, tensors[i] ?? null]),
    ...rows.map((name) => [name, null]),
  ]) as Record<string, Tensor | null>
}

function zeros({ type, dims }: { readonly type: FloatType; readonly dims: readonly number[] }): Tensor {
  const size = dims.reduce((product, side) => product * side, 1)
  return floatTensor(type, zerosOf(type, size), dims)
}

/** Reads rows of logits from the end; those of 16-bit floats into an array that is used again. */
function rowReader(): (logits: Tensor) => Logits {
  let wide = new Float32Array(0)
  return (logits) => {
    const size = logits.dims[2] ?? 0
    const data = rawFloats(logits)
    return (back = 0) => {
      const end = data.length - back * size
      const row = data.subarray(end - size, end)
      if (row instanceof Float32Array) return row
      if (wide.length !== size) wide = new Float32Array(size)
      return fromHalf(row, wide)
    }
  }
}

export interface Embedder {
  /** One row per token, one after the other, in the decoder's format. */
  readonly rows: (ids: readonly number[]) => Promise<Floats>
  /** A single token, ready to be fed. */
  readonly one: (id: number) => Promise<Tensor>
}

/** Rows kept: a decode loop meets the same tokens again and again. */
const keptRows = 2048
/** More tokens than any guess has are read once, with what comes before all writing. */
const fewTokens = 32

/** Embeddings of tokens. */
export function createEmbedder(
  session: InferenceSession,
  graph: EmbedGraph,
  decoder: DecoderGraph,
): Embedder {
  const { type, hidden } = decoder
  const kept = new LRUCache<number, Tensor>({ max: keptRows })
  const none = noFeatures(graph, hidden)
  const run = async (ids: readonly number[]): Promise<Floats> => {
    const input = intTensor(graph.inputType, BigInt64Array.from(ids, BigInt), [1, ids.length])
    const out = await session.run({ [graph.input]: input, ...none })
    return floatsOf(out[graph.output] as Tensor, type)
  }
  const each = async (ids: readonly number[]): Promise<readonly Tensor[]> => {
    const missing = [...new Set(ids)].filter((id) => !kept.has(id))
    const rows = missing.length === 0 ? new Float32Array(0) : await run(missing)
    for (const [i, id] of missing.entries())
      kept.set(id, floatTensor(type, rows.slice(i * hidden, (i + 1) * hidden), [1, 1, hidden]))
    return ids.map((id) => kept.get(id) as Tensor) // none is pushed out by so few others
  }
  return {
    rows: async (ids) => {
      if (ids.length > fewTokens) return run(ids)
      const rows = zerosOf(type, ids.length * hidden)
      for (const [i, row] of (await each(ids)).entries()) rows.set(rawFloats(row), i * hidden)
      return rows
    },
    one: async (id) => (await each([id]))[0] as Tensor,
  }
}

/** No image at all, for graphs that ask for some. */
function noFeatures({ features }: EmbedGraph, hidden: number): Record<string, Tensor> {
  return Object.fromEntries(
    features.map(({ name, type, layers }) => [
      name,
      zeros({ type, dims: layers === undefined ? [0, hidden] : [layers, 0, hidden] }),
    ]),
  )
}
