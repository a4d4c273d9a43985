/** Four extreme points make the box of the thing, whatever their order. */
import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { box } from '../../../app/geometry/box'
import { boxOfPoints } from '../../../renderer/canvas/tools/extreme'

const image = { width: 1000, height: 800 }

describe('the box around extreme points', () => {
  test('holds the pixel of each point, and no more', () => {
    const points = [
      { x: 300.2, y: 100.9 },
      { x: 120.5, y: 210 },
      { x: 310, y: 395.1 },
      { x: 502.7, y: 220 },
    ]
    expect(boxOfPoints(points, image)).toEqual(box(120, 100, 503, 396))
  })

  test('is the same in any order, inside the image, never empty', () => {
    const point = fc.record({
      x: fc.double({ min: 0, max: 1000, noNaN: true }),
      y: fc.double({ min: 0, max: 800, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 4 }), (points) => {
        const found = boxOfPoints(points, image) ?? box(0, 0, 0, 0)
        expect(boxOfPoints(points.toReversed(), image)).toEqual(found)
        expect(found.left >= 0 && found.top >= 0 && found.right <= 1000 && found.bottom <= 800).toBe(true)
        expect(found.left < found.right && found.top < found.bottom).toBe(true)
      }),
    )
  })
})
