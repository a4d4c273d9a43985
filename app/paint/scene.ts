/** Paints all boxes that stand on an image, as it is seen through a camera: the rest, then the one that is attended to. Knows no canvas. */
import type { Box, Size } from '../geometry/box'
import type { Brush } from './brush'
import { mappingOf, type Camera } from './camera'
import { paintChips, paintOneChip } from './chips'
import { lineWidth, paintFrame, paintFrames } from './frames'
import type { Palette } from './ink'
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
  readonly palette: Palette
}

/** Through what it is seen. */
export interface Seen {
  readonly camera: Camera
  readonly viewport: Size
}

/** The mark of a box, wherever it is. */
export function markOf(box: ImageBox, camera: Camera, region: Box<'image'> = box.region): Mark {
  return markOn(box, mappingOf(camera), region)
}

/** The marks of the boxes that can be seen. */
export function marksOf(boxes: readonly ImageBox[], camera: Camera, viewport: Size): readonly Mark[] {
  return boxes.map((b) => markOf(b, camera)).filter((m) => isSeen(m.on, viewport))
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
export function paintBoxes(brush: Brush, scene: BoxScene, seen: Seen): void {
  const { boxes, at, palette, labels } = scene
  const { camera, viewport } = seen
  const rest = marksOf(
    boxes.filter((b) => b.id !== at),
    camera,
    viewport,
  )
  const framed = rest.filter((m) => m.at === undefined)
  paintFrames(brush, framed, palette)
  const points = rest.filter((m) => m.at !== undefined)
  paintPoints(brush, points, palette)
  if (labels) paintChips(brush, rest, palette, { viewport, pan: camera.pan, placed: new Map() })
  const box = boxes.find((b) => b.id === at)
  if (box !== undefined) paintAttended(brush, markOf(box, camera), { ...scene, viewport })
}

function paintAttended(
  brush: Brush,
  mark: Mark,
  { palette, veiled, labels, viewport }: BoxScene & Pick<Seen, 'viewport'>,
): void {
  if (mark.at === undefined) paintFrame(brush, mark, palette, { width: lineWidth + 1, veiled })
  else paintPoint(brush, mark, { palette, strong: true })
  if (labels) paintOneChip(brush, mark, palette, { viewport, gap: lineWidth + 2 })
}
