/** Numbers of each space on an image of 2,000 × 1,000 pixels that a model saw at 1,000 × 500. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import {
  boxIn,
  countsInShares,
  inXyOrder,
  isFraction,
  numbersFor,
  orders,
  pointFor,
  spaceIds,
  type Notation,
  type SpaceId,
} from '../../../app/geometry/spaces'
import fc from '../../builders/properties'

const image = { width: 2000, height: 1000 }
const frame = { width: 1000, height: 500 }

describe('the right half of an image', () => {
  test.each<[SpaceId, readonly number[]]>([
    ['image', [1000, 0, 2000, 1000]],
    ['input', [500, 0, 1000, 500]],
    ['unit', [0.5, 0, 1, 1]],
    ['percent', [50, 0, 100, 100]],
    ['per-mille', [500, 0, 1000, 1000]],
    ['per-999', [499.5, 0, 999, 999]],
    ['bins-1000', [499.5, -0.5, 999.5, 999.5]],
    ['bins-1024', [512, 0, 1024, 1024]],
    ['square-padded', [0.5, 0.25, 1, 0.75]],
  ])('%s', (space, numbers) => {
    const { left, top, right, bottom } = boxIn({ space, order: 'xyxy' }, numbers, { size: image, frame })
    expect([left, top, right, bottom].map((v) => Number(v.toFixed(6)))).toEqual([1000, 0, 2000, 1000])
  })
})

test('an order says what the numbers are', () => {
  expect(inXyOrder([1, 2, 3, 4], 'xyxy')).toEqual([1, 2, 3, 4])
  expect(inXyOrder([2, 1, 4, 3], 'yxyx')).toEqual([1, 2, 3, 4])
  expect(inXyOrder([1, 2, 2, 2], 'xywh')).toEqual([1, 2, 3, 4])
  expect(inXyOrder([2, 1], 'yxyx')).toEqual([1, 2])
})

const source = { size: image, frame }
const notations: readonly Notation[] = spaceIds.flatMap((space) => orders.map((order) => ({ space, order })))
const notation = fc.constantFrom(...notations)
const sized = fc
  .tuple(
    fc.integer({ min: 16, max: 5000 }),
    fc.integer({ min: 16, max: 5000 }),
    fc.double({ min: 0.1, max: 1, noNaN: true }),
  )
  .map(([width, height, scale]) => ({
    size: { width, height },
    frame: { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) },
  }))
const share = fc.double({ min: 0, max: 1, noNaN: true })

describe('numbers for a box', () => {
  test('give a box that has the same numbers again, in every space and order, on images of any size', () => {
    fc.assert(
      fc.property(notation, sized, fc.tuple(share, share, share, share), (how, on, [a, b, c, d]) => {
        const { width, height } = on.size
        const own = box<'source'>(
          Math.min(a, c) * width,
          Math.min(b, d) * height,
          Math.max(a, c) * width,
          Math.max(b, d) * height,
        )
        const numbers = numbersFor(how, own, on)
        expect(numbersFor(how, boxIn(how, numbers, on), on)).toEqual(numbers)
      }),
      { numRuns: 1000 },
    )
  })

  test('hold the box, but for the last bin of a space that cannot say the far edge', () => {
    fc.assert(
      fc.property(notation, sized, fc.tuple(share, share, share, share), (how, on, [a, b, c, d]) => {
        fc.pre(how.space !== 'bins-1000' && how.space !== 'bins-1024')
        const { width, height } = on.size
        const [left, right] = [Math.min(a, c) * width, Math.max(a, c) * width]
        const [top, bottom] = [Math.min(b, d) * height, Math.max(b, d) * height]
        const there = boxIn(how, numbersFor(how, box(left, top, right, bottom), on), on)
        const hair = 2e-5 * Math.max(width, height)
        expect(there.left).toBeLessThanOrEqual(left + hair)
        expect(there.top).toBeLessThanOrEqual(top + hair)
        expect(there.right).toBeGreaterThanOrEqual(right - hair)
        expect(there.bottom).toBeGreaterThanOrEqual(bottom - hair)
      }),
      { numRuns: 1000 },
    )
  })

  test.each<[SpaceId, readonly number[]]>([
    ['image', [101, 202, 1303, 807]],
    ['input', [50, 101, 652, 404]],
    ['unit', [0.05, 0.202, 0.652, 0.807]],
    ['percent', [5, 20.2, 65.2, 80.7]],
    ['per-mille', [50, 202, 652, 807]],
    ['per-999', [50, 201, 651, 807]],
    ['bins-1000', [50, 201, 651, 807]],
    ['bins-1024', [51, 206, 668, 827]],
    ['square-padded', [0.05, 0.351, 0.652, 0.654]],
  ])('in %s are as fine as it is written', (space, expected) =>
    expect(numbersFor({ space, order: 'xyxy' }, box(101, 202, 1303, 807), source)).toEqual(expected),
  )

  test.each<[Notation['order'], readonly number[]]>([
    ['xyxy', [50, 202, 652, 807]],
    ['yxyx', [202, 50, 807, 652]],
    ['xywh', [50, 202, 602, 605]],
  ])('stand in the order %s', (order, expected) =>
    expect(numbersFor({ space: 'per-mille', order }, box(101, 202, 1303, 807), source)).toEqual(expected),
  )

  test('of all of an image end with the last bin there is, or with the far edge', () => {
    const last = (space: SpaceId) => numbersFor({ space, order: 'xyxy' }, box(0, 0, 2000, 1000), source)[2]
    expect(spaceIds.map(last)).toEqual([1000, 2000, 1, 100, 1000, 999, 999, 1023, 1])
  })

  test('of a box past the edge stay within what the space can say', () => {
    for (const { space } of notations) {
      const numbers = numbersFor({ space, order: 'xyxy' }, box(-500, -500, 5000, 5000), source)
      const all = boxIn({ space, order: 'xyxy' }, numbers, source)
      expect(numbers.every((n) => n >= 0)).toBe(true)
      expect(all.right).toBeLessThanOrEqual(2000)
    }
  })
})

describe('a point', () => {
  test('is a box without area, in its order', () => {
    expect(boxIn({ space: 'per-mille', order: 'xyxy' }, [500, 250], source)).toEqual(
      box(1000, 250, 1000, 250),
    )
    expect(boxIn({ space: 'per-mille', order: 'yxyx' }, [250, 500], source)).toEqual(
      box(1000, 250, 1000, 250),
    )
    expect(boxIn({ space: 'per-mille', order: 'xywh' }, [500, 250], source)).toEqual(
      box(1000, 250, 1000, 250),
    )
  })

  test('has the numbers nearest to it', () => {
    fc.assert(
      fc.property(notation, sized, share, share, (how, on, a, b) => {
        const at = { x: a * on.size.width, y: b * on.size.height }
        const numbers = pointFor(how, at, on)
        expect(numbers).toHaveLength(2)
        const there = boxIn(how, numbers, on)
        expect(pointFor(how, { x: there.left, y: there.top }, on)).toEqual(numbers)
      }),
    )
    expect(pointFor({ space: 'unit', order: 'yxyx' }, { x: 1000, y: 250 }, source)).toEqual([0.25, 0.5])
  })
})

test('the bins of Florence-2 and PaliGemma lie at the middle and at the near edge', () => {
  const at = (space: SpaceId, n: number) => boxIn({ space, order: 'xyxy' }, [n, n], source).left
  expect([at('bins-1000', 0), at('bins-1000', 999)]).toEqual([1, 1999])
  expect([at('bins-1024', 0), at('bins-1024', 1023)]).toEqual([0, (1023 * 2000) / 1024])
  expect([at('per-999', 0), at('per-999', 999)]).toEqual([0, 2000])
})

test.each<[readonly number[], boolean]>([
  [[0.1, 0.2, 0.3, 0.4], true],
  [[0, 0, 1, 0.5], true],
  [[0, 0, 1, 1], false],
  [[0, 0, 0, 0], false],
  [[0.1, 0.2, 1.3, 0.4], false],
  [[-0.1, 0.2, 0.3, 0.4], false],
  [[0.1, 0.2], true],
  [[0, 1], false],
  [[0.1, 0.2, 0.3], false],
  [[], false],
])('%j are shares: %s', (numbers, expected) => expect(isFraction(numbers)).toBe(expected))

test('spaces that count in shares are known, and all others are not', () => {
  expect(spaceIds.filter(countsInShares)).toEqual(['unit', 'square-padded'])
})
