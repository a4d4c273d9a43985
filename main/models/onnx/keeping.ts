/**
 * Where a model's KV cache lies: in ordinary memory, on the graphics card in tensors that grow, or there in buffers written in
 * place. What a provider promises is tried first: a wrong cache gives fluent nonsense and no error.
 */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { given } from '../../../app/given'
import type { Budget } from './budget'
import { createBuffers } from './buffers'
import type { CacheKeeping } from './decoder'
import { openGpu, type Gpu } from './gpu'
import type { DecoderGraph } from './graphs'
import { createCheckpoints, cutCache, memory, uncutMemory, type Checkpoints, type KvCache } from './kv'
import { createLease, noLease } from './lease'
import { createRooms } from './rooms'
import type { Manifest } from './manifest'
import { mentions } from './mentions'
import { seededRandom } from './sampler'
import type { Runner } from './runner'
import { cacheGraph } from './test-graphs'

/**
 * `memory`: tensors come back after every token. `room`: they lie there with room, and are written in place. `growing`, `static`: they
 * stay on the card.
 */
export type Strategy = 'memory' | 'room' | 'growing' | 'static'

/** The cache of one model, and how it is kept. */
export interface ModelCache {
  readonly keeping: CacheKeeping
  readonly checkpoints: Checkpoints
  readonly release: () => Promise<void>
}

/** Tokens a buffer holds at first. */
const firstTokens = 2048

/**
 * The best way that gives right numbers here. Only WebGPU keeps tensors on the card from Node; whether it does so rightly is tried. The
 * processor's runtime is the one that ships, and was tried by the tests.
 */
export async function chooseStrategy(runner: Runner, decoderPath: string, hybrid = false): Promise<Strategy> {
  // What is written in place holds no earlier state.
  const inPlace = !hybrid && (await mentions(decoderPath, 'GroupQueryAttention'))
  if (runner === 'cpu') return inPlace ? 'room' : 'memory'
  if (runner !== 'webgpu') return 'memory'
  if (inPlace && (await isRight('static'))) return 'static'
  return (await isRight('growing')) ? 'growing' : 'memory'
}

/** Makes ready what a strategy needs. */
export async function openKeeping(
  strategy: Strategy,
  graph: DecoderGraph,
  budget: Budget,
): Promise<ModelCache> {
  if (strategy === 'memory') {
    const checkpoints = createCheckpoints(budget, graph.states.length > 0 ? uncutMemory : memory)
    return { keeping: { lease: noLease }, checkpoints, release: async () => checkpoints.clear() }
  }
  const shape = {
    type: graph.kvType,
    heads: graph.kvHeads,
    size: graph.headDim,
    count: graph.past.length,
  }
  if (strategy === 'room') {
    const rooms = createRooms(shape)
    const checkpoints = createCheckpoints(budget, rooms)
    return {
      keeping: { lease: noLease, buffers: rooms },
      checkpoints,
      release: async () => checkpoints.clear(),
    }
  }
  const gpu = await openGpu(graph.kvType)
  if (strategy === 'static') {
    const buffers = createBuffers({ gpu, budget, ...shape, capacity: firstTokens })
    return closing(gpu, { lease: noLease, buffers }, buffers)
  }
  const lease = createLease()
  const cut = (cache: KvCache, length: number) => cutOnCard(gpu, cache, length)
  const place = graph.states.length > 0 ? { lease } : { lease, cut }
  return closing(gpu, { lease }, createCheckpoints(budget, place))
}

function closing(gpu: Gpu, keeping: CacheKeeping, checkpoints: Checkpoints): ModelCache {
  const release = async () => {
    checkpoints.clear()
    await gpu.release()
  }
  return { keeping, checkpoints, release }
}

async function cutOnCard(gpu: Gpu, cache: KvCache, length: number): Promise<KvCache> {
  // The empty cache a generation begins with lies in ordinary memory.
  if (cache.tensors.every((t) => t.location === 'cpu')) return cutCache(cache, length)
  const tensors: Tensor[] = []
  for (const tensor of cache.tensors) tensors.push(await gpu.head(tensor, length))
  return { length, tensors }
}

/** Session options that leave a growing cache on the card. Outputs must be named exactly. */
export function keptOutputs({
  layers,
  hybrid,
}: Pick<Manifest, 'layers' | 'hybrid'>): Record<string, 'gpu-buffer'> {
  const attention = hybrid?.attention ?? Array.from({ length: layers }, (_, i) => i)
  const names = [
    ...attention.map((i) => [`present.${i}.key`, `present.${i}.value`]),
    ...(hybrid?.recurrent ?? []).map((i) => [`present_conv.${i}`, `present_recurrent.${i}`]),
  ]
  return Object.fromEntries(names.flat().map((name) => [name, 'gpu-buffer']))
}

/** Three reads, and one again from the middle, as a fork does it. Small enough for every driver tried so far. */
const reads = [
  { from: 0, count: 9 },
  { from: 9, count: 1 },
  { from: 10, count: 5 },
  { from: 9, count: 4 },
]

async function isRight(strategy: 'growing' | 'static'): Promise<boolean> {
  try {
    const here = await follow('cpu', 'growing')
    const there = await follow('webgpu', strategy)
    return here.every((row, i) => row.every((v, k) => Math.abs(v - (there[i]?.[k] ?? NaN)) < 1e-2))
  } catch {
    return false
  }
}

const keptCache = { present_key: 'gpu-buffer', present_value: 'gpu-buffer' } as const

/** The outputs of the reads, one array each. */
async function follow(
  runner: 'cpu' | 'webgpu',
  strategy: 'growing' | 'static',
): Promise<readonly Float32Array[]> {
  const stays = runner === 'webgpu' && strategy === 'growing'
  const session = await InferenceSession.create(cacheGraph(), {
    executionProviders: [runner],
    logSeverityLevel: 3,
    ...given({
      preferredOutputLocation: stays ? keptCache : undefined,
    }),
  })
  const gpu = runner === 'webgpu' ? await openGpu('float32') : undefined
  const made: Tensor[] = []
  try {
    const none = () => new Tensor('float32', new Float32Array(0), [1, 1, 0, 32])
    const buffer =
      gpu !== undefined && strategy === 'static' ? await twice(() => gpu.zeros([1, 1, 32, 32])) : undefined
    made.push(...(buffer ?? []))
    let past: readonly [Tensor, Tensor] = buffer ?? [none(), none()]
    let length = 0
    const out: Float32Array[] = []
    for (const { from, count } of reads) {
      if (from < length && buffer === undefined) {
        past = await twice((i) => cutAny(gpu, past[i] as Tensor, from))
        made.push(...past)
      }
      const feeds = feedsOf(from, count, past)
      const fetched = buffer && { out: null, present_key: buffer[0], present_value: buffer[1] }
      const result = fetched === undefined ? await session.run(feeds) : await session.run(feeds, fetched)
      out.push(result['out']?.data as Float32Array)
      if (buffer === undefined) past = [result['present_key'] as Tensor, result['present_value'] as Tensor]
      if (buffer === undefined) made.push(...past)
      length = from + count
    }
    return out
  } finally {
    for (const tensor of made) tensor.dispose()
    await session.release()
    await gpu?.release()
  }
}

async function twice(make: (i: number) => Promise<Tensor>): Promise<[Tensor, Tensor]> {
  return [await make(0), await make(1)]
}

async function cutAny(gpu: Gpu | undefined, tensor: Tensor, length: number): Promise<Tensor> {
  return gpu === undefined
    ? (cutCache({ length: -1, tensors: [tensor] }, length).tensors[0] as Tensor)
    : gpu.head(tensor, length)
}

/** The same numbers for the same place, whoever asks. */
function feedsOf(
  from: number,
  count: number,
  [key, value]: readonly [Tensor, Tensor],
): Record<string, Tensor> {
  const floats = (seed: number, width: number) => {
    const random = seededRandom(seed * 1000 + from)
    return new Tensor(
      'float32',
      Float32Array.from({ length: count * width }, () => random() * 2 - 1),
      [1, count, width],
    )
  }
  return {
    query: floats(1, 64),
    key: floats(2, 32),
    value: floats(3, 32),
    past_key: key,
    past_value: value,
    seqlens_k: new Tensor('int32', Int32Array.of(from + count - 1), [1]),
    total: new Tensor('int32', Int32Array.of(from + count), [1]),
  }
}
