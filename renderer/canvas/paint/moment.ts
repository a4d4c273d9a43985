/** A moment of a story on a canvas of the window. Knows no clock; what is painted is app/figures/moment.ts. */
import { paintMoment as paintScene, type MomentScene as Scene } from '../../../app/figures/moment'
import { cropName, imageNames } from '../../../app/story/images'
import { canvasBrush } from './canvas-brush'

/** What is painted from. */
export interface CanvasStoryImages {
  /** The image; absent until it has come, or where it was not found. */
  readonly whole: CanvasImageSource | undefined
  /** What the model was given of all of it. */
  readonly overview: CanvasImageSource | undefined
  /** By index of the beat. */
  readonly crops: ReadonlyMap<number, CanvasImageSource>
}

/** What a moment is painted with. */
export interface CanvasMomentScene extends Omit<Scene, 'labels'> {
  readonly pictures: CanvasStoryImages
  /** Device pixels per screen pixel. */
  readonly ratio: number
}

/** Paints it; what was there is gone. */
export function paintMomentOnCanvas(context: CanvasRenderingContext2D, scene: CanvasMomentScene): void {
  const { viewport, ratio, pictures } = scene
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, viewport.width, viewport.height)
  paintScene(
    canvasBrush(context, (name) => pictureOf(pictures, name)),
    { ...scene, labels: true },
  )
}

/** An image of a story by its name. */
export function pictureOf(
  { whole, overview, crops }: CanvasStoryImages,
  name: string,
): CanvasImageSource | undefined {
  if (name === imageNames.image) return whole
  if (name === imageNames.overview) return overview
  for (const [beat, picture] of crops) if (cropName(beat) === name) return picture
  return undefined
}
