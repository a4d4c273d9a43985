/**
 * What the model sees of a view, as features: exact pixels, patches of them or cells of the text in them, one run of the vision
 * encoder; each view once.
 * Knows no text.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { LRUCache } from 'lru-cache'
import { viewAddress } from '../../../app/addresses'
import { Failure } from '../../../app/failure'
import { given } from '../../../app/given'
import type { View } from '../../../app/trace/step'
import { toPatches, type Patching } from '../../images/patches'
import { byteLengthOf, decode } from '../../images/pixels'
import type { Pixels } from '../../images/raster'
import { hide, type UncoveredView } from '../../images/hidden'
import { uncovered, viewPixels } from '../../images/view'
import { createCache, type Budget } from './budget'
import { deepstackRows } from './deepstack'
import type { Eyes } from './eyes'
import { floatsOf, floatTensor, intTensor, type Floats, type FloatType } from './floats'
import type { VisionGraph } from './graphs'
import { toHalf } from './half'

/** A view's features: one row per visual token, in the decoder's format. */
export interface Features {
  readonly rows: number
  readonly data: Floats
  /** DeepStack features, [layers, rows, hidden]. */
  readonly deeper?: Floats
}

export interface Vision {
  /** The features, if this view has been encoded and is still kept. */
  readonly kept: (view: View) => Features | undefined
  readonly encode: (view: View, path: string) => Promise<Features>
  readonly clear: () => void
}

export interface VisionOptions {
  readonly session: InferenceSession
  readonly graph: VisionGraph
  readonly patching: Patching
  /** What fills the graph's cells, where it sees those. */
  readonly eyes?: Eyes
  /** Format and width the decoder takes. */
  readonly type: FloatType
  readonly hidden: number
  readonly budget: Budget
}

/**
 * Largest array for patches that is kept for the next image: 4096 visual tokens. A fresh one of that size costs more than filling
 * it, page by page.
 */
const roomBytes = 80 * 2 ** 20
/** Views kept to be covered: those of one trace, mostly. */
const mostBare = 8

/** A vision encoder over a session, with a memory of what it has seen. */
export function createVision(options: VisionOptions): Vision {
  const { session, graph, type, hidden } = options
  const { budget } = options
  const memory = createCache<Features>(budget, 'features', featureBytes)
  const images = createCache<Pixels>(budget, 'pixels', byteLengthOf)
  const pixelsOf = async (path: string, alpha?: View['alpha']): Promise<Pixels> => {
    const key = `${alpha ?? ''}|${path}`
    const found = images.get(key)
    if (found !== undefined) return found
    const pixels = await decode(path, alpha)
    // A very large image would push out all that was read; it is sooner decoded again.
    if (byteLengthOf(pixels) <= budget.limit() / 2) images.set(key, pixels)
    return pixels
  }
  const shown = createShowing(options)
  /** Views that are covered part by part: resized once. */
  const bare = new LRUCache<string, UncoveredView>({ max: mostBare })
  const seen = async (view: View, path: string): Promise<Pixels> => {
    const { hidden, ...whole } = view
    if (hidden === undefined || view.mask !== undefined) return viewPixels(path, view, pixelsOf)
    const key = `${path}|${viewAddress(whole)}`
    const found = bare.get(key) ?? (await uncovered(path, view, pixelsOf))
    bare.set(key, found)
    return hide(found, hidden)
  }
  return {
    kept: (view) => memory.get(viewAddress(view)),
    encode: async (view, path) => {
      const { values, dims, grid, tokens } = await shown.of(await seen(view, path))
      const pixels = graph.pixelType === 'float16' ? toHalf(values) : values
      const out = await session.run({
        [graph.pixels]: floatTensor(graph.pixelType, pixels, dims),
        [graph.grid]: intTensor(graph.gridType, BigInt64Array.from(grid, BigInt), [1, 3]),
      })
      const data = floatsOf(out[graph.output] as Tensor, type)
      if (data.length !== tokens * hidden) {
        throw new Failure(
          'model-failed',
          'The vision encoder and the decoder of this model do not fit together.',
          `${data.length} numbers for ${tokens} visual tokens of ${hidden}`,
        )
      }
      const deeper = graph.deepstack && deepstackRows(out, graph.deepstack, type)
      const features = { rows: tokens, data, ...given({ deeper }) }
      // Of hidden parts there are hundreds, each asked for once: they would push out what comes again.
      if (view.hidden === undefined) memory.set(viewAddress(view), features)
      return features
    },
    clear: () => {
      memory.clear()
      images.clear()
      bare.clear()
      shown.clear()
    },
  }
}

/** What the graph is shown of a view. */
interface Shown {
  readonly values: Float32Array
  readonly dims: readonly [number, number]
  readonly grid: readonly [number, number, number]
  readonly tokens: number
}

/** What the graph takes of a view's pixels: patches of them, or what the eyes see in them. */
function createShowing({ eyes, patching, budget }: VisionOptions) {
  let room: Float32Array = new Float32Array(0)
  const patches = (pixels: Pixels): Shown => {
    const { values, rows, columns, grid } = toPatches(pixels, patching, room)
    if (values.length > room.length && values.byteLength <= Math.min(roomBytes, budget.limit() / 4))
      room = values
    return { values, dims: [rows, columns], grid, tokens: rows / patching.mergeSize ** 2 }
  }
  return {
    of: async (pixels: Pixels): Promise<Shown> =>
      eyes === undefined ? patches(pixels) : cellsOf(pixels, eyes, patching),
    clear: () => {
      room = new Float32Array(0)
    },
  }
}

async function cellsOf(seen: Pixels, eyes: Eyes, { patchSize }: Patching): Promise<Shown> {
  const { cells, rows, width } = await eyes.see(seen)
  const grid = [1, seen.height / patchSize, seen.width / patchSize] as const
  return { values: cells, dims: [rows, width], grid, tokens: rows }
}

function featureBytes({ data, deeper }: Features): number {
  return data.byteLength + (deeper?.byteLength ?? 0)
}
