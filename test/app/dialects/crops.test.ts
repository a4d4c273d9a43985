/**
 * The arithmetic that crop rules share: Python's and Pillow's rounding, growing, holding inside, several resizes in a row, and taking
 * `int()` back. Each by hand, and over drawn values against the plain rule.
 */
import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import {
  firstFrom,
  genericRegion,
  grownToLeast,
  heldRegion,
  isTooThin,
  lastBefore,
  pillowCut,
  pointOfBox,
  pointReach,
  resizedOrNone,
  truncatedCut,
  wholePixel,
  writeNumbers,
} from '../../../app/dialects/crops'
import {
  cutAfter,
  cutOut,
  cutUnread,
  otherFrame,
  pillowBox,
  regionOfCut,
  processed,
  resizeStage,
  seenAfter,
  sizeAfterAll,
  toolResized,
} from '../../../app/dialects/pipeline'
import { asIs, mended, outwardCut } from '../../../app/dialects/calling'
import { box, contains, fullBox } from '../../../app/geometry/box'
import { edges, sizes } from '../../builders/told'

const from = ([left = 0, top = 0, right = 0, bottom = 0]: readonly number[]) =>
  box<'source'>(left, top, right, bottom)
const at = (...edges: readonly number[]) => from(edges)
const cutEdges = (b: ReturnType<typeof pillowCut>) => b && edges(b)
const budget = { minPixels: 3136, maxPixels: 12_845_056 }

describe('cutting whole pixels', () => {
  test('as Pillow: halves go to the even neighbour', () => {
    expect(cutEdges(pillowCut(at(0.5, 1.5, 2.5, 3.5), sizes.page))).toEqual([0, 2, 2, 4])
    expect(cutEdges(pillowBox(at(-0.5, -1.5, 2.4, 3.6)))).toEqual([0, -2, 2, 4])
  })

  test('as int(): towards zero, what the arithmetic lost given back', () => {
    expect(cutEdges(truncatedCut(at(10.9, 20.99, 30.999_999_9, 40.1), sizes.page))).toEqual([10, 20, 31, 40])
    expect([wholePixel(-3.7, 10), wholePixel(12, 10), wholePixel(6.999_999_9, 10)]).toEqual([0, 10, 7])
  })

  test('outward: the smallest whole box around it', () => {
    expect(cutEdges(outwardCut(at(10.1, 20, 30.1, 40.999), sizes.page))).toEqual([10, 20, 31, 41])
    expect(cutEdges(outwardCut(at(10.999_999_9, 0, 20.000_000_1, 5), sizes.page))).toEqual([11, 0, 20, 5])
  })

  test('of less than a pixel, or outside, is none', () => {
    expect(pillowCut(at(10.2, 10, 10.4, 20), sizes.page)).toBeUndefined()
    expect(truncatedCut(at(1000, 10, 1100, 20), sizes.page)).toBeUndefined()
    expect(outwardCut(at(1200, 10, 1300, 20), sizes.page)).toBeUndefined()
    expect(pillowBox(at(10, 10, 10, 20))).toBeUndefined()
  })
})

describe('a box held inside', () => {
  test.each<[string, readonly number[], readonly number[], readonly string[]]>([
    ['inside', [10, 20, 30, 40], [10, 20, 30, 40], []],
    ['past an edge by half a pixel, as thousandths do', [0, 0, 1000.5, 800.5], [0, 0, 1000, 800], []],
    ['past an edge by more', [0, 0, 1000.6, 800], [0, 0, 1000, 800], ['clamped']],
    ['before the first pixel', [-1, -1, 10, 10], [0, 0, 10, 10], ['clamped']],
    ['outside', [1100, 100, 1200, 200], [1000, 100, 1000, 200], ['clamped', 'invalid']],
    ['without area', [10, 20, 10, 40], [10, 20, 10, 40], ['invalid']],
  ])('%s', (_, asked, region, flags) => {
    const held = heldRegion(from(asked), sizes.page)
    expect({ region: edges(held.region), flags: held.flags }).toEqual({ region, flags })
  })

  test('a point is drawn as far as shows where it is', () => {
    expect([pointReach(sizes.tiny), pointReach(sizes.page), pointReach(sizes.photo)]).toEqual([8, 10, 40])
    const notation = { space: 'image', order: 'xyxy' } as const
    const drawn = genericRegion(notation, [1000, 5], { size: sizes.page, frame: sizes.page })
    expect({ ...drawn, region: edges(drawn.region) }).toEqual({
      region: [990, 0, 1000, 15],
      point: { x: 1000, y: 5 },
      flags: ['point'],
    })
  })

  test('the point of a box that an edge cut off is where it was', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(800), (x, y) => {
        const drawn = genericRegion({ space: 'image', order: 'xyxy' }, [x, y], {
          size: sizes.page,
          frame: sizes.page,
        })
        expect(pointOfBox(drawn.region, sizes.page, pointReach(sizes.page))).toEqual({ x, y })
      }),
    )
  })
})

describe('growing', () => {
  test('a box with both sides long enough stays the same object', () => {
    const large = at(10, 10, 38, 38)
    expect(grownToLeast(large, 28)).toBe(large)
  })

  test('keeps the middle, makes the shorter side long enough, and holds what was asked', () => {
    const edge = fc.integer({ min: 0, max: 3000 })
    const side = fc.integer({ min: 1, max: 200 })
    fc.assert(
      fc.property(edge, edge, side, side, (left, top, width, height) => {
        const asked = at(left, top, left + width, top + height)
        const larger = grownToLeast(asked, 28)
        expect(contains(larger, asked)).toBe(true)
        expect(Math.min(larger.right - larger.left, larger.bottom - larger.top)).toBeGreaterThanOrEqual(28)
        expect(Math.abs(larger.left + larger.right - asked.left - asked.right)).toBeLessThanOrEqual(1)
        expect(Math.abs(larger.top + larger.bottom - asked.top - asked.bottom)).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('taking int() back', () => {
  test('the largest number before a pixel, and the smallest from it on, to the last bit', () => {
    const side = fc.integer({ min: 2, max: 6000 })
    const frame = fc.integer({ min: 28, max: 4004 })
    fc.assert(
      fc.property(side, frame, fc.nat(), (size, seen, any) => {
        const pixelOf = (n: number) => Math.trunc((n * size) / seen)
        const pixel = 1 + (any % (size - 1))
        const near = lastBefore(pixel, size / seen, pixelOf)
        const far = firstFrom(pixel, size / seen, pixelOf)
        expect([pixelOf(near) < pixel, pixelOf(near + 1) >= pixel]).toEqual([true, true])
        expect([pixelOf(far) >= pixel, far === 0 || pixelOf(far - 1) < pixel]).toEqual([true, true])
      }),
    )
  })
})

describe('sizes', () => {
  test('more than 200 times as long as wide is refused by the model’s own resize, not by the tools’ copies', () => {
    expect([isTooThin({ width: 200, height: 1 }), isTooThin({ width: 201, height: 1 })]).toEqual([
      false,
      true,
    ])
    expect(resizedOrNone({ width: 5601, height: 28 }, budget, 28)).toBeUndefined()
    expect(processed({ width: 5601, height: 28 }, budget)).toBeUndefined()
    // 5601 / 28 = 200.04.
    expect(toolResized({ width: 5601, height: 28 }, budget, 28)).toEqual({ width: 5600, height: 28 })
    expect(processed({ width: 0, height: 28 }, budget)).toBeUndefined()
  })

  test('a tool’s copy floors a strip to nothing where the model’s keeps a cell', () => {
    // 30000 × 1500 are 45 megapixels: √(45e6 / 12845056) = 1.8717; 1500 / 1.8717 / 28 = 28.6. A strip of 60000 × 20: 28 px high, 60004
    // wide, 1.68 megapixels. Of 4000000 × 20: √(8e7 / 12845056) = 2.4956; 20 / 2.4956 / 28 = 0.29.
    expect(toolResized({ width: 30_000, height: 1500 }, budget, 28)).toEqual({ width: 16_016, height: 784 })
    expect(toolResized({ width: 4_000_000, height: 20 }, budget, 28)).toBeUndefined()
  })

  test('seen as it is, cells are counted up', () => {
    expect(asIs({ width: 29, height: 5 }, 'bicubic', 28)).toEqual({
      size: { width: 29, height: 5 },
      filter: 'bicubic',
      grid: { width: 2, height: 1 },
    })
  })

  test('numbers are written as short as they can be', () => {
    expect(writeNumbers([1, 2.5, 3.126, 1000], 2)).toBe('[1, 2.5, 3.13, 1000]')
    expect(writeNumbers([0.1 + 0.2, -0.0004], 3)).toBe('[0.3, 0]')
    expect(mended([3, 4, 1, 2])).toEqual([1, 2, 3, 4])
  })
})

describe('a way to a view', () => {
  const small = { width: 500, height: 400 }

  test('ends in its last resize; what changes nothing is left out', () => {
    expect(seenAfter(sizes.page, [resizeStage(sizes.page), resizeStage(small, 'lanczos')], 28)).toEqual({
      size: small,
      filter: 'lanczos',
      grid: { width: 500 / 28, height: 400 / 28 },
    })
  })

  test('a resize by the nearest pixel is never the one a view ends in', () => {
    expect(seenAfter(sizes.page, [resizeStage(small, 'nearest')], 28)).toMatchObject({
      size: small,
      filter: 'bicubic',
      made: [{ type: 'resize', filter: 'nearest' }],
    })
  })

  test('one cut and one resize need no stages: the crop says it', () => {
    const cut = at(100, 100, 300, 300)
    const seen = { width: 196, height: 196 }
    expect(cutAfter(sizes.page, [cutOut(cut), resizeStage(seen)], { crop: cut })).not.toHaveProperty('made')
    expect(
      cutAfter(sizes.page, [resizeStage(small), cutOut(cut), resizeStage(seen)], { crop: cut }).made,
    ).toHaveLength(2)
  })

  test('the size after all of it, and the frame where that is another', () => {
    const stages = [resizeStage(small), cutOut(at(0, 0, 10, 20))]
    expect(sizeAfterAll(stages, sizes.page)).toEqual({ width: 10, height: 20 })
    expect(sizeAfterAll([], sizes.page)).toEqual(sizes.page)
    expect(otherFrame(small, [resizeStage(small)])).toEqual({})
    expect(otherFrame(small, [resizeStage(sizes.page)])).toEqual({ frame: small })
  })

  test('where a cut of the resized image lies: whole pixels around it, at least one, inside', () => {
    expect(edges(regionOfCut(at(50, 50, 100, 100), small, sizes.page))).toEqual([100, 100, 200, 200])
    expect(edges(regionOfCut(at(499.9, 399.9, 500, 400), small, sizes.page))).toEqual([999, 799, 1000, 800])
    const edge = fc.integer({ min: -50, max: 550 })
    fc.assert(
      fc.property(edge, edge, edge, edge, (left, top, right, bottom) => {
        const place = regionOfCut(at(left, top, right, bottom), small, sizes.page)
        expect(contains(fullBox<'source'>(sizes.page), place)).toBe(true)
        expect(place.right > place.left && place.bottom > place.top).toBe(true)
      }),
    )
  })
})

describe('a tool that cuts the file before it is read', () => {
  const cut = at(900, 700, 1100, 900)
  const crop = at(900, 700, 1000, 800)
  const sized = { cut, tool: { width: 196, height: 196 }, seen: { width: 196, height: 196 } }
  const made = (mode: 'P' | '1' | 'LA' | 'RGBA' | 'CMYK') =>
    cutUnread(sizes.page, sized, { file: { mode, first: [1, 2, 3] }, crop })

  test('shows the first colour of a palette past the edge, and takes the nearest pixel', () => {
    expect(made('P')?.made).toMatchObject([
      { type: 'cut', fill: [1, 2, 3] },
      { type: 'resize', filter: 'nearest' },
    ])
    expect(made('1')?.made).toMatchObject([{ fill: [1, 2, 3] }, { filter: 'nearest' }])
    expect(made('LA')).not.toHaveProperty('made.0.fill')
    expect(made('LA')?.filter).toBe('bicubic')
  })

  test('keeps transparency, and gives nothing back of CMYK', () => {
    expect(made('RGBA')).toMatchObject({ alpha: 'kept' })
    expect(made('CMYK')).toBeUndefined()
    expect(cutUnread(sizes.page, sized, { file: undefined, crop })).toBeDefined()
  })
})
