/** Paints the handles of the selected box, of one size at every zoom. */
import { box, type Box } from '../../../app/geometry/box'
import type { Brush } from '../../../app/paint/brush'
import type { Ink } from '../../../app/paint/ink'
import { handlesOf } from '../tools/hit'

const side = 8

/** Paints a white square with a rim in the box's hue at every handle. */
export function paintHandles(brush: Brush, on: Box<'screen'>, ink: Ink): void {
  brush.save()
  // On the middle of the line, which runs just outside the box.
  const line = box<'screen'>(on.left - 1, on.top - 1, on.right + 1, on.bottom + 1)
  for (const { at } of handlesOf(line)) {
    const x = Math.round(at.x) - side / 2
    const y = Math.round(at.y) - side / 2
    brush.fillStyle = 'rgb(10 12 18 / 0.55)'
    brush.fillRect(x - 2, y - 2, side + 4, side + 4)
    brush.fillStyle = ink.line
    brush.fillRect(x - 1, y - 1, side + 2, side + 2)
    brush.fillStyle = '#ffffff'
    brush.fillRect(x + 0.5, y + 0.5, side - 1, side - 1)
  }
  brush.restore()
}
