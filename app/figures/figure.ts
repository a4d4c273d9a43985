/**
 * A trace as a figure: the annotated image, one step with its crop, or the whole story, laid out and ready to be painted with any brush.
 * The boxes are painted by the painters of the window's canvas. Pure; knows no file format.
 */
import { paletteOf, surfaces } from '../paint/ramps'
import type { Story } from '../story/story'
import { imageFigure } from './image-figure'
import { figureFont, type Figure, type FigureWish } from './look'
import { stepFigure } from './step-figure'
import { storyFigure } from './story-figure'
import type { TextMeasure } from './text'

/** Lays a figure out. @throws Failure `bad-input` for a step that is not there. */
export function figureOf(
  story: Story,
  { of, step, theme, labels }: FigureWish,
  measure: TextMeasure,
): Figure {
  const look = { surface: surfaces[theme], palette: paletteOf(theme, figureFont), labels, measure }
  switch (of) {
    case 'image':
      return imageFigure(story, look)
    case 'step':
      return stepFigure(story, step, look)
    case 'story':
      return storyFigure(story, look)
  }
}
