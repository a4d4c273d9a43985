/**
 * An occlusion map: how much less likely an answer is with each part of an image hidden. Cells of one level tile what was asked
 * about; where hiding one mattered, smaller ones stand in its place. Pure: knows no model and no pixels.
 */
import { areaOf, box, boxAroundAll, clampBox, intersection, outwardBox, type Box } from '../geometry/box'
import type { OcclusionCell } from '../trace/evidence'

/** Cells asked for in advance: how many each way, and how many cut how often. */
export interface GridPlan {
  /** Cells a side: 4 to 16. */
  readonly side: number
  /** How often cells that matter are cut in four. */
  readonly refine: number
}

/** Cells a side a person can choose. */
export const fewestCells = 4
/** The most. */
export const mostCells = 16

/** A region in whole pixels cut into cells; fewer where there are not as many pixels. */
export function gridOf(region: Box<'image'>, side: number): readonly Box<'image'>[] {
  const { left, top, right, bottom } = region
  const across = edges(left, right, side)
  const down = edges(top, bottom, side)
  return down
    .slice(1)
    .flatMap((y, row) =>
      across.slice(1).map((x, column) => box<'image'>(across[column] ?? left, down[row] ?? top, x, y)),
    )
}

function edges(from: number, to: number, count: number): readonly number[] {
  const all = Array.from({ length: count + 1 }, (_, i) => Math.round(from + ((to - from) * i) / count))
  return [...new Set(all)]
}

/** A share of the largest drop from which a cell matters enough to be looked at more closely. */
const mattersFrom = 0.1
/** Nats; less than this is the model's own wavering when anything at all changes. */
export const noise = 0.01

/** The cells worth cutting, the weightiest first. */
export function worthCutting(cells: readonly OcclusionCell[], most: number): readonly OcclusionCell[] {
  const top = Math.max(0, ...cells.map((c) => c.drop))
  const floor = Math.max(noise, top * mattersFrom)
  return cells
    .filter((c) => c.drop >= floor && areaOf(c.box) >= 4)
    .toSorted((a, b) => b.drop - a.drop)
    .slice(0, most)
}

/** A cell measured, before its share is known. */
export interface MeasuredCell {
  readonly box: Box<'image'>
  readonly drop: number
}

/** The coarse cells with their shares. What made the answer likelier counts for nothing. */
export function coarse(measured: readonly MeasuredCell[]): readonly OcclusionCell[] {
  const total = sum(measured.map(weight))
  return measured.map((m) => ({ ...m, level: 0, mass: total === 0 ? 0 : weight(m) / total }))
}

/**
 * A cell given way to its parts: they share its mass as they matter. Where none of them matters alone, it is what they show together,
 * and each gets as much.
 */
export function refined(
  cells: readonly OcclusionCell[],
  cut: OcclusionCell,
  parts: readonly MeasuredCell[],
): readonly OcclusionCell[] {
  const total = sum(parts.map(weight))
  const level = cut.level + 1
  const area = sum(parts.map((p) => areaOf(p.box)))
  const within = parts.map((p): OcclusionCell => {
    const share = total === 0 ? areaOf(p.box) / area : weight(p) / total
    return { ...p, level, mass: cut.mass * share }
  })
  return cells.flatMap((c) => (c === cut ? within : [c]))
}

function weight({ drop }: MeasuredCell): number {
  return drop < noise ? 0 : drop
}

/** The share of the mass that lies in any of the boxes; a cell half inside counts half, however many boxes hold it. Undefined: nothing mattered. */
export function massInside(
  cells: readonly OcclusionCell[],
  boxes: readonly Box<'image'>[],
): number | undefined {
  const total = sum(cells.map((c) => c.mass))
  if (total === 0) return undefined
  return sum(cells.map(({ box: cell, mass }) => mass * shareIn(cell, boxes))) / total
}

/** The share of a cell that lies in any of the boxes: in the strips between their edges, each counted once. */
function shareIn(cell: Box<'image'>, boxes: readonly Box<'image'>[]): number {
  const held = boxes.map((b) => intersection(cell, b)).filter((b) => b.right > b.left && b.bottom > b.top)
  const across = held.flatMap((b) => [b.left, b.right]).toSorted((a, b) => a - b)
  const area = across.slice(1).reduce((inside, right, i) => {
    const left = across[i] ?? right
    const strip = held.filter((b) => b.left <= left && b.right >= right)
    return inside + (right - left) * lengthOf(strip)
  }, 0)
  return area / areaOf(cell)
}

/** How much of an axis the heights of boxes reach over together. */
function lengthOf(strip: readonly Box<'image'>[]): number {
  let [reached, length] = [-Infinity, 0]
  for (const { top, bottom } of strip.toSorted((a, b) => a.top - b.top)) {
    length += Math.max(0, bottom - Math.max(top, reached))
    reached = Math.max(reached, bottom)
  }
  return length
}

/** Heat of each cell, 0 to 1: mass for its size, held against the hottest. */
export function heats(cells: readonly OcclusionCell[]): readonly number[] {
  const dense = cells.map((c) => c.mass / Math.max(1, areaOf(c.box)))
  const top = Math.max(...dense, 0)
  return dense.map((d) => (top === 0 ? 0 : d / top))
}

/** The smallest box around the hottest cells that hold so much of the mass; undefined: nothing mattered. */
export function coreOf(cells: readonly OcclusionCell[], share: number): Box<'image'> | undefined {
  const total = sum(cells.map((c) => c.mass))
  if (total === 0) return undefined
  const heat = heats(cells)
  const order = cells.map((c, i) => ({ c, heat: heat[i] ?? 0 })).toSorted((a, b) => b.heat - a.heat)
  let held = 0
  const core: OcclusionCell[] = []
  for (const { c } of order) {
    if (held >= share * total) break
    core.push(c)
    held += c.mass
  }
  return core.length === 0 ? undefined : boxAroundAll(core.map((c) => c.box))
}

/** A region in whole pixels inside an image. */
export function wholeInside(region: Box<'image'>, size: { readonly width: number; readonly height: number }) {
  return outwardBox(clampBox(region, size))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}
