/** Rectangles that lie as their text does: the smallest around some points. Pure; knows no model. */

export type RectanglePoint = readonly [x: number, y: number]

/** Its top left corner, the direction its text runs in (a unit vector), its length along that and its height across. Pixels. */
export interface Rectangle {
  readonly corner: RectanglePoint
  readonly along: RectanglePoint
  readonly width: number
  readonly height: number
}

/** The point that lies `x` along a rectangle and `y` across it. */
export function pointInRectangle({ corner, along }: Rectangle, x: number, y: number): RectanglePoint {
  return [corner[0] + x * along[0] - y * along[1], corner[1] + x * along[1] + y * along[0]]
}

/** Grown by as much on every side, then made smaller by a factor, its place with it. */
export function grownRectangle(box: Rectangle, by: number, factor: number): Rectangle {
  const [x, y] = pointInRectangle(box, -by, -by)
  return {
    corner: [x / factor, y / factor],
    along: box.along,
    width: (box.width + 2 * by) / factor,
    height: (box.height + 2 * by) / factor,
  }
}

/** The smallest rectangle around points that do not lie on one line; its text runs to the right. */
export function around(points: readonly RectanglePoint[]): Rectangle {
  const corners = hull(points)
  let best: Rectangle | undefined
  for (let i = 0; i < corners.length; i++) {
    const found = along(
      corners,
      corners[i] as RectanglePoint,
      corners[(i + 1) % corners.length] as RectanglePoint,
    )
    // A hair smaller is not smaller: which side comes first decides, and not the last bit.
    if (best === undefined || found.width * found.height < best.width * best.height - 1e-6) best = found
  }
  if (best === undefined) throw new RangeError('There is no rectangle around no points.')
  return best
}

/** The rectangle around the corners that has a side through `a` and `b`. */
function along(corners: readonly RectanglePoint[], a: RectanglePoint, b: RectanglePoint): Rectangle {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1])
  const [ux, uy] = toTheRight((b[0] - a[0]) / length, (b[1] - a[1]) / length)
  const us = corners.map(([x, y]) => x * ux + y * uy)
  const vs = corners.map(([x, y]) => y * ux - x * uy)
  const [left, top] = [Math.min(...us), Math.min(...vs)]
  return {
    corner: [left * ux - top * uy, left * uy + top * ux],
    along: [ux, uy],
    width: Math.max(...us) - left,
    height: Math.max(...vs) - top,
  }
}

/** A direction, turned by quarters until it runs to the right, at most diagonally. */
function toTheRight(x: number, y: number): RectanglePoint {
  let [ux, uy] = [x, y]
  while (!(ux > 0 && Math.abs(uy) <= ux * (1 + 1e-9))) [ux, uy] = [uy, -ux]
  return [ux, uy]
}

/** Convex hull, by a monotone chain. */
function hull(points: readonly RectanglePoint[]): RectanglePoint[] {
  const sorted = points.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  return [...half(sorted), ...half(sorted.toReversed())]
}

function half(points: readonly RectanglePoint[]): RectanglePoint[] {
  const made: RectanglePoint[] = []
  for (const point of points) {
    while (made.length > 1 && turn(made.at(-2) as RectanglePoint, made.at(-1) as RectanglePoint, point) <= 0)
      made.pop()
    made.push(point)
  }
  return made.slice(0, -1)
}

/** Above 0: `c` lies to the left of the way from `a` to `b`, where y goes up. */
function turn(a: RectanglePoint, b: RectanglePoint, c: RectanglePoint): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}
