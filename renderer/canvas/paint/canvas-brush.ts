/** A canvas as a brush that has the images of a story at hand. Knows no story. */
import { heightOf, widthOf, type Box } from '../../../app/geometry/box'
import type { PictureBrush } from '../../../app/paint/brush'

/** The context of a canvas, on the screen or off it. */
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** A brush over a context; `find` gives the image of a name, if it is there. */
export function canvasBrush(
  context: Context,
  find: (name: string) => CanvasImageSource | undefined,
): PictureBrush {
  const own: Pick<PictureBrush, 'has' | 'picture' | 'within'> = {
    has: (name) => find(name) !== undefined,
    picture: (name, on, show) => {
      const picture = find(name)
      if (picture === undefined) return
      context.imageSmoothingEnabled = show !== 'pixels'
      context.imageSmoothingQuality = 'high'
      context.drawImage(picture, on.left, on.top, widthOf(on), heightOf(on))
    },
    within: (on: Box<'screen'>, paint) => {
      context.save()
      context.beginPath()
      context.rect(on.left, on.top, widthOf(on), heightOf(on))
      context.clip()
      context.translate(on.left, on.top)
      paint()
      context.restore()
    },
  }
  // What a canvas can do it goes on doing by itself.
  return Object.assign(context, own)
}
