/** Maps of hidden cells by hand: what is cut, what mass and heat are, and how a curve walks through them. */
import { describe, expect, test } from 'vitest'
import { areaUnder, curveStages } from '../../../app/explain/curve'
import {
  coarse,
  coreOf,
  gridOf,
  heats,
  massInside,
  refined,
  wholeInside,
  worthCutting,
} from '../../../app/explain/map'
import { mostAsked, occlude } from '../../../app/explain/occlude'
import { areaOf, box, type Box } from '../../../app/geometry/box'
import type { OcclusionCell } from '../../../app/trace/evidence'
import fc from '../../builders/properties'
import { must } from '../../builders/must'

/** Cells of 10 × 10 in a row, with these drops. */
const row = (...drops: readonly number[]) =>
  coarse(drops.map((drop, i) => ({ box: box<'image'>(i * 10, 0, i * 10 + 10, 10), drop })))

describe('a grid', () => {
  test.each<[string, Box<'image'>, number, number]>([
    ['of four each way', box(0, 0, 100, 80), 4, 16],
    ['of as many as there are pixels', box(0, 0, 3, 2), 4, 6],
    ['of one pixel', box(5, 5, 6, 6), 16, 1],
    ['of a line, which has no cells', box(5, 5, 5, 9), 4, 0],
  ])('%s', (_name, region, side, count) => expect(gridOf(region, side)).toHaveLength(count))

  test('has its first cell at the top left, and rows after it', () => {
    expect(gridOf(box(0, 0, 4, 2), 2)).toEqual([
      box(0, 0, 2, 1),
      box(2, 0, 4, 1),
      box(0, 1, 2, 2),
      box(2, 1, 4, 2),
    ])
  })

  test('lies over whole pixels of what is in the image', () => {
    expect(wholeInside(box(-3.5, 2.2, 9.1, 99), { width: 20, height: 10 })).toEqual(box(0, 2, 10, 10))
    expect(wholeInside(box(30, 30, 40, 40), { width: 20, height: 10 })).toEqual(box(20, 10, 20, 10))
  })
})

describe('mass', () => {
  test('is shared by how much hiding a cell matters; what makes the answer likelier, or hardly matters, has none', () => {
    expect(row(3, 1, 0, -2, 0.009).map((c) => c.mass)).toEqual([0.75, 0.25, 0, 0, 0])
    expect(row(0, -1).map((c) => c.mass)).toEqual([0, 0])
  })

  test('of a cell that is cut goes to its parts as they matter, to all alike where none does', () => {
    const cells = row(3, 1)
    const parts = (drops: readonly number[]) =>
      gridOf(box<'image'>(0, 0, 10, 10), 2).map((at, i) => ({ box: at, drop: drops[i] ?? 0 }))
    const cut = must(cells[0])
    expect(refined(cells, cut, parts([2, 1, 0, 0])).map((c) => [c.level, c.mass])).toEqual([
      [1, 0.5],
      [1, 0.25],
      [1, 0],
      [1, 0],
      [0, 0.25],
    ])
    expect(refined(cells, cut, parts([])).map((c) => c.mass)).toEqual([0.1875, 0.1875, 0.1875, 0.1875, 0.25])
  })

  test.each<[string, readonly Box<'image'>[], number]>([
    ['all of it', [box(0, 0, 20, 10)], 1],
    ['one cell', [box(0, 0, 10, 10)], 0.75],
    ['half of one cell', [box(0, 0, 5, 10)], 0.375],
    ['a quarter of either', [box(5, 0, 15, 5)], 0.25],
    ['the same place twice counts once', [box(0, 0, 5, 10), box(0, 0, 5, 10)], 0.375],
    ['places that overlap count once where they do', [box(0, 0, 6, 10), box(4, 0, 10, 10)], 0.75],
    ['crossing places', [box(0, 4, 10, 6), box(4, 0, 6, 10)], 0.75 * 0.36],
    ['nothing', [], 0],
    ['outside', [box(50, 50, 60, 60)], 0],
    ['inside out', [box(10, 10, 0, 0)], 0],
  ])('inside places: %s', (_name, places, share) =>
    expect(massInside(row(3, 1), places)).toBeCloseTo(share, 12),
  )

  test('inside places is what counting pixels gives, whatever the places', () => {
    const edge = fc.integer({ min: 0, max: 20 })
    const place = fc
      .tuple(edge, edge, edge, edge)
      .map(([a, b, c, d]) => box<'image'>(Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)))
    fc.assert(
      fc.property(fc.array(place, { maxLength: 4 }), (places) => {
        const cells = row(3, 1)
        let inside = 0
        for (let x = 0; x < 20; x++)
          for (let y = 0; y < 10; y++)
            if (places.some((p) => p.left <= x && x < p.right && p.top <= y && y < p.bottom))
              inside += must(cells[Math.floor(x / 10)]).mass / 100
        expect(massInside(cells, places)).toBeCloseTo(inside, 9)
      }),
    )
  })

  test('of nothing is not known', () => {
    expect(massInside(row(0, 0), [box(0, 0, 20, 10)])).toBeUndefined()
    expect(coreOf(row(0, 0), 0.5)).toBeUndefined()
    expect(massInside([], [])).toBeUndefined()
  })
})

describe('heat', () => {
  test('is mass for its size, held against the hottest', () => {
    const cells: readonly OcclusionCell[] = [
      { box: box(0, 0, 10, 10), drop: 1, mass: 0.5, level: 0 },
      { box: box(10, 0, 15, 5), drop: 1, mass: 0.5, level: 1 },
      { box: box(20, 0, 30, 10), drop: 0, mass: 0, level: 0 },
    ]
    expect(heats(cells)).toEqual([0.25, 1, 0])
    expect(heats(row(0, 0))).toEqual([0, 0])
    expect(heats([])).toEqual([])
  })

  test('has a core: the smallest box around the hottest cells that hold so much', () => {
    const cells = row(1, 6, 2, 1)
    expect(coreOf(cells, 0.5)).toEqual(box(10, 0, 20, 10))
    expect(coreOf(cells, 0.75)).toEqual(box(10, 0, 30, 10))
    expect(coreOf(cells, 1)).toEqual(box(0, 0, 40, 10))
    expect(coreOf(cells, 0)).toBeUndefined()
  })
})

describe('worth cutting', () => {
  test('are cells that matter a tenth as much as the most, the weightiest first, no more than so many', () => {
    const cells = row(0.5, 10, 1, 0.99, -5)
    expect(worthCutting(cells, 9).map((c) => c.drop)).toEqual([10, 1])
    expect(worthCutting(cells, 1).map((c) => c.drop)).toEqual([10])
  })

  test('is nothing where nothing matters, or the cells are pixels', () => {
    expect(worthCutting(row(0.009, 0), 9)).toEqual([])
    expect(worthCutting(coarse([{ box: box<'image'>(0, 0, 1, 3), drop: 9 }]), 9)).toEqual([])
  })
})

describe('the curves', () => {
  test('hide the hottest first, from nothing to all', () => {
    const { deletion, insertion } = curveStages(row(1, 3, 0))
    expect(deletion.map((s) => [s.share, s.hidden.map((b) => b.left)])).toEqual([
      [0, []],
      [1 / 3, [10]],
      [2 / 3, [10, 0]],
      [1, [10, 0, 20]],
    ])
    expect(insertion.map((s) => s.hidden.map((b) => b.left))).toEqual([[10, 0, 20], [0, 20], [20], []])
  })

  test('of equals go from the top left', () => {
    const cells = coarse(gridOf(box(0, 0, 20, 20), 2).map((at) => ({ box: at, drop: 1 })))
    expect(curveStages(cells).deletion.at(-1)?.hidden).toEqual(cells.map((c) => c.box))
  })

  test('reach each share by whole cells, and never take one too many for a hair of rounding', () => {
    const cells = coarse(gridOf(box(0, 0, 1000, 1000), 10).map((at) => ({ box: at, drop: 1 })))
    expect(curveStages(cells).deletion.map((s) => s.hidden.length)).toEqual([
      0, 1, 2, 4, 7, 11, 16, 25, 40, 65, 100,
    ])
  })

  test.each<[string, readonly (readonly [number, number])[], number]>([
    [
      'of a constant',
      [
        [0, 0.4],
        [1, 0.4],
      ],
      0.4,
    ],
    [
      'of a line',
      [
        [0, 1],
        [1, 0],
      ],
      0.5,
    ],
    [
      'of a step',
      [
        [0, 1],
        [0.5, 1],
        [0.5, 0],
        [1, 0],
      ],
      0.5,
    ],
    ['of one point', [[0, 1]], 0],
    ['of none', [], 0],
  ])('have an area: %s', (_name, points, area) =>
    expect(areaUnder(points.map(([share, probability]) => ({ share, probability })))).toBeCloseTo(area, 12),
  )
})

describe('what a map asks', () => {
  const image = { width: 64, height: 48 }
  const ask = { image, region: box<'image'>(0, 0, 64, 48), cover: 'grey', unit: 'nats', tokens: 2 } as const

  test('is at most what it says before it begins', async () => {
    const plans = fc.record({ side: fc.integer({ min: 4, max: 6 }), refine: fc.integer({ min: 0, max: 2 }) })
    await fc.assert(
      fc.asyncProperty(
        plans,
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1 }),
        async (plan, scores) => {
          let asked = 0
          const score = (hidden: readonly Box<'image'>[]) => {
            asked++
            return Promise.resolve(
              hidden.length === 0
                ? 0
                : (scores[Math.floor(areaOf(must(hidden[0])) + must(hidden[0]).left) % scores.length] ?? 0),
            )
          }
          let told = 0
          for await (const { done, total, map } of occlude({ ...ask, ...plan, curves: false }, score)) {
            expect(done).toBe(asked)
            expect(done).toBeLessThanOrEqual(total)
            expect(done).toBeGreaterThan(told)
            expect(map.asked).toBe(asked)
            told = done
          }
          expect(asked).toBeLessThanOrEqual(mostAsked(plan))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('may be under way together, as many as told, and gives the same map', async () => {
    let [now, most] = [0, 0]
    const score = async (hidden: readonly Box<'image'>[]) => {
      most = Math.max(most, ++now)
      await Promise.resolve()
      now--
      return -hidden.reduce((sum, b) => sum + b.left / 64, 0)
    }
    const mapOf = async (together: number) => {
      let last
      for await (const { map } of occlude({ ...ask, side: 4, refine: 1, curves: true, together }, score))
        last = map
      return last
    }
    const alone = await mapOf(1)
    expect(most).toBe(1)
    expect(await mapOf(3)).toEqual(alone)
    expect(most).toBe(3)
  })
})
