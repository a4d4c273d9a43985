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

  // Values of `smart_resize` of qwen-vl-utils, worked out by hand from its lines.
  test.each<[string, readonly [number, number], number, readonly [number, number]]>([
    ['one pixel is a whole patch', [1, 1], 28, [56, 56]],
    ['a factor of its own', [500, 300], 32, [512, 288]],
    ['exactly 200 to 1', [8000, 40], 28, [8008, 28]],
    ['already on the grid', [280, 140], 28, [280, 140]],
  ])('%s', (_name, [width, height], factor, [w, h]) => {
    const roomy = { minPixels: 56 * 56, maxPixels: 7476 * 40 }
    expect(smartResize({ width, height }, roomy, factor)).toEqual({ width: w, height: h })
  })

  test('never refuses a size it made itself, and leaves it as it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 56, max: 6000 }), fc.integer({ min: 56, max: 6000 }), (width, height) => {
        fc.pre(Math.max(width, height) / Math.min(width, height) <= 20)
        const once = smartResize({ width, height }, budget)
        expect(smartResize(once, budget)).toEqual(once)
      }),
    )
  })

  test.each([
    [Number.NaN, 5],
    [5, Number.NaN],
    [-5, 5],
    [5, 0],
  ])('refuses %d×%d as an image without area', (width, height) => {
    expect(() => smartResize({ width, height }, budget)).toThrow(
      `The image has no area (${width}×${height}).`,
    )
  })

  test('rounds to even on any number, a half at most away', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), (n) => {
        expect(roundHalfEven(n)).toBe(n)
        expect(Math.abs(roundHalfEven(n + 0.5) % 2)).toBe(0)
        expect(Math.abs(roundHalfEven(n + 0.25) - n)).toBe(0)
      }),
    )
  })
})
