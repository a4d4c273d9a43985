import { expect, test } from 'vitest'
import { statsOf } from '../../../main/image-process/stats'
import type { Pixels } from '../../../main/images/raster'

const pixels = (values: readonly number[]): Pixels => ({
  width: values.length,
  height: 1,
  data: Uint8Array.from(values.flatMap((v) => [v, v, v])),
})

test('a flat patch has neither spread nor entropy', () => {
  expect(statsOf(pixels([90, 90, 90, 90]))).toEqual({ deviation: 0, entropy: 0 })
})

test('two values half and half have one bit', () => {
  const { deviation, entropy } = statsOf(pixels([0, 255, 0, 255]))
  expect(entropy).toBeCloseTo(1)
  expect(deviation).toBeCloseTo(127.5)
})

test('colours count as the eye weighs them: as Pillow makes them grey', () => {
  const red: Pixels = { width: 2, height: 1, data: Uint8Array.from([255, 0, 0, 76, 76, 76]) }
  expect(statsOf(red).deviation).toBe(0)
})
