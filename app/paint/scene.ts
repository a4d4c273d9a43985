/** Paints all boxes that stand on an image, as it is seen through a camera: the rest, then the one that is attended to. Knows no canvas. */
import type { Box, Size } from '../geometry/box'
import type { Brush } from './brush'
import { mappingOf, type Camera } from './camera'
import { paintChips, paintOneChip } from './chips'
import { lineWidth, paintFrame, paintFrames } from './frames'
import type { Paint, InkPalette } from './ink'
import { markOn, type ImageBox, type Mark } from './mark'
import { paintPoint, paintPoints } from './points'

/** Numbers and lines reach this far outside their box, in screen pixels. */
const reach = 24

/** What stands on an image. */
export interface BoxScene {
  readonly boxes: readonly ImageBox[]
  /** The box that is attended to. */
  readonly at: string | undefined
  /** It has a veil of its hue. */
  readonly veiled: boolean
  /** Numbers and labels at the boxes. */
  readonly labels: boolean
  readonly palette: InkPalette
}

/** Through what it is seen. */
export interface CameraView {
  readonly camera: Camera
  readonly viewport: Size
}

/** The mark of a box, wherever it is. */
export function boxMarkOf(box: ImageBox, camera: Camera, region: Box<'image'> = box.region): Mark {
  return markOn(box, mappingOf(camera), region)
}

/** The marks of the boxes that can be seen. */
export function boxMarksOf(boxes: readonly ImageBox[], camera: Camera, viewport: Size): readonly Mark[] {
  return boxes.map((b) => boxMarkOf(b, camera)).filter((m) => isSeen(m.on, viewport))
}

/** Whether anything of a box, or of what is drawn around it, is in the viewport. */
export function isSeen(on: Box<'screen'>, viewport: Size): boolean {
  return (
    on.right >= -reach &&
    on.bottom >= -reach &&
    on.left <= viewport.width + reach &&
    on.top <= viewport.height + reach
  )
}

/** Paints the boxes. */
export function paintBoxes(brush: Brush, scene: BoxScene, seen: CameraView): void {
  const { boxes, at, palette, labels } = scene
  const paint = { brush, palette }
  const { camera, viewport } = seen
  const rest = boxMarksOf(
    boxes.filter((b) => b.id !== at),
    camera,
    viewport,
  )
  const framed = rest.filter((m) => m.at === undefined)
  paintFrames(paint, framed)
  const points = rest.filter((m) => m.at !== undefined)
  paintPoints(paint, points)
  if (labels) paintChips(paint, rest, { viewport, pan: camera.pan, placed: new Map() })
  const box = boxes.find((b) => b.id === at)
  if (box !== undefined) paintAttended(paint, boxMarkOf(box, camera), { ...scene, viewport })
}

function paintAttended(
  paint: Paint,
  mark: Mark,
  { veiled, labels, viewport }: Pick<BoxScene, 'veiled' | 'labels'> & Pick<CameraView, 'viewport'>,
): void {
  if (mark.at === undefined) paintFrame(paint, mark, { width: lineWidth + 1, veiled })
  else paintPoint(paint, mark, true)
  if (labels) paintOneChip(paint, mark, { viewport, gap: lineWidth + 2 })
}
