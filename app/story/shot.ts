/** Where a shot of a story puts the camera of a screen, and what it shows of the image then. Pure. */
import { box, type Box, type Size } from '../geometry/box'
import { inverse, mapBox } from '../geometry/mapping'
import { between, fit, frameRegion, mappingOf, type Camera, type Frame } from '../paint/camera'
import type { Moment, Shot } from './timeline'

/** The camera of a moment, in an opening of this size. */
export function cameraAt({ from, to, way }: Moment['camera'], frame: Frame): Camera {
  const goal = cameraOf(to, frame)
  return way >= 1 || from === to ? goal : between(cameraOf(from, frame), goal, way)
}

/** The camera of a shot. */
export function cameraOf(shot: Shot, frame: Frame): Camera {
  return shot === undefined ? fit(frame) : frameRegion(shot, frame)
}

/** What of the image's plane is in the opening; it may reach beyond the image. */
export function viewOf(camera: Camera, viewport: Size): Box<'image'> {
  return mapBox(inverse(mappingOf(camera)), box(0, 0, viewport.width, viewport.height))
}
