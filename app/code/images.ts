/**
 * What is done to images besides cutting: enlarging, turning, mirroring, padding. Each gives the image made, which
 * remembers how its pixels lie on the given image, or says that it no longer does.
 * Sources: Pillow, src/PIL/Image.py (`resize`, `rotate`, `transpose`, `reduce`, `thumbnail`), ImageOps.py (`contain`); OpenCV, `resize`, `rotate`, `flip`,
 * `copyMakeBorder`; NumPy, `rot90`, `flip`.
 */
import type { Edges, Size } from '../geometry/box'
import { roundHalfEven } from '../geometry/smart-resize'
import { aboutCentre, identity, scale, shift, composed, type AffineMap } from './affine'
import type { ImageValue } from './values'

function mapped(image: ImageValue, size: Size, map: AffineMap): ImageValue {
  const { toSource } = image
  return toSource === undefined ? { ...image, size } : { ...image, size, toSource: composed(map, toSource) }
}

/** Stretched to a size. */
export function resizedImage(image: ImageValue, size: Size): ImageValue {
  const { width, height } = image.size
  if (!(size.width > 0 && size.height > 0)) return lost(image, 'an image without size')
  return mapped(image, size, scale(width / size.width, height / size.height))
}

/** Every so many pixels made one; the last ones of a row or column may be made of fewer (Pillow's `reduce`). */
export function reduced(image: ImageValue, x: number, y: number): ImageValue {
  const { width, height } = image.size
  if (!(x >= 1 && y >= 1)) return lost(image, 'an image without size')
  return mapped(image, { width: Math.ceil(width / x), height: Math.ceil(height / y) }, scale(x, y))
}

/** Made to fill a size as far as its shape goes, enlarged where it is smaller (`contain` of Pillow's `ImageOps`). */
export function contained(image: ImageValue, within: Size): ImageValue {
  const { width, height } = image.size
  const wide = width / height > within.width / within.height
  const fitting = wide
    ? { width: within.width, height: roundHalfEven((height / width) * within.width) }
    : { width: roundHalfEven((width / height) * within.height), height: within.height }
  return resizedImage(image, width / height === within.width / within.height ? within : fitting)
}

/** Made to fit into a size, its shape kept; never enlarged (Pillow's `thumbnail`). */
export function shrunk(image: ImageValue, within: Size): ImageValue {
  const { width, height } = image.size
  let [x, y] = [Math.floor(within.width), Math.floor(within.height)]
  if (x >= width && y >= height) return image
  const aspect = width / height
  if (x / y >= aspect) x = nearer(y * aspect, (n) => Math.abs(aspect - n / y))
  else y = nearer(x / aspect, (n) => (n === 0 ? 0 : Math.abs(aspect - x / n)))
  return resizedImage(image, { width: x, height: y })
}

/** Of the whole numbers around a value the one that keeps the shape better, at least 1. */
function nearer(value: number, error: (n: number) => number): number {
  const [low, high] = [Math.floor(value), Math.ceil(value)]
  return Math.max(1, error(low) <= error(high) ? low : high)
}

const quarters: Readonly<Record<number, Pick<AffineMap, 'a' | 'b' | 'c' | 'd'>>> = {
  90: { a: 0, b: 1, c: -1, d: 0 },
  180: { a: -1, b: 0, c: 0, d: -1 },
  270: { a: 0, b: -1, c: 1, d: 0 },
}

/**
 * Turned counter-clockwise. `expand`: the image's frame turns with it. Any other angle than a quarter turn leaves no upright
 * box to draw.
 */
export function turnedImage(image: ImageValue, degrees: number, expand: boolean): ImageValue {
  const angle = ((degrees % 360) + 360) % 360
  if (angle === 0) return image
  const linear = quarters[angle]
  if (linear === undefined) return lost(image, `an image turned by ${String(degrees)}°`)
  const before = image.size
  const size = expand && angle !== 180 ? { width: before.height, height: before.width } : before
  return mapped(image, size, aboutCentre(linear, before, size))
}

/** Mirrored left to right, top to bottom, or both. */
export function mirrored(image: ImageValue, across: boolean, down: boolean): ImageValue {
  const linear = { a: across ? -1 : 1, b: 0, c: 0, d: down ? -1 : 1 }
  return mapped(image, image.size, aboutCentre(linear, image.size, image.size))
}

/** Rows and columns change places. */
export function transposed(image: ImageValue): ImageValue {
  const size = { width: image.size.height, height: image.size.width }
  return mapped(image, size, { ...identity, a: 0, b: 1, c: 1, d: 0 })
}

/** With a border around it, in pixels; a negative one cuts nothing that anybody looks at. */
export function padded(image: ImageValue, { left, top, right, bottom }: Edges): ImageValue {
  const { width, height } = image.size
  return mapped(image, { width: left + width + right, height: top + height + bottom }, shift(-left, -top))
}

/** An image whose place on the image nobody can say any more. */
export function lost(image: ImageValue, why: string): ImageValue {
  const { toSource: _lost, ...rest } = image
  return { ...rest, why }
}
