/** Numbers of each space on an image of 2,000 × 1,000 pixels that a model saw at 1,000 × 500. */
import { describe, expect, test } from 'vitest'
import { boxIn, inXyOrder, type SpaceId } from '../../../app/geometry/spaces'

const image = { width: 2000, height: 1000 }
const frame = { width: 1000, height: 500 }

describe('the right half of an image', () => {
  test.each<[SpaceId, readonly number[]]>([
    ['image', [1000, 0, 2000, 1000]],
    ['input', [500, 0, 1000, 500]],
    ['unit', [0.5, 0, 1, 1]],
    ['percent', [50, 0, 100, 100]],
    ['per-mille', [500, 0, 1000, 1000]],
    ['per-999', [499.5, 0, 999, 999]],
    ['bins-1000', [499.5, -0.5, 999.5, 999.5]],
    ['bins-1024', [512, 0, 1024, 1024]],
    ['square-padded', [0.5, 0.25, 1, 0.75]],
  ])('%s', (space, numbers) => {
    const { left, top, right, bottom } = boxIn({ space, order: 'xyxy' }, numbers, { size: image, frame })
    expect([left, top, right, bottom].map((v) => Number(v.toFixed(6)))).toEqual([1000, 0, 2000, 1000])
  })
})

test('an order says what the numbers are', () => {
  expect(inXyOrder([1, 2, 3, 4], 'xyxy')).toEqual([1, 2, 3, 4])
  expect(inXyOrder([2, 1, 4, 3], 'yxyx')).toEqual([1, 2, 3, 4])
  expect(inXyOrder([1, 2, 2, 2], 'xywh')).toEqual([1, 2, 3, 4])
  expect(inXyOrder([2, 1], 'yxyx')).toEqual([1, 2])
})
