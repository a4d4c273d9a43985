/**
 * What the model sees of a view, as features: exact pixels, patches, one run of the vision encoder; each view once.
 * Knows no text.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { LRUCache } from 'lru-cache'
import { viewAddress } from '../../../app/addresses'
import { Failure } from '../../../app/failure'
import { given } from '../../../app/given'
import type { View } from '../../../app/trace/step'
import { toPatches, type Patching } from '../../images/patches'
import { bytesOf, decode } from '../../images/pixels'
import type { Pixels } from '../../images/raster'
import { hide, type Uncovered } from '../../images/hidden'
import { uncovered, viewPixels } from '../../images/view'
import { createCache, type Budget } from './budget'
import { deepstackOf } from './deepstack'
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
  const { session, graph, patching, type, hidden } = options
  const { budget } = options
  const memory = createCache<Features>(budget, 'features', featureBytes)
  const images = createCache<Pixels>(budget, 'pixels', bytesOf)
  const pixelsOf = async (path: string, alpha?: View['alpha']): Promise<Pixels> => {
    const key = `${alpha ?? ''}|${path}`
    const found = images.get(key)
    if (found !== undefined) return found
    const pixels = await decode(path, alpha)
    // A very large image would push out all that was read; it is sooner decoded again.
    if (bytesOf(pixels) <= budget.limit() / 2) images.set(key, pixels)
    return pixels
  }
  let room: Float32Array = new Float32Array(0)
  /** Views that are covered part by part: resized once. */
  const bare = new LRUCache<string, Uncovered>({ max: mostBare })
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
      const { values, rows, columns, grid } = toPatches(await seen(view, path), patching, room)
      if (values.length > room.length && values.byteLength <= Math.min(roomBytes, budget.limit() / 4))
        room = values
      const pixels = graph.pixelType === 'float16' ? toHalf(values) : values
      const out = await session.run({
        [graph.pixels]: floatTensor(graph.pixelType, pixels, [rows, columns]),
        [graph.grid]: intTensor(graph.gridType, BigInt64Array.from(grid, BigInt), [1, 3]),
      })
      const data = floatsOf(out[graph.output] as Tensor, type)
      const tokens = rows / patching.mergeSize ** 2
      if (data.length !== tokens * hidden) {
        throw new Failure(
          'model-failed',
          'The vision encoder and the decoder of this model do not fit together.',
          `${data.length} numbers for ${tokens} visual tokens of ${hidden}`,
        )
      }
      const deeper = graph.deepstack && deepstackOf(out, graph.deepstack, type)
      const features = { rows: tokens, data, ...given({ deeper }) }
      // Of hidden parts there are hundreds, each asked for once: they would push out what comes again.
      if (view.hidden === undefined) memory.set(viewAddress(view), features)
      return features
    },
    clear: () => {
      memory.clear()
      images.clear()
      bare.clear()
      room = new Float32Array(0)
    },
  }
}

function featureBytes({ data, deeper }: Features): number {
  return data.byteLength + (deeper?.byteLength ?? 0)
}
