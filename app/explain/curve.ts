/**
 * How a map is held to account: hide what it calls hottest first, and the answer must go soon (deletion); show that first on a hidden
 * image, and the answer must come soon (insertion). RISE (Petsiuk et al., BMVC 2018, section 4.1) names the two. Pure.
 */
import { areaOf, type Box } from '../geometry/box'
import type { OcclusionCell, CurvePoint } from '../trace/evidence'
import { heats } from './map'

/** What is hidden at each point of a curve. */
export interface CurveStage {
  readonly share: number
  readonly hidden: readonly Box<'image'>[]
}

/** Points where the curve is dense: the hottest parts are a few hundredths of the area. */
const shares = [0, 0.01, 0.02, 0.04, 0.07, 0.11, 0.16, 0.25, 0.4, 0.65, 1]

/** The stages of both curves over the same order: hottest first, equals from top left. */
export function curveStages(cells: readonly OcclusionCell[]): {
  readonly deletion: readonly CurveStage[]
  readonly insertion: readonly CurveStage[]
} {
  const heat = heats(cells)
  const order = cells
    .map((c, i) => ({ box: c.box, heat: heat[i] ?? 0 }))
    .toSorted((a, b) => b.heat - a.heat || a.box.top - b.box.top || a.box.left - b.box.left)
    .map((c) => c.box)
  const total = order.reduce((sum, b) => sum + areaOf(b), 0)
  const cuts = shares.map((share) => upTo(order, share * total))
  const distinct = cuts.filter((count, i) => i === 0 || count > (cuts[i - 1] ?? 0))
  const stage = (count: number, hidden: readonly Box<'image'>[]): CurveStage => ({
    share: order.slice(0, count).reduce((sum, b) => sum + areaOf(b), 0) / Math.max(1, total),
    hidden,
  })
  return {
    deletion: distinct.map((count) => stage(count, order.slice(0, count))),
    insertion: distinct.map((count) => stage(count, order.slice(count))),
  }
}

/** How many of the boxes in order reach an area. */
function upTo(order: readonly Box<'image'>[], area: number): number {
  let [count, reached] = [0, 0]
  // A hair of rounding must not take one more.
  while (count < order.length && reached < area - 1e-6) reached += areaOf(order[count++] as Box<'image'>)
  return count
}

/** The area under a curve by trapezoids, 0 to 1. */
export function areaUnder(points: readonly CurvePoint[]): number {
  return points.slice(1).reduce((sum, point, i) => {
    const before = points[i] as CurvePoint
    return sum + ((point.share - before.share) * (point.probability + before.probability)) / 2
  }, 0)
}
