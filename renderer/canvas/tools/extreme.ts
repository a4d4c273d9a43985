/**
 * The tool for four extreme points: each click is a point of the thing's outline (its top, its left, its bottom, its right, in any order),
 * and the box around four of them is drawn. A drag moves the view. The points are kept by whoever is told of them. Pure.
 * Source: D. Papadopoulos et al., “Extreme clicking for efficient object annotation”, ICCV 2017 (arXiv 1708.02750).
 */
import { box, type Box, type Point, type Size } from '../../../app/geometry/box'
import { inverse, mapPoint } from '../../../app/geometry/mapping'
import { makeTool, startPanning } from './gesture'

/** How many points make a box. */
export const extremePoints = 4

/** Tells of points; draws nothing itself. */
export const extremeTool = makeTool({
  id: 'extreme',
  pans: () => false,
  begin: ({ from }) => startPanning(from),
  click: ({ from }, { view, image, editable }) =>
    editable ? [{ type: 'point', at: within(mapPoint(inverse(view), from.at), image) }] : [],
  cursor: () => 'crosshair',
})

/** The box of every pixel the points lie in, inside the image; undefined without a point. */
export function boxOfPoints(points: readonly Point[], image: Size): Box<'image'> | undefined {
  if (points.length === 0) return undefined
  const xs = points.map((p) => pixel(p.x, image.width))
  const ys = points.map((p) => pixel(p.y, image.height))
  return box(Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1)
}

/** A click beside the image means its edge. */
function within({ x, y }: Point, { width, height }: Size): Point {
  return { x: Math.min(Math.max(x, 0), width), y: Math.min(Math.max(y, 0), height) }
}

function pixel(at: number, size: number): number {
  return Math.min(Math.max(Math.floor(at), 0), size - 1)
}
