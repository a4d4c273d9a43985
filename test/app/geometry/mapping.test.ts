import { expect, test } from 'vitest'
import fc from 'fast-check'
import { box } from '../../../app/geometry/box'
import { frameMapping, inverse, mapBox, mapPoint, screenMapping } from '../../../app/geometry/mapping'

test('a frame maps onto a frame, corner to corner', () => {
  const toInput = frameMapping<'image', 'input'>({ width: 1000, height: 500 }, { width: 336, height: 168 })
  expect(mapBox(toInput, box(0, 0, 1000, 500))).toEqual(box(0, 0, 336, 168))
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
