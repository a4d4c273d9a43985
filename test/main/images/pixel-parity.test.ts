/**
 * Pixel values of tiny, huge, long and thin pictures against transformers' own processor (Pillow and numpy), recorded by
 * `python -m training.qwen.golden`. The pictures are drawn here by the same rule.
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import type { Size } from '../../../app/geometry/box'
import { qwenPatching, toPatches } from '../../../main/images/patches'
import { viewPixels } from '../../../main/images/view'

interface Recorded {
  readonly size: readonly [number, number]
  readonly grid: readonly number[]
  readonly step: number
  readonly sum: number
  readonly values: readonly number[]
}

const file = new URL('../../fixtures/qwen/pixels.json', import.meta.url)
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[]
const cell = 28 * 28
const budget = { minPixels: 32 * cell, maxPixels: 8192 * cell }

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'relook-pixels-'))))
afterAll(() => rm(folder, { recursive: true }))

test.each(recorded)(
  'sees a picture of $size as transformers does',
  async ({ size, grid, step, sum, values }) => {
    const shape = { width: size[0], height: size[1] }
    const path = join(folder, `${size.join('x')}.png`)
    await sharp(drawn(shape), { raw: { ...shape, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toFile(path)
    const view = vlmR3.overview('drawn', shape, { image: budget, crop: budget })
    const patches = toPatches(await viewPixels(path, view), qwenPatching)
    expect(patches.grid).toEqual(grid)
    let total = 0
    for (const value of patches.values) total += value
    const sampled = values.map((_, i) => patches.values[i * step] as number)
    const worst = values.reduce((most, v, i) => Math.max(most, Math.abs(v - (sampled[i] as number))), 0)
    expect(worst).toBeLessThanOrEqual(1e-6)
    expect(Math.abs(total - sum)).toBeLessThan(1e-6 * patches.values.length)
  },
)

/** The rule of `drawn` in training/qwen/golden.py. */
function drawn({ width, height }: Size): Uint8Array {
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
