/**
 * Spaces in which models write boxes, as a person can choose them, and the generic mapping of such numbers onto image
 * pixels. Dialects have their own exact rule (rounding, inclusive edges); this one redraws a trace under another reading.
 */
import { box, type Box, type Size } from './box'

export const spaceIds = ['input', 'image', 'unit', 'per-mille', 'square-padded'] as const

/**
 * `input`: pixels of the resized image the model saw. `image`: pixels of the original. `unit`: 0..1 per axis. `per-mille`:
 * 0..1000 per axis. `square-padded`: 0..1 of the image padded to a square, centred (Visual-CoT).
 */
export type SpaceId = (typeof spaceIds)[number]

/** Four numbers [x1, y1, x2, y2] of a space as a box in image pixels, neither rounded nor clamped. */
export function boxIn(spaceId: SpaceId, numbers: readonly number[], image: Size, frame: Size): Box<'image'> {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  switch (spaceId) {
    case 'image':
      return box(x1, y1, x2, y2)
    case 'input':
      return scaled(numbers, image.width / frame.width, image.height / frame.height)
    case 'unit':
      return scaled(numbers, image.width, image.height)
    case 'per-mille':
      return scaled(numbers, image.width / 1000, image.height / 1000)
    case 'square-padded': {
      const side = Math.max(image.width, image.height)
      const dx = (side - image.width) / 2
      const dy = (side - image.height) / 2
      return box(x1 * side - dx, y1 * side - dy, x2 * side - dx, y2 * side - dy)
    }
  }
}

function scaled([x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[], x: number, y: number): Box<'image'> {
  return box(x1 * x, y1 * y, x2 * x, y2 * y)
}
