/** Paints the lines of boxes. Knows a 2D context and marks; no React, no Konva, no camera. */
import type { Box } from '../geometry/box'
import type { Mark } from './mark'
import { inkOf, type Paint } from './ink'
import type { Brush } from './brush'

/** Line width of a box that is not attended to, in screen pixels. */
export const lineWidth = 2
const dashes = { solid: [], dashed: [7, 4], ghost: [3, 3], gold: [2, 3], cut: [] } as const

/** Paints the frames of many boxes: first what is under the lines, then the lines, hue by hue. */
export function paintFrames({ brush, palette }: Paint, marks: readonly Mark[]): void {
  brush.save()
  brush.lineJoin = 'miter'
  const groups = grouped(marks)
  for (const { line, hue, group } of groups) {
    brush.strokeStyle = inkOf(palette, hue).casing
    brush.lineWidth = widthOf(line) + (isThin(line) ? 0 : 2)
    brush.globalAlpha = line === 'ghost' ? 0.5 : 1
    for (const mark of group) strokeAround(brush, mark.on, widthOf(line))
  }
  for (const { line, hue, group } of groups) {
    brush.strokeStyle = inkOf(palette, hue).line
    brush.lineWidth = widthOf(line)
    brush.globalAlpha = line === 'ghost' ? 0.85 : 1
    brush.setLineDash(dashes[line])
    for (const mark of group) strokeAround(brush, mark.on, brush.lineWidth)
  }
  brush.restore()
}

/** Paints one box that is attended to: a wider line, and a veil of its hue when `veiled`. */
export function paintFrame(
  { brush, palette }: Paint,
  mark: Mark,
  { width, veiled }: { readonly width: number; readonly veiled: boolean },
): void {
  const ink = inkOf(palette, mark.hue)
  brush.save()
  if (veiled) {
    brush.fillStyle = ink.veil
    brush.fillRect(mark.on.left, mark.on.top, mark.on.right - mark.on.left, mark.on.bottom - mark.on.top)
  }
  brush.strokeStyle = ink.casing
  brush.lineWidth = width + 2
  strokeAround(brush, mark.on, width)
  brush.strokeStyle = ink.line
  brush.lineWidth = width
  brush.setLineDash(dashes[mark.line])
  strokeAround(brush, mark.on, width)
  brush.restore()
}

/** Strokes just outside a box, on whole pixels: what is inside stays to be seen. */
function strokeAround(brush: Brush, b: Box<'screen'>, width: number): void {
  const left = Math.round(b.left) - width / 2
  const top = Math.round(b.top) - width / 2
  brush.strokeRect(left, top, Math.round(b.right) + width / 2 - left, Math.round(b.bottom) + width / 2 - top)
}

/** Lines that are no look's own box. */
function isThin(line: Mark['line']): boolean {
  return line === 'ghost' || line === 'cut'
}

function widthOf(line: Mark['line']): number {
  return isThin(line) ? 1 : lineWidth
}

interface Group {
  readonly line: Mark['line']
  readonly hue: number
  readonly group: Mark[]
}

function grouped(marks: readonly Mark[]): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const mark of marks) {
    const { line, hue } = mark
    const key = `${line} ${hue}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { line, hue, group: [mark] })
    else known.group.push(mark)
  }
  return [...groups.values()]
}
