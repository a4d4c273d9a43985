/** Property tests of what gestures may make of a region. */
import fc from '../../builders/properties'
import { describe, expect, it } from 'vitest'
import { box, contains, type Box, type Point, type Size, wholeBox } from '../../../app/geometry/box'
import { drawnRegion, moveRegion, resizeRegion, type Handle } from '../../../renderer/canvas/tools/region'

const image: Size = { width: 640, height: 480 }
const whole = box<'image'>(0, 0, image.width, image.height)
const number = fc.double({ min: -2000, max: 2000, noNaN: true })
const points = fc.record({ x: number, y: number })
const handles = fc.constantFrom<Handle>('nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w')
const regions = fc
  .tuple(points, points)
  .map(([a, b]) =>
    wholeBox(
      box<'image'>(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.max(a.x, b.x), Math.max(a.y, b.y)),
      image,
    ),
  )

function expectSound(region: Box<'image'>): void {
  expect(Object.values(region).every(Number.isInteger)).toBe(true)
  expect(contains(whole, region)).toBe(true)
  expect(region.right - region.left).toBeGreaterThanOrEqual(1)
  expect(region.bottom - region.top).toBeGreaterThanOrEqual(1)
}

describe('regions', () => {
  it('are whole, inside the image and not empty, whatever a model asked for', () => {
    fc.assert(fc.property(regions, expectSound))
    expect(wholeBox(box(-50.4, 700, 10.6, 900), image)).toEqual(box(0, 479, 11, 480))
  })

  it('stay sound and keep their size when moved', () => {
    fc.assert(
      fc.property(regions, points, (start, by) => {
        const moved = moveRegion(start, by, image)
        expectSound(moved)
        expect([moved.right - moved.left, moved.bottom - moved.top]).toEqual([
          start.right - start.left,
          start.bottom - start.top,
        ])
      }),
    )
  })

  it('stay sound when resized, by any handle, with and without aspect', () => {
    fc.assert(
      fc.property(regions, handles, points, fc.boolean(), (start, handle, by, keepAspect) => {
        expectSound(resizeRegion(start, { handle, by, keepAspect }, image))
      }),
      { numRuns: 1000 },
    )
  })

  it('keep the sides that were not grabbed', () => {
    const start = box<'image'>(100, 100, 200, 160)
    const by = { x: 30, y: -20 }
    const resized = (handle: Handle, by: Point) =>
      resizeRegion(start, { handle, by, keepAspect: false }, image)
    expect(resized('e', by)).toEqual(box(100, 100, 230, 160))
    expect(resized('n', by)).toEqual(box(100, 80, 200, 160))
    expect(resized('sw', by)).toEqual(box(130, 100, 200, 140))
    expect(resized('w', { x: 500, y: 0 })).toEqual(box(199, 100, 200, 160))
  })

  it('keep width to height, about the opposite corner, when asked', () => {
    const start = box<'image'>(100, 100, 200, 160)
    const resized = (handle: Handle, by: Point) =>
      resizeRegion(start, { handle, by, keepAspect: true }, image)
    expect(resized('se', { x: 100, y: 0 })).toEqual(box(100, 100, 300, 220))
    expect(resized('nw', { x: 50, y: 30 })).toEqual(box(150, 130, 200, 160))
    expect(resized('e', { x: 100, y: 0 })).toEqual(box(100, 70, 300, 190))
    expect(resized('se', { x: 5000, y: 5000 })).toEqual(box(100, 100, 640, 424))
  })

  it('are drawn to cover every pixel touched, or not at all', () => {
    fc.assert(
      fc.property(points, points, fc.boolean(), (a, b, square) => {
        const region = drawnRegion(a, b, { image, square })
        if (region !== undefined) expectSound(region)
      }),
    )
    const free = { image, square: false }
    expect(drawnRegion({ x: 10.2, y: 20.8 }, { x: 4.1, y: 30.1 }, free)).toEqual(box(4, 20, 11, 31))
    expect(drawnRegion({ x: -50, y: -50 }, { x: -5, y: 40 }, free)).toBeUndefined()
    expect(drawnRegion({ x: 600, y: 100 }, { x: 700, y: 120 }, { image, square: true })).toEqual(
      box(600, 100, 640, 140),
    )
  })
})
