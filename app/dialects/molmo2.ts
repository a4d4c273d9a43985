/**
 * Molmo2: `<points coords="1 1 345 678 2 500 250">…</points>`, thousandths of three or four digits: the image (from 1), then the
 * number, x and y of each object. Of a film the second stands where the image's number does, and `<tracks …>` follows objects
 * through it; such points are told with their second, and lie on no image.
 * Source of every rule: allenai/Molmo2-8B, model card (`extract_multi_image_points`); allenai/molmo2, olmo/preprocessing/point_formatter.py.
 */
import { withEntities } from './marks/entities'
import { namingDialect } from './naming'

/** Molmo2: `coords="image id x y …"`, of several images or of a film. */
export const molmo2 = namingDialect({
  id: 'molmo2',
  name: 'Molmo2',
  space: 'per-mille',
  sees: 'whole',
  checkpoints: /molmo[-_.]?(?:2|point)/i,
  writes: 'points',
  writeBox: ([x = 0, y = 0], label = 'region') =>
    `<points coords="1 1 ${threeDigits(x)} ${threeDigits(y)}">${withEntities(label)}</points>`,
})

function threeDigits(n: number): string {
  return String(n).padStart(3, '0')
}
