/** How much there is to see in a region: spread and entropy of its grey values. Knows no check and no project. */
import type { CropStats } from '../../app/checks'
import type { Box, Size } from '../../app/geometry/box'
import { box, clampBox } from '../../app/geometry/box'
import { crop } from '../images/view'
import { pixelsOf } from '../images/pixels'
import type { Pixels } from '../images/raster'

/** Of the image at `path`; null for a region with no pixel in it. */
export async function regionStats(
  path: string,
  regions: readonly Box<'image'>[],
): Promise<readonly (CropStats | null)[]> {
  const pixels = await pixelsOf(path)
  return regions.map((region) => {
    const cut = wholeBox(region, pixels)
    return cut === undefined ? null : statsOf(crop(pixels, cut))
  })
}

/** Standard deviation and Shannon entropy (bits) of 8-bit luma, ITU-R BT.601 weights as Pillow's `convert('L')` has them. */
export function statsOf({ data, width, height }: Pixels): CropStats {
  const counts = new Uint32Array(256)
  const total = width * height
  for (let i = 0; i < total * 3; i += 3) {
    const luma =
      ((data[i] ?? 0) * 19595 + (data[i + 1] ?? 0) * 38470 + (data[i + 2] ?? 0) * 7471 + 0x8000) >> 16
    counts[luma] = (counts[luma] ?? 0) + 1
  }
  let mean = 0
  for (let v = 0; v < 256; v++) mean += (v * (counts[v] ?? 0)) / total
  let variance = 0
  let entropy = 0
  for (let v = 0; v < 256; v++) {
    const p = (counts[v] ?? 0) / total
    variance += p * (v - mean) ** 2
    if (p > 0) entropy -= p * Math.log2(p)
  }
  return { deviation: Math.sqrt(variance), entropy: Math.max(0, entropy) }
}

function wholeBox(region: Box<'image'>, size: Size): Box<'image'> | undefined {
  const { left, top, right, bottom } = clampBox(region, size)
  const b = box<'image'>(Math.floor(left), Math.floor(top), Math.ceil(right), Math.ceil(bottom))
  return b.right > b.left && b.bottom > b.top ? b : undefined
}
