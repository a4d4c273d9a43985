/**
 * The procedure of an occlusion map, with everything it may ask of a model behind one function: hide these parts, how likely is the
 * answer then? Coarse first, then finer where hiding mattered; then the curves. Leaving it stops it. Pure.
 */
import type { Box, Size } from '../geometry/box'
import { bunches } from '../lists'
import type { Cover } from '../trace/step'
import type { OcclusionCell, CurvePoint, Occlusion } from '../trace/evidence'
import { curveStages, type CurveStage } from './curve'
import { coarse, gridOf, refined, wholeInside, worthCutting, type GridPlan, type MeasuredCell } from './map'

/** The score of what is explained, with these parts of the image hidden. */
export type ScoreHidden = (hidden: readonly Box<'image'>[]) => Promise<number>

/** What is asked for. */
export interface OcclusionAsk extends GridPlan {
  readonly image: Size
  /** The part of the image the grid lies over. */
  readonly region: Box<'image'>
  readonly cover: Cover
  /** Of the scores, and how many tokens they are of. */
  readonly unit: Occlusion['unit']
  readonly tokens: number
  /** Whether the map is held to account by its curves, too. */
  readonly curves: boolean
  /** Questions that may be under way together; absent: one after the other. */
  readonly together?: number
}

/** How far it is; `map` as it is by then. `total` grows when cells turn out worth cutting. */
export interface OcclusionProgress {
  readonly done: number
  readonly total: number
  readonly map: Occlusion
}

/** Most cells that are cut at each level: finer than the coarse grid where it matters, not everywhere. */
const mostCut = 12
/** Least that are asked between two tellings. */
const perTelling = 4

/** Questions to a model that a plan costs at most, without the curves' own. */
export function mostAsked({ side, refine }: GridPlan): number {
  return 1 + side * side + refine * mostCut * 4
}

/** Makes a map, telling how far it is. */
export async function* occlude(ask: OcclusionAsk, score: ScoreHidden): AsyncGenerator<OcclusionProgress> {
  const { side, cover, unit, tokens, together = 1 } = ask
  const region = wholeInside(ask.region, ask.image)
  const base = await score([])
  let asked = 1
  const grid = gridOf(region, side)
  let total = 1 + grid.length
  const map = (cells: readonly OcclusionCell[]): Occlusion => ({
    region,
    side,
    cover,
    unit,
    base,
    tokens,
    cells,
    asked,
  })
  const measured: MeasuredCell[] = []
  for (const boxes of bunches(grid, Math.max(perTelling, together))) {
    measured.push(...(await dropsOf(boxes, { base, together }, score)))
    asked += boxes.length
    yield { done: asked, total, map: map(coarse(measured)) }
  }
  let cells = coarse(measured)
  for (let level = 0; level < ask.refine; level++) {
    const worth = worthCutting(
      cells.filter((c) => c.level === level),
      mostCut,
    )
    total += worth.length * 4
    for (const cell of worth) {
      const parts = await dropsOf(gridOf(cell.box, 2), { base, together }, score)
      asked += parts.length
      cells = refined(cells, cell, parts)
      yield { done: asked, total, map: map(cells) }
    }
  }
  if (!ask.curves) return
  const { deletion, insertion } = curveStages(cells)
  total = asked + deletion.length + insertion.length
  const walked = { deletion: [] as CurvePoint[], insertion: [] as CurvePoint[] }
  for (const [name, stages] of [
    ['deletion', deletion],
    ['insertion', insertion],
  ] as const)
    for (const stage of stages) {
      walked[name].push(await pointOf(stage, { base, tokens }, score))
      asked++
      yield { done: asked, total, map: { ...map(cells), curves: { ...walked } } }
    }
}

/** How far the score falls with each of the boxes hidden alone. */
async function dropsOf(
  boxes: readonly Box<'image'>[],
  { base, together }: { readonly base: number; readonly together: number },
  score: ScoreHidden,
): Promise<readonly MeasuredCell[]> {
  const measured: MeasuredCell[] = []
  for (const bunch of bunches(boxes, together))
    measured.push(
      ...(await Promise.all(bunch.map(async (box) => ({ box, drop: base - (await score([box])) })))),
    )
  return measured
}

async function pointOf(
  { share, hidden }: CurveStage,
  { base, tokens }: { readonly base: number; readonly tokens: number },
  score: ScoreHidden,
): Promise<CurvePoint> {
  const logprob = hidden.length === 0 ? base : await score(hidden)
  return { share, probability: Math.exp(logprob / Math.max(1, tokens)) }
}
