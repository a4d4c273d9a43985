/** Where an image's tokens lie on the whole image, and which of them got most. */
import { expect, test } from 'vitest'
import { placesOf, strongestOn, upsampled, type ImageHeat } from '../../../app/attention/heat'
import { box } from '../../../app/geometry/box'
import fc from '../../builders/properties'
import type { View } from '../../../app/trace/step'

const size = { width: 100, height: 50 }
const heat = (values: readonly number[], crop?: ReturnType<typeof box<'image'>>): ImageHeat => ({
  view: (crop === undefined ? {} : { crop }) as View,
  width: 2,
  height: 2,
  values,
  share: 0.5,
})

test('tokens lie row after row over what was shown, the strongest of them named', () => {
  expect(placesOf(heat([0, 0, 0, 0]), size)).toEqual([
    box(0, 0, 50, 25),
    box(50, 0, 100, 25),
    box(0, 25, 50, 50),
    box(50, 25, 100, 50),
  ])
  expect(strongestOn(heat([0.1, 0, 0.3, 0.1], box(10, 10, 30, 20)), size)).toEqual(box(10, 15, 20, 20))
  // The first of equals; none where there is nothing.
  expect(strongestOn(heat([0, 0.2, 0.2, 0]), size)).toEqual(box(50, 0, 100, 25))
  expect(strongestOn(heat([0, 0, 0, 0]), size)).toBeUndefined()
})

test('between the middles of two tokens heat goes from one to the other, and never above or below what tokens have', () => {
  const row = upsampled({ ...heat([0, 0.8]), height: 1 })
  expect([row.width, row.height, row.share]).toEqual([8, 4, 0.5])
  const values = row.values.slice(0, 8)
  expect(values.map((v) => Number(v.toFixed(3)))).toEqual([0, 0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.8])
  // It lies where the image lies.
  expect(placesOf(row, size)[0]).toEqual(box(0, 0, 12.5, 12.5))
  const side = fc.integer({ min: 1, max: 95 })
  fc.assert(
    fc.property(side, side, fc.integer({ min: 1, max: 1000 }), (width, height, seed) => {
      const own = Array.from({ length: width * height }, (_, i) => ((i * seed) % 17) / 17)
      const finer = upsampled({ ...heat(own), width, height })
      expect(finer.values).toHaveLength(finer.width * finer.height)
      expect(finer.values.length).toBeLessThanOrEqual(Math.max(8000, own.length))
      const [least, most] = [own, own].map((all, i) =>
        all.reduce((a, b) => (i === 0 ? Math.min(a, b) : Math.max(a, b))),
      ) as [number, number]
      expect(finer.values.every((v) => v >= least - 1e-9 && v <= most + 1e-9)).toBe(true)
    }),
    { numRuns: 40 },
  )
})
