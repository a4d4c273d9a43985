/** What of the boxes is drawn, and how: from props and view state to marks on the screen. Pure; draws nothing. */
import { box, type Box, type Point, type Size } from '../../app/geometry/box'
import { mapBox, mapPoint, type Mapping } from '../../app/geometry/mapping'
import { mappingOf, type Camera } from './camera'
import type { CanvasBox } from './props'

/** The hue that stands for gold boxes: none of the ramp. */
export const goldHue = -1

/** A box on the screen, as it is to be drawn. */
export interface Mark {
  readonly id: string
  readonly on: Box<'screen'>
  /** Of a point: where, on the screen. `on` is then the place it takes there, the same at every zoom. */
  readonly at?: Point
  readonly hue: number
  readonly line: 'solid' | 'dashed' | 'ghost' | 'gold' | 'cut'
  readonly number: number
  readonly label: string | undefined
}

/** Numbers and lines reach this far outside their box, in screen pixels. */
const reach = 24

/** How far a point reaches around its place, in screen pixels. */
const pointReach = 9

/** Where a box is on the screen; of a point, what it takes there. */
export function placeOnScreen(
  { point, region: own }: Pick<CanvasBox, 'point' | 'region'>,
  view: Mapping<'image', 'screen'>,
  region: Box<'image'> = own,
): { readonly on: Box<'screen'>; readonly at?: Point } {
  if (point === undefined) return { on: mapBox(view, region) }
  // In the hand it is a region of no size.
  const at = mapPoint(view, region === own ? point : { x: region.left, y: region.top })
  return { on: box(at.x - pointReach, at.y - pointReach, at.x + pointReach, at.y + pointReach), at }
}

/** The mark of a box, wherever it is. */
export function markOf(box: CanvasBox, camera: Camera, region: Box<'image'> = box.region): Mark {
  return {
    id: box.id,
    ...placeOnScreen(box, mappingOf(camera), region),
    hue: box.gold === true ? goldHue : box.hue,
    line:
      box.gold === true
        ? 'gold'
        : box.cut === true
          ? 'cut'
          : box.ghost === true
            ? 'ghost'
            : box.author === 'person'
              ? 'dashed'
              : 'solid',
    number: box.number,
    label: box.label,
  }
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
