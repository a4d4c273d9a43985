/** Is there anything to see in every crop: large enough, and not one flat colour? */
import { heightOf, widthOf } from '../geometry/box'
import type { Check, Finding } from './check'

/** A side shorter than one visual token (28 pixels of Qwen2-VL) shows less than the model can tell apart. */
export const smallestSide = 28
/**
 * Below this deviation of grey values (0..255) a crop is a flat patch with no more than noise in it: paper, sky, wall; so
 * it is below this entropy in bits, where nearly every pixel has the same value. A line of print is far above both.
 */
export const flattest = { deviation: 4, entropy: 0.05 } as const

/** Crops that are large enough and show something (needs `stats`). */
export const cropCheck: Check = {
  id: 'crop',
  name: 'Crop too small or blank',
  asks: `Every region is at least ${smallestSide} pixels each way and shows more than one flat colour.`,
  pixels: true,
  find: ({ looks, stats }) =>
    looks.flatMap(({ id, number, region }): Finding[] => {
      const [width, height] = [Math.round(widthOf(region)), Math.round(heightOf(region))]
      if (width <= 0 || height <= 0) return []
      if (Math.min(width, height) < smallestSide)
        return [
          {
            check: 'crop',
            step: id,
            message: `Look ${number} is only ${width} × ${height} pixels of the image.`,
          },
        ]
      const seen = stats?.[id]
      if (seen === undefined) return []
      const flat = seen.deviation < flattest.deviation || seen.entropy < flattest.entropy
      return flat ? [{ check: 'crop', step: id, message: `The crop of look ${number} is blank.` }] : []
    }),
}
