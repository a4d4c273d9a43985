/** The annotated image, edge to edge, as large as a screen shows it. */
import { boxesAfter, type Story } from '../story/story'
import type { Figure, FigureLook } from './look'
import { fitted, paintImage, placeAt } from './parts'

/** Longer side at 1×, so that lines and numbers have the size they have in the window. */
const side = { width: 1000, height: 1000 }

/** The figure. */
export function imageFigure(story: Story, look: FigureLook): Figure {
  const size = fitted(story.image.size, side)
  const boxes = boxesAfter(story, story.beats.length)
  return {
    size,
    notes: [],
    paint: (brush) =>
      paintImage(brush, { on: placeAt(0, 0, size), size: story.image.size, boxes, at: undefined }, look),
  }
}
