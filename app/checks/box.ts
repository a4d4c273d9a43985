/** Is every box a box inside the image, as the model wrote it? */
import { areaOf, clampBox } from '../geometry/box'
import type { Check, Finding } from './check'

/** Boxes with an area, inside the image. */
export const boxCheck: Check = {
  id: 'box',
  name: 'Box not valid',
  asks: 'Every box has an area and lies inside the image.',
  find: ({ looks, image }) =>
    looks.flatMap(({ id, number, region, flags }): Finding[] => {
      const found = (message: string): Finding[] => [{ check: 'box', step: id, message }]
      if (flags.includes('missing-image') || flags.includes('other-image')) return []
      if (areaOf(clampBox(region, image)) <= 0 || flags.includes('invalid'))
        return found(`Look ${number} has no usable area.`)
      return flags.includes('clamped') ? found(`Look ${number} reaches outside the image.`) : []
    }),
}
