/**
 * One step of the decoder: embeddings and a cache in, logits and a longer cache out. Tensors go back in exactly as they
 * came out; nothing of the cache is copied here. Knows no prompt and no sampling.
 */
import { Tensor, type InferenceSession } from 'onnxruntime-node'
import { fromHalf, toHalf } from './half'
import type { DecoderGraph, EmbedGraph, FloatType } from './graphs'
import type { KvCache } from './kv'

/** Embeddings or features as the graphs pass them on; 16-bit floats as their bits. */
export type Floats = Float32Array | Uint16Array

export interface Decoder {
  readonly empty: () => KvCache
  /** Reads `count` more tokens. The logits are those after the last one, valid until the next step. */
  readonly step: (cache: KvCache, input: StepInput) => Promise<{ cache: KvCache; logits: Float32Array }>
}

export interface StepInput {
  readonly embeds: Tensor
  readonly count: number
  /** Time, height and width of each token, one row after the other. */
  readonly positions: BigInt64Array
}

/** A tensor over data of the type's own array. */
export function floatTensor(type: FloatType, data: Floats, dims: readonly number[]): Tensor {
  return type === 'float16'
    ? new Tensor('float16', data as Uint16Array, dims)
    : new Tensor('float32', data as Float32Array, dims)
}

/** A tensor's floats in the wanted format; not copied where it already is. */
export function floatsOf(tensor: Tensor, type: FloatType): Floats {
  const data = rawFloats(tensor)
  if (data instanceof Float32Array) return type === 'float32' ? data : toHalf(data)
  return type === 'float16' ? data : fromHalf(data)
}

function rawFloats(tensor: Tensor): Floats {
  const { data } = tensor
  if (data instanceof Float32Array || data instanceof Uint16Array) return data
  // Newer runtimes have a 16-bit float array; its bits are wanted.
  const view = data as Uint8Array
  return new Uint16Array(view.buffer, view.byteOffset, tensor.size)
}

/** A decoder over a session. */
export function createDecoder(session: InferenceSession, graph: DecoderGraph): Decoder {
  const feeds: Record<string, Tensor> = {}
  if (graph.keepLogits !== undefined) {
    feeds[graph.keepLogits.name] = new Tensor('int64', BigInt64Array.of(1n), graph.keepLogits.dims)
  }
  let ones = new BigInt64Array(1024).fill(1n)
  let wide = new Float32Array(0)
  const mask = (length: number): Tensor => {
    if (length > ones.length) ones = new BigInt64Array(length * 2).fill(1n)
    return new Tensor('int64', ones.subarray(0, length), [1, length])
  }
  const lastRow = (logits: Tensor): Float32Array => {
    const size = logits.dims[2] ?? 0
    const data = rawFloats(logits)
    const row = data.subarray(data.length - size)
    if (row instanceof Float32Array) return row
    if (wide.length !== size) wide = new Float32Array(size)
    return fromHalf(row, wide)
  }
  return {
    empty: () => {
      const dims = [1, graph.kvHeads, 0, graph.headDim]
      const none = graph.kvType === 'float16' ? new Uint16Array(0) : new Float32Array(0)
      return { length: 0, tensors: graph.past.map(() => floatTensor(graph.kvType, none, dims)) }
    },
    step: async (cache, { embeds, count, positions }) => {
      const length = cache.length + count
      feeds['inputs_embeds'] = embeds
      feeds['attention_mask'] = mask(length)
      feeds['position_ids'] = new Tensor('int64', positions, [3, 1, count])
      if (graph.cacheFlag) feeds['use_cache_branch'] = new Tensor('bool', [cache.length > 0], [1])
      for (let i = 0; i < graph.past.length; i++) {
        feeds[graph.past[i] as string] = cache.tensors[i] as Tensor
      }
      const out = await session.run(feeds)
      const tensors = graph.present.map((name) => out[name] as Tensor)
      return { cache: { length, tensors }, logits: lastRow(out['logits'] as Tensor) }
    },
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

/** Embeddings of tokens. */
export function createEmbedder(
  session: InferenceSession,
  graph: EmbedGraph,
  decoder: DecoderGraph,
): Embedder {
  const kept = new Map<number, Tensor>()
  const run = async (ids: readonly number[]): Promise<Floats> => {
    const input = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length])
    const out = await session.run({ [graph.input]: input })
    return floatsOf(out[graph.output] as Tensor, decoder.type)
  }
  return {
    rows: (ids) => (ids.length === 0 ? Promise.resolve(new Float32Array(0)) : run(ids)),
    one: async (id) => {
      const found = kept.get(id)
      if (found !== undefined) return found
      const row = floatTensor(decoder.type, await run([id]), [1, 1, decoder.hidden])
      if (kept.size >= keptRows) kept.clear()
      kept.set(id, row)
      return row
    },
  }
}
