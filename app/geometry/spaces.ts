/**
 * Spaces in which models write boxes, as a person can choose them, and the generic mapping of such numbers onto image
 * pixels. Dialects have their own exact rule (rounding, inclusive edges); this one redraws a trace under another reading.
 */
import { box, type Box, type Size } from './box'

export const spaceIds = [
  'input',
  'image',
  'unit',
  'percent',
  'per-mille',
  'per-999',
  'bins-1000',
  'bins-1024',
  'square-padded',
] as const

/**
 * `input`: pixels of the resized image the model saw. `image`: pixels of the original. `unit`: 0..1 per axis. `percent`:
 * 0..100. `per-mille`: 0..1000. `per-999`: 0..999, the last one being the far edge (DeepSeek-VL2). `bins-1000`: the middle of
 * bin n of 1000 (Florence-2). `bins-1024`: the near edge of bin n of 1024 (PaliGemma). `square-padded`: 0..1 of the image
 * padded to a square, centred (Visual-CoT).
 */
export type SpaceId = (typeof spaceIds)[number]

export const orders = ['xyxy', 'yxyx', 'xywh'] as const

/** What the numbers of a box are, in the order written. Of a point: `xyxy` and `xywh` mean x, y; `yxyx` means y, x. */
export type Order = (typeof orders)[number]

/** How numbers are written. */
export interface Notation {
  readonly space: SpaceId
  readonly order: Order
}

/** Four numbers [x1, y1, x2, y2] of a space as a box in image pixels, neither rounded nor clamped. */
export function boxIn(spaceId: SpaceId, numbers: readonly number[], image: Size, frame: Size): Box<'image'> {
  if (spaceId === 'square-padded') {
    const side = Math.max(image.width, image.height)
    const dx = (side - image.width) / 2
    const dy = (side - image.height) / 2
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
    return box(x1 * side - dx, y1 * side - dy, x2 * side - dx, y2 * side - dy)
  }
  const shift = spaceId === 'bins-1000' ? 0.5 : 0
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers.map((n) => n + shift)
  const full = fullOf(spaceId, image, frame)
  const x = image.width / full.width
  const y = image.height / full.height
  return box(x1 * x, y1 * y, x2 * x, y2 * y)
}

/** The numbers that mean the far right and the far bottom edge of the picture. */
function fullOf(spaceId: Exclude<SpaceId, 'square-padded'>, image: Size, frame: Size): Size {
  switch (spaceId) {
    case 'image':
      return image
    case 'input':
      return frame
    default:
      return { width: wholes[spaceId], height: wholes[spaceId] }
  }
}

const wholes = {
  unit: 1,
  percent: 100,
  'per-mille': 1000,
  'per-999': 999,
  'bins-1000': 1000,
  'bins-1024': 1024,
} as const

/** Numbers as written, as [x1, y1, x2, y2]; two of a point as [x, y]. */
export function inXyOrder(numbers: readonly number[], order: Order): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 0] = numbers
  const point = numbers.length === 2
  switch (order) {
    case 'xyxy':
      return numbers
    case 'yxyx':
      return point ? [b, a] : [b, a, d, c]
    case 'xywh':
      return point ? numbers : [a, b, a + c, b + d]
  }
}
