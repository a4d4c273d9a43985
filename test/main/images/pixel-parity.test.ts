/**
 * Pixel values of tiny, huge, long and thin pictures against transformers' own processor (Pillow and numpy), recorded by
 * `python -m training.qwen.golden` and `golden3`. The pictures are drawn here by the same rule.
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { qwen3Vl } from '../../../app/dialects/qwen3-vl'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { qwenPatching, toPatches } from '../../../main/images/patches'
import { viewPixels } from '../../../main/images/view'
import { drawn } from '../../builders/drawn'

interface Recorded {
  readonly size: readonly [number, number]
  readonly grid: readonly number[]
  readonly step: number
  readonly sum: number
  readonly values: readonly number[]
}

/** What a family's processor does, the language it sees whole images by, and where it is recorded. */
const families = [
  {
    family: 'qwen',
    dialect: vlmR3,
    patching: qwenPatching,
    budget: { minPixels: 32 * 28 * 28, maxPixels: 8192 * 28 * 28 },
  },
  {
    family: 'qwen3',
    dialect: qwen3Vl,
    patching: { ...qwenPatching, patchSize: 16, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    budget: { minPixels: 65536, maxPixels: 16777216 },
  },
] as const
const recorded = families.flatMap((all) => {
  const file = new URL(`../../fixtures/${all.family}/pixels.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[]).map((one) => ({ ...all, ...one }))
})

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'relook-pixels-'))))
afterAll(() => rm(folder, { recursive: true }))

test.each(recorded)(
  'sees a picture of $size as transformers does for $family',
  async ({ family, dialect, patching, budget, size, grid, step, sum, values }) => {
    const shape = { width: size[0], height: size[1] }
    const path = join(folder, `${family}-${size.join('x')}.png`)
    await sharp(drawn(shape), { raw: { ...shape, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toFile(path)
    const view = dialect.overview('drawn', shape, { image: budget, crop: budget })
    const patches = toPatches(await viewPixels(path, view), patching)
    expect(patches.grid).toEqual(grid)
    let total = 0
    for (const value of patches.values) total += value
    const sampled = values.map((_, i) => patches.values[i * step] as number)
    const worst = values.reduce((most, v, i) => Math.max(most, Math.abs(v - (sampled[i] as number))), 0)
    expect(worst).toBeLessThanOrEqual(1e-6)
    expect(Math.abs(total - sum)).toBeLessThan(1e-6 * patches.values.length)
  },
)
