/** Where requests lie on the original, and what the model is then shown: by hand on one image, and by laws over every dialect. */
import { describe, expect, test } from 'vitest'
import { dialects, type Dialect } from '../../../app/dialects'
import { notationOf } from '../../../app/dialects/dialect'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { areaOf, box, contains, fullBox, iou, type Box } from '../../../app/geometry/box'
import type { Notation } from '../../../app/geometry/spaces'
import {
  boxAroundPoint,
  cropView,
  placeLook,
  rawSize,
  regionFrom,
  requestFor,
  writeLook,
  type Ground,
} from '../../../app/reading/place'
import type { View } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { must } from '../../builders/must'

const image = { id: 'i', size: { width: 2000, height: 1000 } }
const view: View = {
  image: 'i',
  size: { width: 1000, height: 500 },
  filter: 'bicubic',
  grid: { width: 1, height: 1 },
}
const ground: Ground = { dialect: vlmR3, image, view, budgets: vlmR3.budgets }
const place = (numbers: readonly number[], more: Partial<Ground> = {}) =>
  placeLook(numbers, { ...ground, ...more })
const as = (space: Notation['space'], order: Notation['order'] = 'xyxy') => ({ notation: { space, order } })

describe('a request', () => {
  test.each<[string, readonly number[], Partial<Ground>, Box<'image'>, readonly string[]]>([
    // Its tool cuts the pixel at the far corner, too.
    ['in pixels of the resized image', [100, 50, 300, 200], {}, box(200, 100, 601, 401), []],
    ['past the edge', [900, 50, 1100, 200], {}, box(1800, 100, 2000, 401), ['clamped']],
    ['in thousandths', [100, 50, 300, 200], as('per-mille'), box(200, 50, 600, 200), []],
    ['with y first', [50, 100, 200, 300], as('per-mille', 'yxyx'), box(200, 50, 600, 200), []],
    ['as a corner and a size', [100, 50, 200, 150], as('per-mille', 'xywh'), box(200, 50, 600, 200), []],
    ['in percent', [10, 5, 30, 20], as('percent'), box(200, 50, 600, 200), []],
    [
      'in shares among thousandths',
      [0.1, 0.05, 0.3, 0.2],
      as('per-mille'),
      box(200, 50, 600, 200),
      ['fractions'],
    ],
    ['in shares, as it is read', [0.1, 0.05, 0.3, 0.2], as('unit'), box(200, 50, 600, 200), []],
    ['in shares of a percent, which is nothing odd', [0.5, 0.5, 1, 1], as('percent'), box(10, 5, 20, 10), []],
  ])('%s', (...[, numbers, more, region, flags]) => {
    const placed = place(numbers, more)
    expect(placed.region).toEqual(region)
    expect(placed.flags).toEqual(flags)
    expect(placed.view?.crop).toBeDefined()
  })

  test('with its corners in the wrong order lies where they were meant, and says so', () => {
    const { region, flags } = place([300, 200, 100, 50], as('per-mille'))
    expect(region).toEqual(box(200, 50, 600, 200))
    expect(flags).toContain('swapped')
  })

  test('of a size below nothing lies before its corner', () => {
    const { region, flags } = place([300, 200, -200, -150], as('per-mille', 'xywh'))
    expect(region).toEqual(box(200, 50, 600, 200))
    expect(flags).toContain('swapped')
  })

  test('without area is shown nothing', () => {
    const { flags, view: shown } = place([100, 50, 100, 50])
    expect(flags).toContain('invalid')
    expect(shown).toBeUndefined()
  })

  test('inside a crop counts there, and lies on the original', () => {
    const area = box<'image'>(200, 100, 1200, 600)
    const seen = {
      image: 'i',
      size: { width: 500, height: 250 },
      filter: 'bicubic',
      grid: { width: 1, height: 1 },
      crop: area,
    } as const
    const { region, frame } = place([100, 50, 300, 200], { inside: { area, view: seen } })
    expect(frame).toEqual({ width: 500, height: 250 })
    expect(region).toEqual(box(400, 200, 802, 502))
  })

  test('inside a crop never leaves it', () => {
    const n = fc.integer({ min: -50, max: 600 })
    const area = box<'image'>(200, 100, 1200, 600)
    const seen = {
      image: 'i',
      size: { width: 500, height: 250 },
      filter: 'bicubic',
      grid: { width: 1, height: 1 },
      crop: area,
    } as const
    fc.assert(
      fc.property(n, n, n, n, (a, b, c, d) => {
        const { region, view: shown, flags } = place([a, b, c, d], { inside: { area, view: seen } })
        if (!flags.includes('invalid')) expect(contains(area, region)).toBe(true)
        if (shown?.crop !== undefined) expect(contains(area, shown.crop)).toBe(true)
      }),
    )
  })
})

describe('a crop', () => {
  const within = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  const region = fc
    .tuple(within(-100, 1700), within(-80, 700), within(310, 2000), within(310, 1000))
    .map(([x, y, w, h]) => box<'image'>(x, y, x + w, y + h))

  test('is in whole pixels of the image, one at least, for whatever numbers and in every dialect', () => {
    const numbers = fc.array(
      fc.oneof(fc.integer({ min: -200, max: 2500 }), fc.double({ min: 0, max: 1, noNaN: true })),
      {
        minLength: 4,
        maxLength: 4,
      },
    )
    fc.assert(
      fc.property(fc.constantFrom<Dialect>(...dialects), numbers, (dialect, four) => {
        const own = dialect.overview('i', image.size, dialect.budgets)
        const { view: shown } = placeLook(four, { dialect, image, view: own, budgets: dialect.budgets })
        if (shown?.crop === undefined) return
        const { left, top, right, bottom } = shown.crop
        expect([left, top, right, bottom].every(Number.isInteger)).toBe(true)
        expect(contains(fullBox<'image'>(image.size), shown.crop)).toBe(true)
        expect(areaOf(shown.crop)).toBeGreaterThanOrEqual(1)
      }),
      { numRuns: 150 },
    )
  })

  test('of a region that a person drew shows it, as near as the numbers of the dialect go', () => {
    fc.assert(
      fc.property(fc.constantFrom<Dialect>(...dialects), region, (dialect, drawn) => {
        const inside = box<'image'>(
          Math.max(0, drawn.left),
          Math.max(0, drawn.top),
          Math.min(2000, drawn.right),
          Math.min(1000, drawn.bottom),
        )
        const shown = cropView(dialect, drawn, { image, budgets: dialect.budgets })
        if (shown?.crop === undefined) return
        expect(iou(shown.crop, inside), dialect.id).toBeGreaterThan(0)
        // A point is shown in a box of its own size around it.
        if (dialect.point === undefined && requestNumbers(dialect) === 4)
          expect(areaOf(overlap(shown.crop, inside)) / areaOf(inside), dialect.id).toBeGreaterThan(0.93)
      }),
      { numRuns: 150 },
    )
  })

  test('of nothing is none', () => {
    for (const nothing of [box<'image'>(5, 5, 5, 9), box<'image'>(9, 9, 5, 5), box<'image'>(5, 5, 9, 5)])
      for (const dialect of dialects as readonly Dialect[])
        expect(cropView(dialect, nothing, { image, budgets: dialect.budgets })).toBeUndefined()
  })
})

function requestNumbers(dialect: Dialect): number {
  return requestFor(dialect, box(0, 0, 500, 500), { image: image.size, frame: view.size }).numbers.length
}

function overlap(a: Box<'image'>, b: Box<'image'>): Box<'image'> {
  return box(
    Math.max(a.left, b.left),
    Math.max(a.top, b.top),
    Math.min(a.right, b.right),
    Math.min(a.bottom, b.bottom),
  )
}

describe('a region in words', () => {
  test('that lies past the edge is written as what lies in the image', () => {
    const { numbers } = requestFor(vlmR3, box(-100, -50, 500, 400), { image: image.size, frame: view.size })
    expect(numbers).toEqual([0, 0, 250, 200])
    for (const dialect of dialects as readonly Dialect[]) {
      const request = (region: Box<'image'>) =>
        requestFor(dialect, region, { image: image.size, frame: view.size })
      expect(request(box(-100, -50, 2500, 400)), dialect.id).toEqual(request(box(0, 0, 2000, 400)))
    }
  })

  test('is read back to where it is shown', () => {
    const written = writeLook(box(200, 100, 601, 401), ground)
    expect(written.numbers).toEqual([100, 50, 300, 200])
    expect(written.placed.region).toEqual(box(200, 100, 601, 401))
    expect(written.text).toContain('[100, 50, 300, 200]')
  })

  test('of a gold box is neither rounded nor clamped', () => {
    const source = { size: image.size, frame: view.size }
    expect(regionFrom(notationOf(vlmR3), [100.25, 50, 1100, 200], source)).toEqual(box(200.5, 100, 2200, 400))
  })

  test('around a point is a box of the tool’s size, cut at the edge', () => {
    expect(boxAroundPoint({ x: 500.4, y: 300.6 }, image.size, { reach: 50 })).toEqual(box(450, 251, 550, 351))
    expect(boxAroundPoint({ x: 0, y: 1000 }, image.size, { reach: 50 })).toEqual(box(0, 950, 50, 1000))
    const own = boxAroundPoint({ x: 1000, y: 500 }, image.size)
    expect(own.right - own.left).toBe(own.bottom - own.top)
  })

  test('has the size its tool has it in', () => {
    const area = box<'image'>(200, 100, 1200, 600)
    expect(rawSize({ area, view })).toEqual({ width: 1000, height: 500 })
    expect(rawSize({ area, view, handed: { width: 64, height: 32 } })).toEqual({ width: 64, height: 32 })
    expect(must(rawSize({ area, view })).width).toBe(area.right - area.left)
  })
})
