/** Paints points: a ring and a dot of one size at every zoom. Knows a 2D context and marks; no React, no Konva, no camera. */
import type { Mark } from './mark'
import { inkOf, type Paint } from './ink'
import type { Brush } from './brush'

const ring = 7
const dot = 2.5

/** Paints many points nobody attends to. */
export function paintPoints(paint: Paint, marks: readonly Mark[]): void {
  for (const mark of marks) paintPoint(paint, mark, false)
}

/** Paints a point; nothing of a box. `strong`: it is attended to. */
export function paintPoint({ brush, palette }: Paint, { at, hue, line }: Mark, strong: boolean): void {
  if (at === undefined) return
  const ink = inkOf(palette, hue)
  const radius = strong ? ring + 2 : ring
  brush.save()
  brush.globalAlpha *= line === 'ghost' ? 0.6 : 1
  brush.strokeStyle = ink.casing
  brush.lineWidth = strong ? 5 : 4
  circle(brush, at, radius)
  brush.stroke()
  brush.strokeStyle = ink.line
  brush.lineWidth = strong ? 3 : 2
  brush.setLineDash(line === 'solid' ? [] : [4, 3])
  circle(brush, at, radius)
  brush.stroke()
  brush.setLineDash([])
  brush.fillStyle = ink.line
  circle(brush, at, strong ? dot + 1 : dot)
  brush.fill()
  brush.restore()
}

function circle(brush: Brush, { x, y }: NonNullable<Mark['at']>, radius: number): void {
  brush.beginPath()
  brush.arc(x, y, radius, 0, 2 * Math.PI)
}
