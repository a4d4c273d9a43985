/** The resize and the patches, held against what Pillow and transformers made of the same pixels. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { qwenPatching, toPatches } from '../../../main/images/patches'
import { decode } from '../../../main/images/pixels'
import { resample } from '../../../main/images/resample'
import { crop, renderView, viewPixels } from '../../../main/images/view'

const fixture = (name: string) => new URL(`../../fixtures/images/${name}`, import.meta.url).pathname
const json = <T>(name: string) => JSON.parse(readFileSync(fixture(name), 'utf8')) as T
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

interface Case {
  readonly filter: 'bicubic' | 'lanczos'
  readonly box: readonly [number, number, number, number] | null
  readonly size: readonly [number, number]
  readonly sha256: string
  readonly head: readonly number[]
}

test.each(
  json<readonly Case[]>('resized.json').map((c) => [`${c.filter} ${c.box} to ${c.size}`, c] as const),
)('resizes as Pillow does, bit for bit: %s', async (_, { filter, box: cut, size, sha256: hash, head }) => {
  const source = await decode(fixture('source.png'))
  const part = cut === null ? source : crop(source, box<'image'>(...cut))
  const { data } = resample(part, { width: size[0], height: size[1] }, filter)
  expect({ head: [...data.subarray(0, 24)], hash: sha256(data) }).toEqual({ head, hash })
})

test('makes patches as the Qwen2-VL image processor does, bit for bit', async () => {
  const golden = json<{ grid: number[]; shape: number[]; sha256: string; row7: number[] }>('patches.json')
  const { values, grid, rows, columns } = toPatches(await decode(fixture('patches.png')), qwenPatching)
  const row7 = [...values.subarray(7 * columns, 8 * columns)].filter((_, i) => i % 49 === 0)
  expect({ grid, shape: [rows, columns], row7, sha256: sha256(new Uint8Array(values.buffer)) }).toEqual(
    golden,
  )
})

test('refuses to cut patches from a size that is not made of cells', async () => {
  const source = await decode(fixture('source.png'))
  expect(() => toPatches(source, qwenPatching)).toThrow('28-pixel cells')
})

test('shows exactly the pixels the model is given', async () => {
  const view = {
    image: 'x',
    crop: box<'image'>(13, 7, 70, 52),
    size: { width: 84, height: 56 },
    filter: 'lanczos',
    grid: { width: 3, height: 2 },
  } as const
  const seen = await viewPixels(fixture('source.png'), view)
  const shown = await decode(await renderView(fixture('source.png'), view))
  expect(Buffer.compare(seen.data, shown.data)).toBe(0)
})

test.each([
  ['outside', box<'image'>(0, 0, 98, 10)],
  ['without area', box<'image'>(5, 5, 5, 10)],
  ['not whole', box<'image'>(0.5, 0, 10, 10)],
])('refuses a crop that is %s', async (_, cut) => {
  const view = { image: 'x', crop: cut, size: { width: 28, height: 28 }, filter: 'lanczos' } as const
  await expect(
    viewPixels(fixture('source.png'), { ...view, grid: { width: 1, height: 1 } }),
  ).rejects.toMatchObject({ code: 'bad-input' })
})
