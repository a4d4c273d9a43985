/** Where an image's tokens lie on the whole image, and which of them got most. */
import { expect, test } from 'vitest'
import { placesOf, strongestOn, type ImageHeat } from '../../../app/attention/heat'
import { box } from '../../../app/geometry/box'
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
