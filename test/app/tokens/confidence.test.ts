/** How sure a model was of a box, worked out by hand; and what of the odds of its numbers is shown. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import type { Order } from '../../../app/geometry/spaces'
import {
  bandsOf,
  confidenceOf,
  confidencesOf,
  edgesOf,
  ghostsOf,
  leastConfidence,
} from '../../../app/tokens/boxes'
import type { Distribution, ShareOfValue } from '../../../app/trace/odds'
import type { LookStep } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { must } from '../../builders/must'

function look(numbers: readonly number[]): LookStep {
  return {
    id: 'l',
    author: { type: 'model', model: 'm' },
    at: 0,
    type: 'look',
    raw: '',
    request: { numbers, frame: { width: 100, height: 100 } },
    region: box(0, 0, 100, 100),
    flags: [],
  }
}

const by = { at: 0, alternative: { text: 'x', logprob: -1 } }
/** A number with what else it could have been. */
function odds(written: number, others: Readonly<Record<number, number>> = {}, open = true): Distribution {
  const rest = Object.entries(others).map(([n, probability]): ShareOfValue => ({
    low: Number(n),
    high: Number(n),
    probability,
    by,
  }))
  const probability = 1 - rest.reduce((sum, v) => sum + v.probability, 0)
  const values = [{ low: written, high: written, probability }, ...rest]
  return { written, probability, values, rest: 0, open }
}
const sure = (...numbers: readonly number[]) => numbers.map((n) => odds(n))
const own = look([0, 0, 10, 10])
const place = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]) => box<'image'>(a, b, c, d)

describe('confidence by hand', () => {
  test.each<[string, readonly Distribution[], number]>([
    ['of a box with nothing else possible', sure(0, 0, 10, 10), 1],
    // The other half of the time the box is half as wide: IoU 0.5.
    ['of an edge that may be half-way', [odds(0), odds(0), odds(10, { 5: 0.5 }), odds(10)], 0.75],
    ['of an edge that may be elsewhere altogether', [odds(0, { 50: 0.2 }), odds(0), odds(10), odds(10)], 0.8],
    [
      'of an edge that may be next to it',
      [odds(0), odds(0), odds(10, { 11: 0.5 }), odds(10)],
      (1 + 10 / 11) / 2,
    ],
    // Both drawn apart: a quarter each of 1, 1/2, 1/2 and 1/4.
    ['of two edges at once', [odds(0), odds(0), odds(10, { 5: 0.5 }), odds(10, { 5: 0.5 })], 0.5625],
  ])('%s', (_name, all, expected) => expect(confidenceOf(own, 'xyxy', all)).toBeCloseTo(expected, 12))

  test('of width and height follows the corner', () => {
    const sized = look([0, 0, 10, 10])
    // The whole box ten to the right, never the same place.
    expect(confidenceOf(sized, 'xywh', [odds(0, { 10: 0.5 }), odds(0), odds(10), odds(10)])).toBeCloseTo(
      0.5,
      12,
    )
  })

  test('is not known of a point, without odds, and where one number has no alternatives', () => {
    expect(confidenceOf(look([1, 2]), 'xyxy', sure(1, 2))).toBeUndefined()
    expect(confidenceOf(own, 'xyxy')).toBeUndefined()
    expect(confidenceOf(own, 'xyxy', [odds(0), odds(0), odds(10), odds(10, {}, false)])).toBeUndefined()
  })

  test('lies between 0 and 1, and is 1 only where nothing else is possible', () => {
    const other = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.double({ min: 0.01, max: 0.9, noNaN: true }))
    const order = fc.constantFrom<Order>('xyxy', 'yxyx', 'xywh')
    fc.assert(
      fc.property(fc.tuple(other, other, other, other), order, (others, how) => {
        const numbers = [3, 4, 20, 30]
        const all = numbers.map((n, i) => {
          const [to, share] = others[i] ?? [n, 0]
          return to === n ? odds(n) : odds(n, { [to]: share })
        })
        const confidence = must(confidenceOf(look(numbers), how, all))
        expect(confidence).toBeGreaterThan(0)
        expect(confidence).toBeLessThanOrEqual(1 + 1e-12)
        if (others.some(([to], i) => to !== numbers[i])) expect(confidence).toBeLessThan(1)
      }),
    )
  })

  test('of a trace is told look by look, and only where one of them is known', () => {
    const looks = [look([1, 2]), own]
    expect(confidencesOf(looks, 'xyxy')).toBeUndefined()
    expect(leastConfidence(looks, 'xyxy')).toBeUndefined()
    expect(confidencesOf([], 'xyxy')).toBeUndefined()
  })
})

describe('runners-up', () => {
  const ghosts = (all: readonly Distribution[], how: Order = 'xyxy') =>
    ghostsOf(own, how, { place, odds: all }).map((g) => [g.side, g.value.low, g.region.right - g.region.left])

  test('are the likeliest boxes with one number another', () => {
    expect(ghosts([odds(0, { 2: 0.1 }), odds(0), odds(10, { 8: 0.3 }), odds(10)])).toEqual([
      ['right', 8, 8],
      ['left', 2, 8],
    ])
  })

  test('say the side that a number means in its order', () => {
    expect(ghosts([odds(0, { 2: 0.1 }), odds(0), odds(10), odds(10)], 'yxyx').map(([side]) => side)).toEqual([
      'top',
    ])
  })

  test('are none that is unlikely, without size, or a span of values', () => {
    expect(ghosts([odds(0, { 2: 0.019 }), ...sure(0, 10, 10)])).toEqual([])
    expect(ghosts([odds(0, { 10: 0.5 }), ...sure(0, 10, 10)])).toEqual([])
    expect(ghosts([odds(0, { 12: 0.5 }), ...sure(0, 10, 10)])).toEqual([])
    const span: Distribution = { ...odds(0), values: [{ low: 2, high: 3, probability: 0.5, by }] }
    expect(ghosts([span, ...sure(0, 10, 10)])).toEqual([])
  })

  test('are eight at most', () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [i + 1, 0.05]))
    expect(ghosts([odds(0, many), odds(0, many), odds(10), odds(10)])).toHaveLength(8)
  })
})

describe('an edge', () => {
  const edges = (all: readonly Distribution[]) => edgesOf(own, 'xyxy', { place, odds: all })

  test('lies where its numbers do, the likeliest first', () => {
    const [left] = must(edges([odds(0, { 4: 0.25 }), ...sure(0, 10, 10)]))
    expect(left).toMatchObject({
      side: 'left',
      places: [
        { from: 0, to: 0, probability: 0.75 },
        { from: 4, to: 4, probability: 0.25 },
      ],
    })
  })

  test('is shown as bands that meet half-way', () => {
    const [left] = must(edges([odds(0, { 4: 0.25, 10: 0.25 }), ...sure(0, 10, 10)]))
    expect(bandsOf(must(left)).map(({ from, to }) => [from, to])).toEqual([
      [-2, 2],
      [2, 7],
      [7, 13],
    ])
  })

  test('with one place has a band of no width, and one of a span is as wide as that', () => {
    const [left] = must(edges(sure(0, 0, 10, 10)))
    expect(bandsOf(must(left))).toEqual([{ from: 0, to: 0, probability: 1 }])
    const span: Distribution = { ...odds(0), values: [{ low: 2, high: 6, probability: 1 }] }
    expect(bandsOf(must(must(edges([span, ...sure(0, 10, 10)]))[0]))).toEqual([
      { from: 2, to: 6, probability: 1 },
    ])
  })

  test('of numbers that have no place is nowhere', () => {
    const nowhere = edgesOf(own, 'xyxy', { place: () => undefined, odds: sure(0, 0, 10, 10) })
    expect(nowhere?.map((e) => e.places)).toEqual([[], [], [], []])
  })
})
