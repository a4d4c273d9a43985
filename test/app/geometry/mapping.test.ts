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

test('a box goes where its corners go', () => {
  const n = fc.integer({ min: -2000, max: 2000 })
  const size = fc.integer({ min: 1, max: 4000 })
  fc.assert(
    fc.property(
      fc.tuple(n, n, n, n),
      size,
      size,
      fc.tuple(n, n, size, size),
      ([a, b, c, d], w, h, [x, y, pw, ph]) => {
        const m = ontoPart<'source', 'image'>({ width: w, height: h }, box(x, y, x + pw, y + ph))
        const there = mapBox(m, box(a, b, c, d))
        const [from, to] = [mapPoint(m, { x: a, y: b }), mapPoint(m, { x: c, y: d })]
        expect(there).toEqual(box(from.x, from.y, to.x, to.y))
      },
    ),
  )
})

test('all of an image goes onto all of the part, and nothing beyond it', () => {
  const size = fc.integer({ min: 1, max: 4000 })
  fc.assert(
    fc.property(size, size, fc.tuple(size, size, size, size), (width, height, [x, y, w, h]) => {
      const part = box<'image'>(x, y, x + w, y + h)
      const { left, top, right, bottom } = mapBox(
        ontoPart<'source', 'image'>({ width, height }, part),
        box(0, 0, width, height),
      )
      expect([left, top]).toEqual([x, y])
      expect(right).toBeCloseTo(x + w, 8)
      expect(bottom).toBeCloseTo(y + h, 8)
    }),
  )
})

test('a zoom keeps what lies under the pan where it is', () => {
  const m = screenMapping(2, { x: 30, y: -10 })
  expect(mapPoint(m, { x: 0, y: 0 })).toEqual({ x: 30, y: -10 })
  expect(mapPoint(m, { x: 100, y: 50 })).toEqual({ x: 230, y: 90 })
  expect(mapBox(m, box(0, 0, 1, 1))).toEqual(box(30, -10, 32, -8))
})
