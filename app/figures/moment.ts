/**
 * Paints a moment of a story: the image, what the model was given of it, the crop over its place, boxes. The same for a presenter and a film; where
 * the camera is and what is told is the timeline's business. Knows no clock and no window.
 */
import { box, fullBox, type Box, type Size } from '../geometry/box'
import { mapBox } from '../geometry/mapping'
import type { PictureBrush } from '../paint/brush'
import { mappingOf, type Camera } from '../paint/camera'
import type { InkPalette } from '../paint/ink'
import { paintBoxes } from '../paint/scene'
import { cropName, imageNames } from '../story/images'
import { cameraAt } from '../story/shot'
import { boxesAfter, lookAt, type Story } from '../story/story'
import type { Moment } from '../story/timeline'

/** What a moment is painted with. */
export interface MomentScene {
  readonly story: Story
  readonly moment: Moment
  readonly palette: InkPalette
  /** Numbers and names at the boxes. */
  readonly labels: boolean
  readonly viewport: Size
}

/** Paints it over what is there. */
export function paintMoment(brush: PictureBrush, scene: MomentScene): void {
  const { story, moment, palette, viewport, labels } = scene
  const camera = cameraAt(moment.camera, { image: story.image.size, viewport })
  paintGiven(brush, scene, camera)
  paintCrop(brush, scene, camera)
  const at = lookAt(story, moment.beat)
  const boxes = boxesAfter(story, moment.told)
  const common = { veiled: false, labels, palette }
  const seen = { camera, viewport }
  // A box that lands comes up out of nothing.
  brush.globalAlpha = 1
  paintBoxes(brush, { ...common, boxes: boxes.filter((b) => b.id !== at), at: undefined }, seen)
  brush.globalAlpha = moment.landed
  paintBoxes(brush, { ...common, boxes: boxes.filter((b) => b.id === at), at }, seen)
  brush.globalAlpha = 1
}

/** The image, dissolved into what the model was given of it. */
function paintGiven(brush: PictureBrush, { story, moment }: MomentScene, camera: Camera): void {
  const mapping = mappingOf(camera)
  const reduced = brush.has(imageNames.overview) ? moment.reduced : 0
  if (reduced < 1) brush.picture(imageNames.image, mapBox(mapping, fullBox<'image'>(story.image.size)))
  if (reduced <= 0) return
  brush.globalAlpha = reduced
  // As it is: each of its pixels can be seen.
  brush.picture(imageNames.overview, mapBox(mapping, overviewPlace(story)), 'pixels')
  brush.globalAlpha = 1
}

function paintCrop(brush: PictureBrush, { story, moment, viewport }: MomentScene, camera: Camera): void {
  if (moment.crop === undefined) return
  const beat = story.beats[moment.crop.beat]
  if (beat?.type !== 'crop') return
  const on =
    beat.from === undefined ? middleOf(beat.view.size, viewport) : mapBox(mappingOf(camera), beat.from)
  brush.globalAlpha = moment.crop.sharp
  brush.picture(cropName(moment.crop.beat), on)
  brush.globalAlpha = 1
}

/** Where a crop lies that is from nowhere on the image: in the middle of the view. */
function middleOf({ width, height }: Size, viewport: Size): Box<'screen'> {
  const scale = 0.7 * Math.min(viewport.width / width, viewport.height / height)
  const [left, top] = [(viewport.width - width * scale) / 2, (viewport.height - height * scale) / 2]
  return box(left, top, left + width * scale, top + height * scale)
}

/** Where the overview lies on the image: over all of it, or, padded to a square, around its middle. */
function overviewPlace({ image: { size }, overview }: Story): Box<'image'> {
  const [shown, own] = [overview.size.width / overview.size.height, size.width / size.height]
  if (overview.made === undefined || Math.abs(shown / own - 1) < 0.02) return fullBox(size)
  const height = Math.max(size.height, size.width / shown)
  const width = height * shown
  const [left, top] = [(size.width - width) / 2, (size.height - height) / 2]
  return box(left, top, left + width, top + height)
}
