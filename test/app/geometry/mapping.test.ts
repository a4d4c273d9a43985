import { expect, test } from 'vitest'
import fc from '../../builders/properties'
import { box } from '../../../app/geometry/box'
import { inverse, mapBox, mapPoint, ontoPart, screenMapping } from '../../../app/geometry/mapping'

test('a picture maps onto the part it shows, corner to corner', () => {
  const toImage = ontoPart<'source', 'image'>({ width: 336, height: 168 }, box(100, 200, 1100, 700))
  expect(mapBox(toImage, box(0, 0, 336, 168))).toEqual(box(100, 200, 1100, 700))
  expect(mapBox(toImage, box(168, 0, 336, 84))).toEqual(box(600, 200, 1100, 450))
})

test('there and back again is where it was', () => {
  const n = fc.double({ min: -3000, max: 3000, noNaN: true })
  fc.assert(
    fc.property(
      fc.tuple(n, n, n, n),
      fc.double({ min: 0.01, max: 60, noNaN: true }),
      ([x, y, panX, panY], zoom) => {
        const m = screenMapping(zoom, { x: panX, y: panY })
        const back = mapPoint(inverse(m), mapPoint(m, { x, y }))
        expect(back.x).toBeCloseTo(x, 6)
        expect(back.y).toBeCloseTo(y, 6)
      },
    ),
  )
})
