/**
 * Execution providers: which there are here, and which one computes rightly. A provider is taken after a small graph with
 * the attention of current exports has given the processor's numbers; drivers exist on which it does not.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node'
import { providers, type Provider } from '../../../app/host'
import { attentionGraph } from './attention-graph'
import { seededRandom } from './sampler'

/** A provider that runs something. */
export type Runner = Exclude<Provider, 'auto'>

/** A provider that was taken, and how much it may be given at once. */
export interface Choice {
  readonly runner: Runner
  /** Most tokens in one run; some drivers compute longer ones wrongly. */
  readonly chunk: number
  /** Why a wanted or better one was not taken. */
  readonly note?: string
}

const titles: Readonly<Record<Runner, string>> = {
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
  cpu: 'the processor',
}

/** Providers whose libraries are here, best first. The processor is always one. */
export function availableRunners(): readonly Runner[] {
  const bundled = listSupportedBackends().flatMap((b) => (b.bundled ? [b.name] : []))
  const here = (p: Provider) => p === 'cpu' || bundled.includes(p) || (p === 'cuda' && hasCuda())
  return providers.filter((p): p is Runner => p !== 'auto' && here(p))
}

/** CUDA's library comes with a separate download into the package's folder. */
function hasCuda(): boolean {
  const entry = createRequire(import.meta.url).resolve('onnxruntime-node')
  const folder = join(dirname(entry), '..', 'bin', 'napi-v6', process.platform, process.arch)
  return existsSync(join(folder, 'libonnxruntime_providers_cuda.so'))
}

/** Most tokens in one run where nothing speaks against it. */
const wideChunk = 512
/** What every driver tried so far computes rightly. */
const narrowChunk = 31

/** The processor: always there, always right. */
export const processor: Choice = { runner: 'cpu', chunk: wideChunk }

/** The wanted provider if it computes rightly here; the processor otherwise, with the reason. */
export async function chooseRunner(wanted: Provider, available: readonly Runner[]): Promise<Choice> {
  const candidates = wanted === 'auto' ? available : [wanted]
  const reasons: string[] = []
  for (const runner of candidates) {
    if (runner === 'cpu') break
    const outcome = await selfTest(runner)
    if (outcome.type === 'right') return { runner, chunk: outcome.chunk, ...noteOf(reasons) }
    reasons.push(`${titles[runner]} ${outcome.why}`)
  }
  return { ...processor, ...noteOf(reasons) }
}

function noteOf(reasons: readonly string[]): { note?: string } {
  return reasons.length === 0 ? {} : { note: `${reasons.join('; ')}.` }
}

type Outcome =
  { readonly type: 'right'; readonly chunk: number } | { readonly type: 'wrong'; readonly why: string }

/** Compares a provider with the processor on one token and on longer stretches. */
async function selfTest(runner: Runner): Promise<Outcome> {
  let session: InferenceSession | undefined
  try {
    session = await createSession(attentionGraph(), runner)
  } catch (error) {
    return { type: 'wrong', why: `cannot be used here (${firstLine(error)})` }
  }
  const reference = await createSession(attentionGraph(), 'cpu')
  try {
    const right = async (count: number) => (await distance(session, reference, count)) < 1e-2
    if (!(await right(1)) || !(await right(narrowChunk)))
      return { type: 'wrong', why: 'computes wrongly here' }
    const wide = (await right(narrowChunk + 1)) && (await right(64))
    return { type: 'right', chunk: wide ? wideChunk : narrowChunk }
  } catch (error) {
    return { type: 'wrong', why: `failed its test (${firstLine(error)})` }
  } finally {
    await session.release()
    await reference.release()
  }
}

async function distance(a: InferenceSession, b: InferenceSession, count: number): Promise<number> {
  const feeds = attentionFeeds(count)
  const [left, right] = [await a.run(feeds), await b.run(feeds)]
  const x = left['out']?.data as Float32Array
  const y = right['out']?.data as Float32Array
  return x.reduce((most, value, i) => Math.max(most, Math.abs(value - (y[i] as number))), 0)
}

/** Deterministic inputs of the test graph: `count` new tokens after three old ones. */
function attentionFeeds(count: number): Record<string, Tensor> {
  const random = seededRandom(1)
  const floats = (...dims: number[]) => {
    const data = Float32Array.from({ length: dims.reduce((a, b) => a * b) }, () => random() * 2 - 1)
    return new Tensor('float32', data, dims)
  }
  const past = 3
  return {
    query: floats(1, count, 64),
    key: floats(1, count, 32),
    value: floats(1, count, 32),
    past_key: floats(1, 1, past, 32),
    past_value: floats(1, 1, past, 32),
    seqlens_k: new Tensor('int32', Int32Array.of(past + count - 1), [1]),
    total: new Tensor('int32', Int32Array.of(past + count), [1]),
  }
}

/** Threads for small graphs. Measured on the built-in model: a second one spins longer than it helps. */
const fewThreads = 1

/** A session on one provider. `small`: a graph too little to be shared out. */
export async function createSession(
  graph: string | Uint8Array,
  runner: Runner,
  small = true,
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: runner === 'cpu' ? ['cpu'] : [runner, 'cpu'],
    logSeverityLevel: 3,
    ...(small ? { intraOpNumThreads: fewThreads } : {}),
  }
  // The two overloads differ only in the first argument.
  return typeof graph === 'string'
    ? InferenceSession.create(graph, options)
    : InferenceSession.create(graph, options)
}

/** What an error of the runtime says, without source files and native frames. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [line = ''] = text.split('\n')
  return line.replace(/^\/\S+:\d+ .*?(?=\S+ was false\.|$)/, '').slice(0, 160)
}
