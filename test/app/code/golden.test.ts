/**
 * The reader against real Python: programs run with Pillow and NumPy over an image whose pixels say their own place
 * (test/fixtures/code/make_golden.py). Every region has to lie where Python cut it, to the pixel.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readCode } from '../../../app/code/read'

interface Golden {
  readonly code: string
  readonly size: readonly [number, number]
  readonly regions: readonly (readonly [number, number, number, number])[]
}

const file = process.env['RELOOK_GOLDEN_CODE'] ?? new URL('../../fixtures/code/golden.jsonl', import.meta.url)
const rows = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  // Made by make_golden.py in this shape; what is not right about it fails below.
  .map((line) => JSON.parse(line) as Golden)

const written = readFileSync(new URL('../../fixtures/code/written.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Golden)

/** Ways of writing a crop that models use, one by one; run with Pillow and NumPy like the others. */
test.each(written)('$code', ({ code, size: [width, height], regions }) => {
  const read = readCode({
    code,
    images: [{ size: { width, height } }],
    asked: 1,
    handing: { numbered: { prefix: 'image_', from: 1 } },
  })
  expect(read.computed).toEqual([])
  expect([...new Set(read.regions.map((r) => r.numbers.join()))]).toEqual(regions.map((r) => r.join()))
})

test(`cuts ${String(rows.length)} programs where Python does`, () => {
  const wrong = rows.filter(({ code, size: [width, height], regions }) => {
    const read = readCode({
      code,
      images: [{ size: { width, height } }],
      asked: 1,
      handing: { numbered: { prefix: 'image_', from: 1 } },
    })
    const told = new Set(read.regions.map((r) => r.numbers.join()))
    return read.computed.length > 0 || regions.some((r) => !told.has(r.join())) || told.size > regions.length
  })
  expect(wrong.slice(0, 3)).toEqual([])
  expect(wrong).toHaveLength(0)
})
