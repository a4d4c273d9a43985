/**
 * Decoded pixels, and a small memory of them. Model pixels are what the field's reference reads: 8-bit RGB, colour profile
 * ignored, transparency laid over white, or dropped or kept where a view says so. Knows no model. Never turns an image: `import.ts` did
 * that once.
 */
import { LRUCache } from 'lru-cache'
import { sharp } from './sharp'
import { Failure } from '../../app/failure'
import type { View } from '../../app/trace/step'
import { onWhite } from './alpha'
import type { Pixels } from './raster'

/** Reading that fails on broken data but not on oddities every viewer shrugs off. Sizes are checked at import. */
export const reading = { failOn: 'error', limitInputPixels: false, ignoreIcc: true } as const

/** The pixels of a stored (upright) image; `kept`: with its alpha. @throws Failure `image-unreadable`. */
export async function decode(source: string | Uint8Array, transparency?: View['alpha']): Promise<Pixels> {
  try {
    const image = sharp(source, reading).toColourspace('srgb')
    const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
    const { width, height, channels } = info
    const plain = { width, height, data: toRgb(data, { count: width * height, channels, transparency }) }
    return transparency === 'kept' && channels % 2 === 0 ? { ...plain, alpha: lastOf(data, channels) } : plain
  } catch (error) {
    throw new Failure('image-unreadable', 'The image cannot be read.', String(error))
  }
}

interface Layout {
  readonly count: number
  readonly channels: number
  readonly transparency: View['alpha']
}

/** Grey is repeated; transparency is laid over white with Pillow's rounding (as qwen-vl-utils does), or left out. */
function toRgb(data: Uint8Array, { count, channels, transparency }: Layout): Uint8Array {
  if (channels === 3) return data
  const rgb = new Uint8Array(count * 3)
  const grey = channels < 3
  const alpha = transparency === undefined && channels % 2 === 0
  for (let i = 0, from = 0, to = 0; i < count; i++, from += channels, to += 3) {
    const a = alpha ? (data[from + channels - 1] as number) : 255
    for (let c = 0; c < 3; c++) rgb[to + c] = onWhite(data[grey ? from : from + c] as number, a)
  }
  return rgb
}

/** The last channel: alpha. */
function lastOf(data: Uint8Array, channels: number): Uint8Array {
  const last = new Uint8Array(data.length / channels)
  for (let i = 0, from = channels - 1; i < last.length; i++, from += channels) last[i] = data[from] as number
  return last
}

/** Bytes it takes. */
export function byteLengthOf({ data, alpha }: Pixels): number {
  return data.byteLength + (alpha?.byteLength ?? 0)
}

/** Gives the pixels of the file at a path. */
export type LoadPixels = (path: string, alpha?: View['alpha']) => Promise<Pixels>

/** Decoded images kept by how many bytes they take; the least recently used goes first. */
export function createPixelCache(budgetBytes: number, load: LoadPixels = decode): LoadPixels {
  const kept = new LRUCache<string, Pixels, { readonly path: string; readonly alpha: View['alpha'] }>({
    maxSize: budgetBytes,
    // One that alone is over the budget takes all of it: its crops are about to be cut.
    sizeCalculation: (pixels) => Math.max(1, Math.min(budgetBytes, byteLengthOf(pixels))),
    fetchMethod: (_key, _stale, { context: { path, alpha } }) => load(path, alpha),
    // Whoever waits for it gets it, also when another took its place meanwhile.
    ignoreFetchAbort: true,
  })
  return (path, alpha) => kept.forceFetch(`${alpha ?? ''}|${path}`, { context: { path, alpha } })
}

/** The stored image's pixels, decoded once for several crops in a row. */
export const pixelsOf = createPixelCache(384 * 2 ** 20)
