/**
 * Does this space fit? Boxes far outside the image (or of no size) under one reading, inside under another, are a sign that
 * the numbers count in something else. Pure; only a suggestion.
 */
import type { Size } from '../geometry/box'
import { boxIn, type SpaceId } from '../geometry/spaces'

/** A box as written, with the image it is on and the size the model saw it at. */
export interface WrittenBox {
  readonly numbers: readonly number[]
  readonly image: Size
  readonly frame: Size
}

/** What speaks for another reading. */
export interface SpaceHint {
  readonly space: SpaceId
  /** Boxes that do not fit as read now, as they would be read then, and all. */
  readonly misfitsNow: number
  readonly misfitsThen: number
  readonly boxes: number
}

/**
 * How far past an edge, in shares of the side, a box is still taken for a careless one. VLM-R³ overshoots images of 224
 * pixels by up to an eighth (its published MMVP log).
 */
const careless = 0.15
/** A region of fewer pixels a side than this was meant to be larger. */
const tiny = 2

/** A better reading than `now`, where there is one; of equally good ones the likeliest for numbers of that size. */
export function spaceHint(boxes: readonly WrittenBox[], now: SpaceId): SpaceHint | undefined {
  const known = boxes.filter((b) => b.numbers.length === 4 && b.image.width > 0 && b.image.height > 0)
  const misfits = (space: SpaceId) => known.filter((b) => !fits(b, space)).length
  const misfitsNow = misfits(now)
  if (misfitsNow === 0) return undefined
  const [best] = likeliest(known)
    .filter((space) => space !== now)
    .map((space) => ({ space, misfitsThen: misfits(space) }))
    .sort((a, b) => a.misfitsThen - b.misfitsThen)
  // A box or two may be wrong under any reading: another one has to be right about most of them.
  if (best === undefined || best.misfitsThen * 4 > misfitsNow) return undefined
  // Small numbers fit every large space. Where most boxes are well as they are, another reading must at least use its space.
  if (misfitsNow * 2 < known.length && reach(known, best.space) < plausibleReach) return undefined
  return { ...best, misfitsNow, boxes: known.length }
}

/** Somewhere in a file some box comes this far across its image. */
const plausibleReach = 0.5

/** How far the boxes come, in shares of a side. */
function reach(boxes: readonly WrittenBox[], space: SpaceId): number {
  const shares = boxes.map(({ numbers, image, frame }) => {
    const { right, bottom } = boxIn({ space, order: 'xyxy' }, numbers, { size: image, frame })
    return Math.max(right / image.width, bottom / image.height)
  })
  return Math.max(...shares)
}

function fits({ numbers, image, frame }: WrittenBox, space: SpaceId): boolean {
  const { left, top, right, bottom } = boxIn({ space, order: 'xyxy' }, numbers, { size: image, frame })
  const dx = careless * image.width
  const dy = careless * image.height
  const inside = left >= -dx && top >= -dy && right <= image.width + dx && bottom <= image.height + dy
  // A box that was written inside out is wrong in every space.
  const small = Math.abs(right - left) < tiny && Math.abs(bottom - top) < tiny
  return inside && !small
}

/** Spaces in the order numbers of this size suggest. */
function likeliest(boxes: readonly WrittenBox[]): readonly SpaceId[] {
  const largest = Math.max(...boxes.flatMap((b) => b.numbers.map(Math.abs)))
  if (largest <= 1.5) return ['unit', 'square-padded', 'per-mille', 'input', 'image']
  if (largest <= 1000) return ['per-mille', 'input', 'image', 'unit', 'square-padded']
  return ['input', 'image', 'per-mille', 'unit', 'square-padded']
}
