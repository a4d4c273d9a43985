/** A picture with structure at every size, drawn by a rule that the scripts in training know, too (training/qwen/golden.py `drawn`). */
import { join } from 'node:path'
import sharp from 'sharp'
import type { Size } from '../../app/geometry/box'

/** Its 8-bit RGB, row by row. */
export function drawn({ width, height }: Size): Uint8Array {
  const data = new Uint8Array(width * height * 3)
  let to = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[to++] = (x * 7 + y * 3) % 256
      data[to++] = (Math.floor(x / 9) * 31 + Math.floor(y / 5) * 17) % 256
      data[to++] = (Math.floor((x * y) / 11) + 5 * (x ^ y)) % 256
    }
  }
  return data
}

/** It as a file in a folder: the path. */
export async function drawnFile(folder: string, size: Size): Promise<string> {
  const path = join(folder, `${size.width}x${size.height}.png`)
  await sharp(drawn(size), { raw: { ...size, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toFile(path)
  return path
}
