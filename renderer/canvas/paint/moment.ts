/**
 * Paints a moment of a story: the image, what the model was given of it, the crop over its place, boxes. The same for a presenter and a film; where
 * the camera is and what is told is the timeline's business. Knows no clock and no window.
 */
import { box, heightOf, widthOf, type Box, type Size } from '../../../app/geometry/box'
import { mapBox } from '../../../app/geometry/mapping'
import { mappingOf, type Camera } from '../../../app/paint/camera'
import type { Palette } from '../../../app/paint/ink'
import { paintBoxes } from '../../../app/paint/scene'
import { cameraAt } from '../../../app/story/shot'
import { boxesAfter, lookAt, type Story } from '../../../app/story/story'
import type { Moment } from '../../../app/story/timeline'

/** What is painted from. */
export interface StoryPictures {
  /** The image; absent until it has come, or where it was not found. */
  readonly whole: CanvasImageSource | undefined
  /** What the model was given of all of it. */
  readonly overview: CanvasImageSource | undefined
  /** By index of the beat. */
  readonly crops: ReadonlyMap<number, CanvasImageSource>
}

/** What a moment is painted with. */
export interface MomentScene {
  readonly story: Story
  readonly moment: Moment
  readonly pictures: StoryPictures
  readonly palette: Palette
  readonly viewport: Size
  /** Device pixels per screen pixel. */
  readonly ratio: number
}

/** Paints it; what was there is gone. */
export function paintMoment(brush: CanvasRenderingContext2D, scene: MomentScene): void {
  const { story, moment, palette, viewport, ratio } = scene
  const camera = cameraAt(moment.camera, { image: story.image.size, viewport })
  brush.setTransform(ratio, 0, 0, ratio, 0, 0)
  brush.clearRect(0, 0, viewport.width, viewport.height)
  brush.imageSmoothingQuality = 'high'
  paintGiven(brush, scene, camera)
  paintCrop(brush, scene, camera)
  brush.globalAlpha = 1
  const at = lookAt(story, moment.beat)
  const boxes = boxesAfter(story, moment.told)
  const seen = { camera, viewport }
  const common = { veiled: false, labels: true, palette }
  // A box that lands comes up out of nothing.
  paintBoxes(brush, { ...common, boxes: boxes.filter((b) => b.id !== at), at: undefined }, seen)
  brush.globalAlpha = moment.landed
  paintBoxes(brush, { ...common, boxes: boxes.filter((b) => b.id === at), at }, seen)
  brush.globalAlpha = 1
}

/** The image, dissolved into what the model was given of it. */
function paintGiven(
  brush: CanvasRenderingContext2D,
  { story, moment, pictures }: MomentScene,
  camera: Camera,
): void {
  const { size } = story.image
  const { whole, overview } = pictures
  const reduced = overview === undefined ? 0 : moment.reduced
  if (whole !== undefined && reduced < 1) paintOver(brush, whole, { on: full(size), camera })
  if (overview === undefined || reduced <= 0) return
  brush.globalAlpha = reduced
  // As it is: each of its pixels can be seen.
  brush.imageSmoothingEnabled = false
  paintOver(brush, overview, { on: overviewPlace(story), camera })
  brush.imageSmoothingEnabled = true
  brush.globalAlpha = 1
}

function paintCrop(
  brush: CanvasRenderingContext2D,
  { story, moment, pictures }: MomentScene,
  camera: Camera,
): void {
  if (moment.crop === undefined) return
  const beat = story.beats[moment.crop.beat]
  const picture = pictures.crops.get(moment.crop.beat)
  if (beat?.type !== 'crop' || beat.from === undefined || picture === undefined) return
  brush.globalAlpha = moment.crop.sharp
  paintOver(brush, picture, { on: beat.from, camera })
  brush.globalAlpha = 1
}

function paintOver(
  brush: CanvasRenderingContext2D,
  picture: CanvasImageSource,
  { on, camera }: { readonly on: Box<'image'>; readonly camera: Camera },
): void {
  const at = mapBox(mappingOf(camera), on)
  brush.drawImage(picture, at.left, at.top, widthOf(at), heightOf(at))
}

function full({ width, height }: Size): Box<'image'> {
  return box(0, 0, width, height)
}

/** Where the overview lies on the image: over all of it, or, padded to a square, around its middle. */
function overviewPlace({ image: { size }, overview }: Story): Box<'image'> {
  const [shown, own] = [overview.size.width / overview.size.height, size.width / size.height]
  if (overview.made === undefined || Math.abs(shown / own - 1) < 0.02) return full(size)
  const height = Math.max(size.height, size.width / shown)
  const width = height * shown
  const [left, top] = [(size.width - width) / 2, (size.height - height) / 2]
  return box(left, top, left + width, top + height)
}
