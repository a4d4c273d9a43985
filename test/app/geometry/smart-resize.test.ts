import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { roundHalfEven, smartResize } from '../../../app/geometry/smart-resize'

const budget = { minPixels: 56 * 56, maxPixels: 28 * 28 * 1280 }

describe('smart resize', () => {
  test("rounds halves to even, as Python's round() does", () => {
    expect([0.5, 1.5, 2.5, 3.5, -0.5, -1.5, 2.4, 2.6].map(roundHalfEven)).toEqual([0, 2, 2, 4, 0, -2, 2, 3])
  })

  // Sizes where Math.round gives another answer; the expected ones are Python's.
  test.each([
    [140, 70, 140, 56],
    [490, 350, 504, 336],
    [1000, 1000, 980, 980],
    [224, 224, 224, 224],
  ])('takes %i×%i to %i×%i', (width, height, w, h) => {
    expect(smartResize({ width, height }, budget)).toEqual({ width: w, height: h })
  })

  test('stays within the budget, on multiples of the factor, for every shape', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 6000 }), fc.integer({ min: 30, max: 6000 }), (width, height) => {
        const { width: w, height: h } = smartResize({ width, height }, budget)
        expect([w % 28, h % 28]).toEqual([0, 0])
        expect(w * h).toBeLessThanOrEqual(budget.maxPixels)
        expect(w * h).toBeGreaterThanOrEqual(budget.minPixels)
      }),
    )
  })

  test('refuses a strip longer than 200:1, saying so', () => {
    expect(() => smartResize({ width: 8100, height: 40 }, budget)).toThrow(/too long and thin/)
  })

  test('refuses an image without area', () => {
    expect(() => smartResize({ width: 0, height: 40 }, budget)).toThrow(/no area/)
  })
})
