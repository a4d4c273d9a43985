/** What of the boxes is drawn, and how: from props and view state to marks on the screen. Pure; draws nothing. */
import type { Box, Size } from '../../app/geometry/box'
import { markOn, type Mark } from '../../app/paint/mark'
import { mappingOf, type Camera } from './camera'
import type { CanvasBox } from './props'

/** Numbers and lines reach this far outside their box, in screen pixels. */
const reach = 24

/** The mark of a box, wherever it is. */
export function markOf(box: CanvasBox, camera: Camera, region: Box<'image'> = box.region): Mark {
  return markOn(box, mappingOf(camera), region)
}

/** The marks of the boxes that can be seen. */
export function marksOf(boxes: readonly CanvasBox[], camera: Camera, viewport: Size): readonly Mark[] {
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

/** Whether two lists would be drawn the same; a window may give a new list for the same boxes. */
export function sameBoxes(a: readonly CanvasBox[], b: readonly CanvasBox[]): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every((box, i) => {
        const other = b[i]
        return (
          box === other ||
          (other !== undefined &&
            box.id === other.id &&
            box.point?.x === other.point?.x &&
            box.point?.y === other.point?.y &&
            box.region.left === other.region.left &&
            box.region.top === other.region.top &&
            box.region.right === other.region.right &&
            box.region.bottom === other.region.bottom &&
            box.hue === other.hue &&
            box.number === other.number &&
            box.author === other.author &&
            box.ghost === other.ghost &&
            box.gold === other.gold &&
            box.cut === other.cut &&
            box.label === other.label)
        )
      }))
  )
}
