/** What figures and films are put together from: the image with boxes, crops in a frame, words in type. Knows no layout. */
import { box, type Box, type Size } from '../geometry/box'
import type { Brush, PictureBrush } from '../paint/brush'
import type { Camera } from '../paint/camera'
import { inkOf } from '../paint/ink'
import type { ImageBox } from '../paint/mark'
import { paintBoxes } from '../paint/scene'
import { imageNames } from '../story/images'
import type { Beat, CropBeat, LookBeat } from '../story/story'
import { figureFont, type FigureLook } from './look'
import { wrappedLines, type TextStyle } from './text'

/** The sizes of type. */
export const type = {
  title: { font: `600 20px ${figureFont}`, lineHeight: 28 },
  body: { font: `400 14px ${figureFont}`, lineHeight: 21 },
  strong: { font: `600 14px ${figureFont}`, lineHeight: 21 },
  note: { font: `400 12px ${figureFont}`, lineHeight: 18 },
  answer: { font: `600 18px ${figureFont}`, lineHeight: 26 },
} as const satisfies Readonly<Record<string, TextStyle>>

/** The lines of a text in a style. */
export function setLines(
  text: string,
  { style, width }: { readonly style: TextStyle; readonly width: number },
  { measure }: Pick<FigureLook, 'measure'>,
): readonly string[] {
  measure.font = style.font
  return wrappedLines(text, width, measure)
}

/** What fits a room and has the shape of a size; no more than `most` times as large. */
export function fitted({ width, height }: Size, room: Size, most = Infinity): Size {
  const scale = Math.min(room.width / width, room.height / height, most)
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** The image in a place, all of it, with boxes on it. */
export function paintImage(
  brush: PictureBrush,
  { on, size, boxes, at }: ImagePlace,
  { palette, labels, surface }: FigureLook,
): void {
  const viewport = { width: on.right - on.left, height: on.bottom - on.top }
  const camera: Camera = { zoom: viewport.width / size.width, pan: { x: 0, y: 0 } }
  brush.fillStyle = surface.sunken
  brush.fillRect(on.left, on.top, viewport.width, viewport.height)
  brush.picture(imageNames.image, on)
  brush.within(on, () => {
    paintBoxes(brush, { boxes, at, veiled: false, labels, palette }, { camera, viewport })
  })
}

/** The image and what is on it. */
export interface ImagePlace {
  readonly on: Box<'screen'>
  readonly size: Size
  readonly boxes: readonly ImageBox[]
  readonly at: string | undefined
}

/** What a model saw, in a frame of the look's hue. */
export function paintCrop(
  brush: PictureBrush,
  { name, on, hue }: { readonly name: string; readonly on: Box<'screen'>; readonly hue: number },
  { palette, surface }: FigureLook,
): void {
  brush.fillStyle = surface.sunken
  brush.fillRect(on.left, on.top, on.right - on.left, on.bottom - on.top)
  brush.picture(name, on)
  frame(brush, on, inkOf(palette, hue).line)
}

/** A line around a place. */
export function frame(brush: Brush, on: Box<'screen'>, line: string): void {
  brush.save()
  brush.strokeStyle = line
  brush.lineWidth = 2
  brush.strokeRect(on.left - 1, on.top - 1, on.right - on.left + 2, on.bottom - on.top + 2)
  brush.restore()
}

/** A place of this size with its corner there. */
export function placeAt(x: number, y: number, { width, height }: Size): Box<'screen'> {
  return box(x, y, x + width, y + height)
}

/** Where a look is, in the numbers of the image. */
export function lookWords({ look, label, region, point, here }: LookBeat): string {
  const name = label === undefined || label === '' ? '' : `: ${label}`
  if (!here) return `Look ${look}${name} (not on this image)`
  const { left, top, right, bottom } = region
  const n = (value: number) => String(Math.round(value))
  const where =
    point === undefined
      ? `(${n(left)}, ${n(top)}) – (${n(right)}, ${n(bottom)})`
      : `(${n(point.x)}, ${n(point.y)})`
  return `Look ${look}${name} · ${where}`
}

/** How large a crop is. */
export function cropWords({ view }: CropBeat): string {
  return `What the model saw: ${view.size.width} × ${view.size.height} pixels`
}

/** The word for what is written. */
export function wordsName(beat: Extract<Beat, { type: 'words' }>): string {
  return { thought: 'Thought', code: 'Code', tool: 'Tool', answer: 'Answer' }[beat.kind]
}

/** Words as they are read: without the signs of emphasis, which mean nothing in one weight of type. Code stays as it is. */
export function withoutEmphasis(beat: Extract<Beat, { type: 'words' }>): string {
  return beat.kind === 'code' || beat.kind === 'tool'
    ? beat.text
    : beat.text.replace(/\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*/g, '$1')
}
