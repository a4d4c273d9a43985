/** Edges on the image: where other numbers would lie, and their shares side by side. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { bandsOf, edgesOf, placeBy } from '../../../app/tokens/boxes'
import type { LookStep } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { must } from '../../builders/must'

const look = (
  numbers: readonly number[],
  region: LookStep['region'],
  more: Partial<LookStep> = {},
): LookStep => ({
  id: 'l',
  author: { type: 'model', model: 'm' },
  at: 0,
  type: 'look',
  raw: '',
  request: { numbers, frame: { width: 336, height: 336 } },
  region,
  flags: [],
  ...more,
})

test('other numbers lie where the own ones say: in every order', () => {
  const number = fc.integer({ min: 1, max: 300 })
  fc.assert(
    fc.property(number, number, number, number, (x, y, w, h) => {
      const region = box<'image'>(x * 3, y * 2, (x + w) * 3, (y + h) * 2)
      const next = box<'image'>((x + 1) * 3, y * 2, (x + 1 + w) * 3, (y + h) * 2)
      const place = must(placeBy(look([x, y, x + w, y + h], region), 'xyxy'))
      expect(place([x, y, x + w, y + h])).toEqual(region)
      const swapped = must(placeBy(look([y, x, y + h, x + w], region), 'yxyx'))
      expect(swapped([y, x, y + h, x + w])).toEqual(region)
      // A box told by its corner moves with it.
      const sized = must(placeBy(look([x, y, w, h], region), 'xywh'))([x + 1, y, w, h])
      for (const side of ['left', 'top', 'right', 'bottom'] as const)
        expect(must(sized)[side]).toBeCloseTo(next[side])
    }),
  )
})

describe('nothing is said', () => {
  test.each(['clamped', 'swapped', 'grown', 'invalid'] as const)('of a box that was %s', (flag) => {
    expect(placeBy(look([1, 2, 3, 4], box(1, 2, 3, 4), { flags: [flag] }), 'xyxy')).toBeUndefined()
  })
  test('of a point, a box of no size, and a look without tokens', () => {
    expect(placeBy(look([1, 2], box(1, 2, 3, 4)), 'xyxy')).toBeUndefined()
    expect(placeBy(look([1, 2, 1, 4], box(1, 2, 1, 4)), 'xyxy')).toBeUndefined()
    const own = look([1, 2, 3, 4], box(1, 2, 3, 4))
    expect(edgesOf(own, 'xyxy', { place: must(placeBy(own, 'xyxy')) })).toBeUndefined()
  })
})

test('shares of an edge lie side by side, none over another, whatever they are', () => {
  const place = fc.record({
    from: fc.integer({ min: 0, max: 500 }),
    probability: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.uniqueArray(place, { minLength: 1, maxLength: 8, selector: (p) => p.from }), (points) => {
      const places = points.map((p) => ({ ...p, to: p.from }))
      const distribution = { written: 0, probability: 1, values: [], rest: 0, open: true }
      const bands = bandsOf({ side: 'left', distribution, places })
      expect(bands).toHaveLength(points.length)
      for (const [i, band] of bands.entries()) {
        expect(band.to).toBeGreaterThanOrEqual(band.from)
        if (i > 0) expect(band.from).toBeGreaterThanOrEqual((bands[i - 1]?.to ?? 0) - 1e-9)
      }
    }),
  )
})
