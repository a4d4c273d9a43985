/**
 * How a dialect's model sees a whole image, also where it was shown fewer (or more) pixels than the dialect says: a `max_pixels`
 * of its own moves every box that counts in the resized image. Pure.
 */
import type { Dialect } from '../dialects/dialect'
import { Failure } from '../failure'
import type { Size } from '../geometry/box'
import type { ImageId, View } from '../trace/step'

/** Most pixels a model may be shown of an image: `max_pixels` of its processor. */
export interface PixelLimit {
  readonly pixels?: number | undefined
}

/** The whole image as the dialect sees it; shapes it refuses (too long and thin) are taken as they are. */
export function overviewOf(
  { overview, budgets }: Dialect,
  image: { readonly id: ImageId } & Size,
  { pixels }: PixelLimit = {},
): View {
  const size: Size = { width: image.width, height: image.height }
  const { minPixels, maxPixels } = budgets.image
  const most = pixels ?? maxPixels
  const own = { ...budgets, image: { minPixels: Math.min(minPixels, most), maxPixels: most } }
  try {
    return overview(image.id, size, own)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { image: image.id, size, filter: 'bicubic', grid: { width: 1, height: 1 } }
  }
}

/** Budgets that many runs of Qwen's models are made with, besides the largest one. */
export const usualPixels: readonly { readonly pixels: number; readonly from: string }[] = [
  // QwenLM/Qwen2.5-VL, README.md; modelscope/ms-swift, MAX_PIXELS.
  { pixels: 1280 * 28 * 28, from: '1280 × 28 × 28, Qwen and ms-swift' },
  // hiyouga/LLaMA-Factory, image_max_pixels.
  { pixels: 768 * 768, from: '768 × 768, LLaMA-Factory' },
]
