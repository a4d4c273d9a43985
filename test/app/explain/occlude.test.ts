/** The procedure of a map on a model that is known through and through: it finds what matters, and its curves say so. */
import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { areaUnder, curveStages } from '../../../app/explain/curve'
import { coarse, coreOf, gridOf, heats, massInside, refined, worthCutting } from '../../../app/explain/map'
import { mostAsked, occlude, type OcclusionAsk, type ScoreHidden } from '../../../app/explain/occlude'
import { areaOf, box, contains, iou, type Box } from '../../../app/geometry/box'
import type { OcclusionCell, Occlusion } from '../../../app/trace/evidence'
import { must } from '../../builders/must'

const image = { width: 800, height: 600 }
const text = box<'image'>(410, 310, 490, 340)
const ask: OcclusionAsk = {
  ...{ image, region: box<'image'>(0, 0, 800, 600), side: 8, refine: 2, cover: 'grey' },
  ...{ unit: 'nats', tokens: 3, curves: true },
}

/** Loses ten nats when all of the text is hidden, and as much less as is left of it. */
const reading: ScoreHidden = (hidden) => {
  const shown = 1 - hidden.reduce((sum, b) => sum + overlap(b, text) / areaOf(text), 0)
  return Promise.resolve(-0.01 - 10 * (1 - shown))
}

function overlap(a: Box<'image'>, b: Box<'image'>): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return width > 0 && height > 0 ? width * height : 0
}

async function last(asked: OcclusionAsk, score: ScoreHidden) {
  let [map, progress]: [Occlusion | undefined, { done: number; total: number } | undefined] = [
    undefined,
    undefined,
  ]
  for await (const { map: now, ...rest } of occlude(asked, score)) [map, progress] = [now, rest]
  return { map: must(map), progress: must(progress) }
}

describe('a map', () => {
  test('finds the text, finer where it matters, and its curves fall and rise', async () => {
    const { map, progress } = await last(ask, reading)
    expect(massInside(map.cells, [text])).toBeGreaterThan(0.6)
    expect(massInside(coarse(map.cells.filter((c) => c.level === 0)), [text]) ?? 0).toBeLessThan(0.2)
    expect(iou(must(coreOf(map.cells, 0.8)), text)).toBeGreaterThan(0.3)
    const { deletion, insertion } = must(map.curves)
    expect(areaUnder(deletion)).toBeLessThan(0.15)
    expect(areaUnder(insertion)).toBeGreaterThan(0.85)
    expect([deletion[0]?.share, deletion.at(-1)?.share, insertion[0]?.share]).toEqual([0, 1, 0])
    expect(progress.done).toBe(progress.total)
    expect(map.asked).toBeLessThanOrEqual(mostAsked(ask) + 22)
  })

  test('of a model that looks at nothing has no mass, and says so', async () => {
    const { map } = await last({ ...ask, curves: false }, () => Promise.resolve(-1))
    expect(massInside(map.cells, [text])).toBeUndefined()
    expect(coreOf(map.cells, 0.8)).toBeUndefined()
    expect(heats(map.cells).every((h) => h === 0)).toBe(true)
    // Nothing was worth cutting.
    expect(map.asked).toBe(65)
  })

  test('counts nothing for what makes the answer likelier', async () => {
    const { map } = await last({ ...ask, curves: false }, (hidden) =>
      Promise.resolve(hidden.length === 0 ? -3 : -1),
    )
    expect(map.cells.every((c) => c.drop === -2 && c.mass === 0)).toBe(true)
  })

  test('stops when its reader leaves', async () => {
    let asked = 0
    const counting: ScoreHidden = (hidden) => (asked++, reading(hidden))
    for await (const { done } of occlude(ask, counting)) if (done > 10) break
    expect(asked).toBeLessThan(20)
  })
})

const region = fc
  .tuple(fc.nat(500), fc.nat(400), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 200 }))
  .map(([x, y, w, h]) => box<'image'>(x, y, x + w, y + h))

describe('cells', () => {
  test('tile their region: they lie in it, do not overlap, and leave nothing out', () => {
    fc.assert(
      fc.property(region, fc.integer({ min: 1, max: 16 }), (whole, side) => {
        const cells = gridOf(whole, side)
        expect(cells.reduce((sum, c) => sum + areaOf(c), 0)).toBe(areaOf(whole))
        for (const [i, cell] of cells.entries()) {
          if (!contains(whole, cell)) throw new Error('it leaves the region')
          if (cells.slice(i + 1).some((other) => overlap(cell, other) > 0)) throw new Error('two overlap')
        }
      }),
    )
  })

  test('keep their mass when they are cut, whatever the parts say', () => {
    fc.assert(
      fc.property(
        region,
        fc.array(fc.double({ min: -2, max: 9, noNaN: true }), { minLength: 4, maxLength: 4 }),
        (whole, drops) => {
          const cells = coarse(gridOf(whole, 4).map((b, i) => ({ box: b, drop: i === 1 ? 4 : 0.5 })))
          const [cut] = worthCutting(cells, 1)
          if (cut === undefined) return
          const parts = gridOf(cut.box, 2).map((b, i) => ({ box: b, drop: drops[i] ?? 0 }))
          const after = refined(cells, cut, parts)
          const total = (all: readonly OcclusionCell[]) => all.reduce((sum, c) => sum + c.mass, 0)
          expect(total(after)).toBeCloseTo(total(cells), 9)
          expect(after.filter((c) => c.level === 1).length).toBe(parts.length)
        },
      ),
    )
  })
})

test('the curves hide more and more, hottest first, and show in the same order', () => {
  const cells = coarse(
    gridOf(box(0, 0, 80, 80), 8).map((b, i) => ({ box: b, drop: i === 20 ? 5 : i === 21 ? 3 : 0 })),
  )
  const { deletion, insertion } = curveStages(cells)
  expect(deletion[1]?.hidden).toEqual([must(cells[20]).box])
  expect(insertion[0]?.hidden).toHaveLength(64)
  expect(insertion[1]?.hidden).not.toContainEqual(must(cells[20]).box)
  expect(insertion.at(-1)?.hidden).toEqual([])
  for (const [i, stage] of deletion.entries())
    expect(stage.hidden.length).toBe(64 - must(insertion[i]).hidden.length)
})

test('the area under a line is what it is', () => {
  expect(areaUnder([])).toBe(0)
  expect(
    areaUnder([
      { share: 0, probability: 1 },
      { share: 1, probability: 0 },
    ]),
  ).toBe(0.5)
  expect(
    areaUnder([
      { share: 0, probability: 0.4 },
      { share: 0.5, probability: 0.4 },
      { share: 1, probability: 0.4 },
    ]),
  ).toBeCloseTo(0.4)
})
