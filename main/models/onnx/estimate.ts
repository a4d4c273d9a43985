/**
 * What a model will need, before it is loaded: an honest estimate instead of a crash. Pure but for file sizes; knows no session.
 */
import { readFile } from 'node:fs/promises'
import { freemem, totalmem } from 'node:os'
import { formatBytes } from '../../../app/bytes'
import { Failure } from '../../../app/failure'
import type { MemoryNeed } from '../../../app/host/models'
import { fileSize } from '../../store/folder'
import type { Manifest } from './manifest'
import type { Runner } from './runner'

/** What there is to put it in. Bytes. */
export interface Machine {
  /** All of it. */
  readonly total: number
  /** What could be had now without pushing anything else out. */
  readonly available: number
}

/** A context this long is what people work with; a model may hold more. */
export const usualTokens = 8192
/** Vision encoders keep a patch alive at once about so many times its width: itself, what attention makes of it, and the scores. */
const aliveWidths = 16
/** Of every Qwen2-VL and Qwen2.5-VL encoder; Qwen3-VL says its own. */
const usualWidth = 1280

/** An estimate from the sizes of the files and the numbers in the configuration. */
export async function estimateOf(manifest: Manifest, runner: Runner): Promise<MemoryNeed> {
  const { graphs, layers, kvHeads = 0, headDim = 0, contextTokens, info, patching } = manifest
  const { visionWidth = usualWidth, eyes = {} } = manifest
  const sixteen = /_(fp16|q4f16)\.onnx$/.test(graphs.decoder)
  const files = await Promise.all(
    Object.entries({ ...graphs, ...eyes }).map(async ([name, path]) => {
      // The processor computes in 32 bits: 16-bit weights take twice their size on disk there; 4-bit ones stay what they are.
      const widens = path.endsWith('_fp16.onnx') || (path.endsWith('_q4f16.onnx') && name === 'vision')
      return (await weightBytes(path)) * (runner === 'cpu' && widens ? 2 : 1)
    }),
  )
  const patches = info.budgets.image.maxPixels / patching.patchSize ** 2
  return {
    weights: files.reduce((sum, bytes) => sum + bytes, 0),
    cache:
      layers * 2 * kvHeads * headDim * Math.min(usualTokens, contextTokens) * (sixteen ? 2 : 4) +
      (manifest.hybrid?.stateBytes ?? 0),
    work:
      Math.min(patches, usualTokens * 4) * aliveWidths * visionWidth * (sixteen && runner !== 'cpu' ? 2 : 4),
  }
}

/** Size of a graph with the files of weights beside it: `_data`, `_data_1`, … */
export async function weightBytes(path: string): Promise<number> {
  const own = await fileSize(path)
  let sum = own
  for (let i = 0; ; i++) {
    const size = await fileSize(i === 0 ? `${path}_data` : `${path}_data_${i}`)
    if (size === 0) return sum === own ? own + (await fileSize(`${path}.data`)) : sum
    sum += size
  }
}

/** This machine's memory. Linux says what is available; elsewhere the free part is the best that is known. */
export async function thisMachine(): Promise<Machine> {
  const meminfo = await readFile('/proc/meminfo', 'utf8').catch(() => '')
  const available = /^MemAvailable:\s+(\d+) kB/m.exec(meminfo)?.[1]
  return { total: totalmem(), available: available === undefined ? freemem() : Number(available) * 1024 }
}

/**
 * A remark where it will be tight; nothing where there is room. A graphics card's memory cannot be asked for from here, so it
 * is the machine's own that is looked at: the weights pass through it on their way.
 * @throws Failure `model-unavailable` where the weights alone are more than the machine has.
 */
export function judge(
  name: string,
  { weights, cache, work }: MemoryNeed,
  machine: Machine,
): string | undefined {
  if (weights > machine.total) {
    const what = `${name} needs about ${formatBytes(weights)} for its weights; this machine has ${formatBytes(machine.total)}.`
    throw new Failure('model-unavailable', `${what} Choose a lower precision (q4) or a smaller model.`)
  }
  const all = weights + cache + work
  if (all <= machine.available) return undefined
  const parts = `weights ${formatBytes(weights)}, cache ${formatBytes(cache)}, images ${formatBytes(work)}`
  return `${name} may need about ${formatBytes(all)} (${parts}); ${formatBytes(machine.available)} are free.`
}
