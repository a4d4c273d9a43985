/** Whether the boxes of an image are still the same ones. Pure; draws nothing. */
import type { CanvasBox } from './props'

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
