/**
 * The size a Qwen-VL model sees an image at. Pure arithmetic; the pixels are made in main/images.
 * Source of the rule: `smart_resize` in qwen-vl-utils and in transformers' image_processing_qwen2_vl.py.
 */
import { Failure } from '../failure'
import type { Size } from './box'

/** How many pixels a model input may have. */
export interface PixelBudget {
  readonly minPixels: number
  readonly maxPixels: number
}

/** Python's round(): halves go to the even neighbour. JavaScript's goes up, which gives other sizes (70 px, factor 28). */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  if (rest < 0.5) return floor
  if (rest > 0.5) return floor + 1
  return floor % 2 === 0 ? floor : floor + 1
}

/**
 * Nearest size with both sides multiples of `factor`, within the budget, aspect kept as well as that allows.
 * @throws Failure `bad-input` when one side is more than 200 times the other (upstream's limit) or a side is not positive.
 */
export function smartResize(image: Size, budget: PixelBudget, factor = 28): Size {
  const { width, height } = image
  if (!(width > 0 && height > 0))
    throw new Failure('bad-input', `The image has no area (${width}×${height}).`)
  if (Math.max(width, height) / Math.min(width, height) > 200) {
    throw new Failure(
      'bad-input',
      `The image is too long and thin for the model: ${width}×${height} (limit 200:1).`,
    )
  }
  let h = Math.max(factor, roundHalfEven(height / factor) * factor)
  let w = Math.max(factor, roundHalfEven(width / factor) * factor)
  if (h * w > budget.maxPixels) {
    const beta = Math.sqrt((height * width) / budget.maxPixels)
    h = Math.max(factor, Math.floor(height / beta / factor) * factor)
    w = Math.max(factor, Math.floor(width / beta / factor) * factor)
  } else if (h * w < budget.minPixels) {
    const beta = Math.sqrt(budget.minPixels / (height * width))
    h = Math.ceil((height * beta) / factor) * factor
    w = Math.ceil((width * beta) / factor) * factor
  }
  return { width: w, height: h }
}
