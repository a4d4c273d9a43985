/** Paints what is attended to: landing boxes, the hovered one, the selected one with its handles, the one being drawn. */
import { box, type Box } from '../../../app/geometry/box'
import type { Brush } from '../../../app/paint/brush'
import { paintOneChip, paintSize } from '../../../app/paint/chips'
import { lineWidth, paintFrame } from '../../../app/paint/frames'
import { inkOf, type Paint, type InkPalette } from '../../../app/paint/ink'
import type { Mark } from '../../../app/paint/mark'
import type { ChipPlace } from '../../../app/paint/place'
import { paintPoint } from '../../../app/paint/points'
import { landingProgress } from '../landing'
import { isSeen, boxMarkOf } from '../../../app/paint/scene'
import type { CanvasBox } from '../props'
import type { CanvasState } from '../view-state'
import { paintHandles } from './handles'

/** What there is to attend to. */
export interface Active {
  readonly boxes: readonly CanvasBox[]
  readonly selected: string | undefined
  readonly hovered: string | undefined
  readonly editable: boolean
  readonly state: CanvasState
  /** Where the boxes nobody attends to have their numbers. */
  readonly placed: ReadonlyMap<string, ChipPlace>
}

/** The boxes that this painter draws, and nobody else. */
export function isActiveBox(id: string, selected: string | undefined, state: CanvasState): boolean {
  return id === selected || id === inHand(state) || state.landings.has(id)
}

/** Paints it all, the selected box on top. */
export function paintActive(brush: Brush, active: Active, palette: InkPalette): void {
  const { selected, hovered, state } = active
  const paint = { brush, palette }
  const top = inHand(state) ?? selected
  for (const b of active.boxes) {
    if (b.ghost === true || b.id === top) continue
    if (b.id === hovered) paintHovered(paint, marked(b, active), active)
    else if (isActiveBox(b.id, selected, state)) paintPlain(paint, b, active)
  }
  const chosen = active.boxes.find((b) => b.id === top && b.ghost !== true)
  if (chosen !== undefined) paintChosen(paint, chosen, active)
  paintDrawn(paint, active)
}

function paintPlain(paint: Paint, b: CanvasBox, active: Active): void {
  const { brush } = paint
  const mark = marked(b, active)
  if (!isSeen(mark.on, active.state.viewport)) return
  brush.globalAlpha = landingProgress(active.state.landings, b.id, active.state.now)
  paintMark(paint, mark, { width: lineWidth, veiled: false })
  paintOneChip(paint, mark, { viewport: active.state.viewport, gap: lineWidth + 1 })
  brush.globalAlpha = 1
}

function paintHovered(paint: Paint, mark: Mark, active: Active): void {
  if (!isSeen(mark.on, active.state.viewport)) return
  paintMark(paint, mark, { width: lineWidth + 1, veiled: true })
  const place = active.placed.get(mark.id)
  paintOneChip(paint, mark, { viewport: active.state.viewport, gap: lineWidth + 2, place })
}

function paintChosen(paint: Paint, b: CanvasBox, active: Active): void {
  const { brush, palette } = paint
  const { state, editable, hovered } = active
  const mark = marked(b, active)
  if (!isSeen(mark.on, state.viewport)) return
  brush.globalAlpha = landingProgress(state.landings, b.id, state.now)
  const dragged = inHand(state) === b.id
  paintMark(paint, mark, {
    width: lineWidth + 1,
    veiled: hovered === b.id && !dragged && !editable,
  })
  if (editable && mark.at === undefined) paintHandles(brush, mark.on, inkOf(palette, b.hue))
  paintOneChip(paint, mark, { viewport: state.viewport, gap: editable ? 9 : lineWidth + 2 })
  if (dragged && mark.at === undefined)
    paintSize(paint, { on: mark.on, region: regionOf(b, state) }, state.viewport)
  brush.globalAlpha = 1
}

interface Frame {
  readonly width: number
  readonly veiled: boolean
}

/** The frame of a box, or a point. */
function paintMark(paint: Paint, mark: Mark, frame: Frame): void {
  if (mark.at === undefined) paintFrame(paint, mark, frame)
  else paintPoint(paint, mark, frame.width > lineWidth)
}

function paintDrawn(paint: Paint, { boxes, state }: Active): void {
  if (state.phase.type !== 'drawing' || state.phase.region === undefined) return
  const number = Math.max(0, ...boxes.map((b) => b.number)) + 1
  const drawn: CanvasBox = { id: '', region: state.phase.region, number, hue: number - 1, author: 'person' }
  const mark = boxMarkOf(drawn, state.camera)
  paintFrame(paint, mark, { width: lineWidth, veiled: true })
  paintSize(paint, { on: mark.on, region: drawn.region }, state.viewport)
}

/** The mark of a box as the view has it: in the hand, just let go, or on its way down. */
function marked(b: CanvasBox, { state }: Active): Mark {
  // Whoever has it in the hand has changed it.
  const author = inHand(state) === b.id ? 'person' : b.author
  const mark = boxMarkOf({ ...b, author }, state.camera, regionOf(b, state))
  const up = 1 - landingProgress(state.landings, b.id, state.now)
  return up === 0 ? mark : { ...mark, on: grown(mark.on, up) }
}

function regionOf(b: CanvasBox, { phase }: CanvasState): Box<'image'> {
  const held = phase.type === 'moving' || phase.type === 'resizing' ? phase : undefined
  return held?.id === b.id ? held.region : b.region
}

function inHand({ phase }: CanvasState): string | undefined {
  return phase.type === 'moving' || phase.type === 'resizing' ? phase.id : undefined
}

/** A box that has not landed yet is nearer, and so larger. */
function grown(b: Box<'screen'>, up: number): Box<'screen'> {
  const x = Math.max(10, (b.right - b.left) * 0.12) * up
  const y = Math.max(10, (b.bottom - b.top) * 0.12) * up
  return box(b.left - x, b.top - y, b.right + x, b.bottom + y)
}
