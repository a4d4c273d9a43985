/** The eyes for text see what `training/eyes` sees: same graphs, images of this repository, recorded by `training.eyes.golden`. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { viewPixels } from '../../../../../main/images/view'
import type { Pixels } from '../../../../../main/images/raster'
import { openEyes, type Eyes } from '../../../../../main/models/onnx/eyes'
import { createGraphSession } from '../../../../../main/models/onnx/providers'
import { eyesFiles } from './files'

interface Recorded {
  readonly image: string
  readonly size: readonly [number, number]
  readonly lines: readonly {
    readonly text: string
    readonly corner: readonly [number, number]
    readonly size: readonly [number, number]
    readonly probabilities: readonly number[]
  }[]
  /** Of each cell its character classes and a checksum. */
  readonly cells: readonly (readonly number[])[]
}

const root = new URL('../../../../../', import.meta.url)
const golden = await readFile(new URL('training/golden/eyes.json', root), 'utf8')
const recorded = JSON.parse(golden) as readonly Recorded[]
let eyes: Eyes

beforeAll(async () => {
  eyes = await openEyes(eyesFiles, (path) => createGraphSession(path, 'cpu'))
})

afterAll(() => eyes.release())

async function overviewOf({ image, size: [width, height] }: Recorded): Promise<Pixels> {
  const grid = { width: width / 28, height: height / 28 }
  const view = { image: 'x', size: { width, height }, filter: 'bicubic', grid } as const
  return viewPixels(new URL(image, root).pathname, view)
}

/** As `training.eyes.golden` counts it. */
function checksum(cell: Float32Array): number {
  return cell.reduce((sum, value, i) => sum + value * Math.cos(i), 0)
}

test.each(recorded)('sees the same in $image', async (expected) => {
  const { lines, cells, rows, width } = await eyes.see(await overviewOf(expected))
  expect(lines.map((l) => l.characters.map((c) => c.text).join(''))).toEqual(
    expected.lines.map((l) => l.text),
  )
  lines.forEach(({ box, characters }, i) => {
    const line = expected.lines[i] as Recorded['lines'][number]
    const numbers = [...box.corner, box.width, box.height, ...characters.map((c) => c.probability)]
    const wanted = [...line.corner, ...line.size, ...line.probabilities]
    numbers.forEach((value, k) => {
      expect(value).toBeCloseTo(wanted[k] as number, 2)
    })
  })
  expect(rows).toBe(expected.cells.length)
  expected.cells.forEach((wanted, i) => {
    const cell = cells.subarray(i * width, (i + 1) * width)
    const kinds = [0, 1, 2, 3, 4, 5].map((slot) => cell[slot * 6])
    expect(kinds).toEqual(wanted.slice(0, 6))
    expect(checksum(cell)).toBeCloseTo(wanted[6] as number, 1)
  })
})

test('says which sides a view must have', async () => {
  const odd = { width: 100, height: 56, data: new Uint8Array(100 * 56 * 3) }
  await expect(eyes.see(odd)).rejects.toThrow(/100×56/)
})

test('an empty page has no lines, and cells that hold nothing but paper', async () => {
  const white = { width: 56, height: 56, data: new Uint8Array(56 * 56 * 3).fill(255) }
  const { lines, cells, width } = await eyes.see(white)
  expect(lines).toEqual([])
  expect(cells.length).toBe(4 * width)
  expect(cells[0]).toBe(0)
  expect(cells[40]).toBe(1)
})
