/** Execution providers: which there are here, which one to take, and sessions on it. */
import { msg } from '../../../app/message'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { InferenceSession, listSupportedBackends } from 'onnxruntime-node'
import { given } from '../../../app/given'
import { providers, type Provider } from '../../../app/host'
import { wideChunk } from './chunks'
import type { Strategy } from './keeping'
import type { Runner } from './runner'
import { narrowChunk, selfTest, type Race } from './self-test'

/** A provider that was taken, and how much it may be given at once. */
export interface ProviderChoice {
  readonly runner: Runner
  /** Most tokens in one run; some drivers compute longer ones wrongly. */
  readonly chunk: number
  /** How the KV cache is kept; found out by trying where it is not said. */
  readonly keeping?: Strategy
  /** Why a wanted or better one was not taken. */
  readonly note?: string
}

const titles: Readonly<Record<Runner, string>> = {
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
  cpu: msg('the CPU'),
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

/**
 * A small one first, lost by drivers that imitate a graphics card and would take minutes over the second; then one large
 * enough that a real one wins with room to spare, the way there and back included.
 */
const races: readonly Race[] = [
  { side: 512, factor: 10 },
  { side: 2048, factor: 1 },
]

/** The processor: always there, always right. */
export const processor: ProviderChoice = { runner: 'cpu', chunk: wideChunk }

/**
 * The wanted provider if it computes rightly here; the processor otherwise, with the reason. `auto` also asks that it is
 * faster than the processor: a driver that imitates a graphics card is not.
 */
export async function chooseRunner(wanted: Provider, available: readonly Runner[]): Promise<ProviderChoice> {
  const candidates = wanted === 'auto' ? available : [wanted]
  const reasons: string[] = []
  for (const runner of candidates) {
    if (runner === 'cpu') break
    // The runtime would quietly run on the processor instead.
    if (!available.includes(runner)) {
      reasons.push(`${titles[runner]} cannot be used here (it is not a part of this installation)`)
      continue
    }
    const outcome = await selfTest(
      (graph, on) => createGraphSession(graph, on, { small: on !== 'cpu' }),
      runner,
      wanted === 'auto' ? races : [],
    )
    if (outcome.type === 'right') {
      return { runner, chunk: outcome.wide ? wideChunk : narrowChunk, ...noteOf(reasons) }
    }
    reasons.push(`${titles[runner]} ${outcome.why}`)
  }
  return { ...processor, ...noteOf(reasons) }
}

function noteOf(reasons: readonly string[]): { note?: string } {
  return reasons.length === 0 ? {} : { note: `${reasons.join('; ')}.` }
}

/**
 * Small graphs get two threads that sleep between pieces of work. Measured on the built-in model: spinning threads burn twice the
 * processor time and lose where others want it; a single one reads long contexts and pictures half as fast.
 */
const smallGraph = {
  intraOpNumThreads: 2,
  session: { intra_op: { allow_spinning: '0' } },
} as const

/** How a graph is run. */
export interface GraphOptions {
  /** It is too little to be shared out; unless said otherwise. */
  readonly small?: boolean
  /** Outputs that are left on the card. */
  readonly stays?: Readonly<Record<string, 'gpu-buffer'>> | undefined
  /** The folder of the weights of a graph that was changed in memory. */
  readonly weights?: string | undefined
}

/** A session on one provider. */
export async function createGraphSession(
  graph: string | Uint8Array,
  runner: Runner,
  { small = true, stays, weights }: GraphOptions = {},
): Promise<InferenceSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: runner === 'cpu' ? ['cpu'] : [runner, 'cpu'],
    logSeverityLevel: 3,
    ...given({
      intraOpNumThreads: small ? smallGraph.intraOpNumThreads : undefined,
      preferredOutputLocation: stays,
    }),
    extra: {
      session: {
        ...(small ? smallGraph.session : {}),
        ...given({ model_external_initializers_file_folder_path: weights }),
      },
    },
  }
  // The two overloads differ only in the first argument.
  return typeof graph === 'string'
    ? InferenceSession.create(graph, options)
    : InferenceSession.create(graph, options)
}
