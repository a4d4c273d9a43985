/** Paints the numbers of boxes: a chip in the hue of the box, its label beside it where there is room. */
import { beginningOf } from '../beginning'
import { heightOf, widthOf, type Box, type Point, type Size } from '../geometry/box'
import type { Mark } from './mark'
import { inkOf, type Ink, type Paint } from './ink'
import type { Brush } from './brush'
import { lineWidth } from './frames'
import { chipPlaces, TakenPlaces, type ChipPlace, type ChipRoom } from './place'

/** What chips need to know of the view. */
export interface ChipView {
  readonly viewport: Size
  /** Where the image's corner is on the screen. */
  readonly pan: Point
  /** Filled with where each number went, so that a box attended to later keeps its number in place. */
  readonly placed: Map<string, ChipPlace>
}

const height = 17
const padding = 5
const radius = 3
const textSize = 11
/** A box whose longer side is shorter than this on the screen has no number: it would hide what it names. */
const leastNumbered = 10
/** A box narrower than this on the screen has no label. */
const leastLabelled = 72
const longestLabel = 200

/** Paints the numbers of many boxes, first come first served: one that would cover another is left out. */
export function paintChips(paint: Paint, marks: readonly Mark[], view: ChipView): void {
  const { brush, palette } = paint
  const taken = new TakenPlaces()
  view.placed.clear()
  brush.save()
  setType(paint)
  for (const mark of marks) {
    if (
      mark.line === 'ghost' ||
      mark.line === 'cut' ||
      Math.max(widthOf(mark.on), heightOf(mark.on)) < leastNumbered
    )
      continue
    const text = chipText(mark, widthOf(mark.on) >= leastLabelled ? widthOf(mark.on) : 0, brush)
    const size = { width: text.width + 2 * padding, height }
    const place = chipPlaces(mark.on, size, { viewport: view.viewport, gap: lineWidth + 1 }).find(({ at }) =>
      taken.take({ x: at.x - view.pan.x, y: at.y - view.pan.y }, size),
    )
    if (place === undefined) continue
    view.placed.set(mark.id, place)
    if (place.leader !== undefined) paintLeader(brush, place.leader, inkOf(palette, mark.hue).line)
    paintChip(brush, { ...text, at: place.at }, inkOf(palette, mark.hue))
  }
  brush.restore()
}

/** Paints the number and label of one box that is attended to, always; at `place` if it has one already. */
export function paintOneChip(
  paint: Paint,
  mark: Mark,
  { place, ...room }: ChipRoom & { readonly place?: ChipPlace | undefined },
): void {
  const { brush, palette } = paint
  brush.save()
  setType(paint)
  const text = chipText(mark, longestLabel, brush)
  const width = text.width + 2 * padding
  const { at, leader } = place ?? chipPlaces(mark.on, { width, height }, room)[0] ?? {}
  const ink = inkOf(palette, mark.hue)
  if (leader !== undefined) paintLeader(brush, leader, ink.line)
  if (at !== undefined)
    // Where there is no room for all of it, its beginning is seen.
    paintChip(
      brush,
      { ...text, at: { x: Math.max(3, Math.min(at.x, room.viewport.width - width - 3)), y: at.y } },
      ink,
    )
  brush.restore()
}

/** Paints the size of a box that is being made or changed, at its lower right. */
export function paintSize(
  paint: Paint,
  { on, region }: { readonly on: Box<'screen'>; readonly region: Box<'image'> },
  viewport: Size,
): void {
  const { brush } = paint
  brush.save()
  setType(paint)
  const text = measured(`${widthOf(region)} × ${heightOf(region)}`, brush)
  const width = text.width + 2 * padding
  const x = Math.min(Math.max(on.right - width, 3), viewport.width - width - 3)
  const y = Math.min(Math.max(on.bottom + 9, 3), viewport.height - height - 3)
  paintChip(brush, { ...text, at: { x, y } }, { line: 'rgb(16 18 24 / 0.86)', text: '#ffffff' })
  brush.restore()
}

interface Text {
  readonly text: string
  readonly width: number
}

function setType({ brush, palette }: Paint): void {
  brush.font = `600 ${textSize}px ${palette.font}`
  brush.textBaseline = 'middle'
}

/** The number, and as much of the label as fits a width. */
function chipText(mark: Mark, room: number, brush: Brush): Text {
  // A gold box has a name, no number: it is nobody's look.
  if (mark.line === 'gold') return measured(beginningOf(mark.label ?? 'gold', 40), brush)
  const number = measured(String(mark.number), brush)
  if (mark.label === undefined || mark.label === '' || room === 0) return number
  const most = Math.min(room, longestLabel) - 2 * padding
  const full = measured(`${mark.number}  ${mark.label}`, brush)
  if (full.width <= most) return full
  // Letters are unlike: what the average lets expect may be too wide.
  for (
    let letters = Math.floor((mark.label.length * (most - number.width)) / full.width) - 1;
    letters >= 3;
    letters--
  ) {
    const cut = measured(`${mark.number}  ${beginningOf(mark.label, letters).trimEnd()}…`, brush)
    if (cut.width <= most) return cut
  }
  return number
}

const widths = new Map<string, number>()

/** A text with its width. Measured once per font: numbers come back in every frame. */
function measured(text: string, brush: Brush): Text {
  const key = `${brush.font}|${text}`
  let width = widths.get(key)
  if (width === undefined) {
    width = Math.ceil(brush.measureText(text).width)
    if (widths.size > 50_000) widths.clear()
    widths.set(key, width)
  }
  return { text, width }
}

function paintChip(
  brush: Brush,
  { at, text, width }: Text & { readonly at: Point },
  ink: Pick<Ink, 'line' | 'text'>,
): void {
  const x = Math.round(at.x)
  const y = Math.round(at.y)
  brush.fillStyle = ink.line
  brush.beginPath()
  brush.roundRect(x, y, width + 2 * padding, height, radius)
  brush.fill()
  brush.fillStyle = ink.text
  brush.fillText(text, x + padding, y + height / 2 + 0.5)
}

function paintLeader(brush: Brush, [from, to]: readonly [Point, Point], line: string): void {
  brush.strokeStyle = line
  brush.lineWidth = 1.5
  brush.beginPath()
  brush.moveTo(Math.round(from.x) + 0.5, Math.round(from.y) + 0.5)
  brush.lineTo(Math.round(to.x) + 0.5, Math.round(to.y) + 0.5)
  brush.stroke()
}
