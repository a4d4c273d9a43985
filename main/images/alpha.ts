/**
 * Pixels with an alpha channel, as Pillow has them: colours weighed by it for a resize, and laid over white.
 * Source: Pillow `Image.resize` (RGBA: by way of RGBa) and libImaging/Convert.c (`rgbA2rgba`, `rgba2rgbA`).
 */
import type { Pixels } from './raster'

/** `a × b / 255`, rounded as Pillow rounds it. */
function scaled(a: number, b: number): number {
  const product = a * b + 128
  return ((product >> 8) + product) >> 8
}

/** A colour over white, rounded as Pillow's `paste` rounds it. */
export function onWhite(v: number, alpha: number): number {
  const mixed = v * alpha + 255 * (255 - alpha) + 128
  return ((mixed >> 8) + mixed) >> 8
}

/** The image over white, without its alpha. */
export function overWhite({ width, height, data, alpha }: Pixels): Pixels {
  if (alpha === undefined) return { width, height, data }
  const rgb = new Uint8Array(data.length)
  for (let i = 0, at = 0; i < alpha.length; i++) {
    const a = alpha[i] as number
    for (let c = 0; c < 3; c++, at++) rgb[at] = onWhite(data[at] as number, a)
  }
  return { width, height, data: rgb }
}

/**
 * An image with alpha resized by a function for images without: colours weighed by their alpha, and alpha as an image of its own.
 * An image that keeps its size is not touched.
 */
export function resizedWithAlpha(
  picture: Pixels & { readonly alpha: Uint8Array },
  size: Pick<Pixels, 'width' | 'height'>,
  resize: (plain: Pixels) => Pixels,
): Pixels {
  const { width, height, data, alpha } = picture
  if (width === size.width && height === size.height) return picture
  const weighed = data.map((v, i) => scaled(v, alpha[Math.floor(i / 3)] as number))
  const grey = data.map((_, i) => alpha[Math.floor(i / 3)] as number)
  const colours = resize({ width, height, data: weighed })
  const veil = resize({ width, height, data: grey }).data
  const plain = colours.data.map((v, i) => unweighed(v, veil[i] as number))
  return {
    ...size,
    data: plain,
    alpha: new Uint8Array(plain.length / 3).map((_, i) => veil[i * 3] as number),
  }
}

function unweighed(v: number, alpha: number): number {
  return alpha === 0 || alpha === 255 ? v : Math.min(255, Math.floor((255 * v) / alpha))
}
