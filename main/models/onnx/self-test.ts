/**
 * Tries a provider before a model is given to it: a small graph with the attention of current exports must give the
 * processor's numbers. There are drivers on which it does not, and others on which only short stretches are right.
 */
import { Tensor, type InferenceSession } from 'onnxruntime-node'
import type { Runner } from './runner'
import { seededRandom } from './sampler'
import { attentionGraph, productGraph } from './test-graphs'

/** What came of it. `wide`: long stretches are right, too. */
export type SelfTestOutcome =
  { readonly type: 'right'; readonly wide: boolean } | { readonly type: 'wrong'; readonly why: string }

/** Opens a graph on a provider. */
export type Open = (graph: Uint8Array, runner: Runner) => Promise<InferenceSession>

/** Tokens in one run that every driver tried so far computes rightly. */
export const narrowChunk = 31

/** Multiplying matrices of this side, a provider may take so many times as long as the processor. */
export interface Race {
  readonly side: number
  readonly factor: number
}

/** Compares a provider with the processor: rightness, then every race. */
export async function selfTest(open: Open, runner: Runner, races: readonly Race[]): Promise<SelfTestOutcome> {
  try {
    const wide = await withBoth(open, { graph: attentionGraph(), runner }, async (tried, reference) => {
      const right = async (count: number) => (await distance(tried, reference, count)) < 1e-2
      if (!(await right(1)) || !(await right(narrowChunk))) return undefined
      return (await right(narrowChunk + 1)) && (await right(64))
    })
    if (wide === undefined) return { type: 'wrong', why: 'computes wrongly here' }
    for (const race of races) {
      if (!(await isFaster(open, runner, race))) return { type: 'wrong', why: 'is slower than the CPU here' }
    }
    return { type: 'right', wide }
  } catch (error) {
    return { type: 'wrong', why: `cannot be used here (${firstLine(error)})` }
  }
}

/** What an error of the runtime says, without source files and native frames. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const [line = ''] = text.split('\n')
  return line.replace(/^\/\S+:\d+ .*?(?=\S+ was false\.|$)/, '').slice(0, 160)
}

async function withBoth<T>(
  open: Open,
  { graph, runner }: { readonly graph: Uint8Array; readonly runner: Runner },
  work: (tried: InferenceSession, reference: InferenceSession) => Promise<T>,
): Promise<T> {
  const tried = await open(graph, runner)
  const reference = await open(graph, 'cpu')
  try {
    return await work(tried, reference)
  } finally {
    await tried.release()
    await reference.release()
  }
}

async function isFaster(open: Open, runner: Runner, { side, factor }: Race): Promise<boolean> {
  const matrix = new Tensor('float32', new Float32Array(side * side).fill(0.5), [side, side])
  const time = async (session: InferenceSession) => {
    // The first run compiles and does not count.
    await session.run({ a: matrix, b: matrix })
    const started = performance.now()
    await session.run({ a: matrix, b: matrix })
    return performance.now() - started
  }
  return withBoth(open, { graph: productGraph(), runner }, async (tried, reference) => {
    return (await time(tried)) < factor * (await time(reference))
  })
}

async function distance(a: InferenceSession, b: InferenceSession, count: number): Promise<number> {
  const feeds = attentionFeeds(count)
  const [left, right] = [await a.run(feeds), await b.run(feeds)]
  const x = left['out']?.data as Float32Array
  const y = right['out']?.data as Float32Array
  return x.reduce((most, value, i) => Math.max(most, Math.abs(value - (y[i] as number))), 0)
}

/** Deterministic inputs of the attention graph: `count` new tokens after three old ones. */
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
