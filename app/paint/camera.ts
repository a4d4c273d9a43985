/**
 * Where the image stands in the viewport: zoom and pan, and every way they change. Pure; knows no tool, no Konva, no DOM.
 * Stored coordinates never pass through here: a camera only says how image pixels are shown.
 */
import { heightOf, widthOf, type Box, type Point, type Size } from '../geometry/box'
import { inverse, mapPoint, screenMapping, type Mapping } from '../geometry/mapping'

/** `zoom` is screen pixels per image pixel; `pan` is where the image's top left corner is on the screen. */
export interface Camera {
  readonly zoom: number
  readonly pan: Point
}

/** What a camera looks at, and through which opening. */
export interface Frame {
  readonly image: Size
  readonly viewport: Size
}

/** Room left around a fitted image, for the numbers outside its boxes. */
const fitMargin = 28
/** Room left around a framed region, as a share of the viewport. */
const frameMargin = 0.16
/** So much of the image always stays in view, in screen pixels. */
const keptInView = 48
const mostZoom = 64

/** The mapping a camera stands for. */
export function mappingOf(camera: Camera): Mapping<'image', 'screen'> {
  return screenMapping(camera.zoom, camera.pan)
}

/** The image point under a screen point. */
export function toImage(camera: Camera, at: Point): Point {
  return mapPoint(inverse(mappingOf(camera)), at)
}

/** The camera that shows the whole image in the middle. */
export function fit(frame: Frame): Camera {
  const { image, viewport } = frame
  const margin = Math.min(fitMargin, Math.min(viewport.width, viewport.height) * 0.08)
  const zoom = Math.min(
    (viewport.width - 2 * margin) / image.width,
    (viewport.height - 2 * margin) / image.height,
  )
  return centred(zoom, { x: image.width / 2, y: image.height / 2 }, viewport)
}

/** The least and greatest zoom that make sense for this image in this viewport. */
export function zoomLimits(frame: Frame): { readonly least: number; readonly most: number } {
  const whole = fit(frame).zoom
  return { least: Math.min(1, whole / 2), most: Math.max(mostZoom, whole) }
}

/** Zooms by a factor; the image point under `at` stays under it, unless the image would leave the view. */
export function zoomAt(
  camera: Camera,
  { at, factor }: { readonly at: Point; readonly factor: number },
  frame: Frame,
): Camera {
  const { least, most } = zoomLimits(frame)
  const zoom = Math.min(Math.max(camera.zoom * factor, least), most)
  const ratio = zoom / camera.zoom
  const pan = { x: at.x - (at.x - camera.pan.x) * ratio, y: at.y - (at.y - camera.pan.y) * ratio }
  return hold({ zoom, pan }, frame)
}

/** Moves the image by screen pixels, as far as it stays in view. */
export function panBy(camera: Camera, by: Point, frame: Frame): Camera {
  return hold({ zoom: camera.zoom, pan: { x: camera.pan.x + by.x, y: camera.pan.y + by.y } }, frame)
}

/** The camera that shows a region as large as a margin around it allows. */
export function frameRegion(region: Box<'image'>, frame: Frame): Camera {
  const { viewport } = frame
  const { least, most } = zoomLimits(frame)
  const room = 1 - 2 * frameMargin
  const closest = Math.min(
    (viewport.width * room) / Math.max(1, widthOf(region)),
    (viewport.height * room) / Math.max(1, heightOf(region)),
  )
  const middle = { x: (region.left + region.right) / 2, y: (region.top + region.bottom) / 2 }
  return hold(centred(Math.min(Math.max(closest, least), most), middle, viewport), frame)
}

/** The same view after the viewport changed its size: what was in the middle stays in the middle. */
export function resizedCamera(camera: Camera, before: Size, frame: Frame): Camera {
  const middle = toImage(camera, { x: before.width / 2, y: before.height / 2 })
  return hold(centred(camera.zoom, middle, frame.viewport), frame)
}

/** The camera moved just so far that a part of the image is in view. */
export function hold(camera: Camera, frame: Frame): Camera {
  const axis = (pan: number, image: number, viewport: number) => {
    const shown = image * camera.zoom
    const kept = Math.min(keptInView, shown, viewport)
    return Math.min(Math.max(pan, kept - shown), viewport - kept)
  }
  const { image, viewport } = frame
  return {
    zoom: camera.zoom,
    pan: {
      x: axis(camera.pan.x, image.width, viewport.width),
      y: axis(camera.pan.y, image.height, viewport.height),
    },
  }
}

/** On the way: zoom in equal factors, the middle of the view in equal steps of the image. */
export function between(from: Camera, to: Camera, t: number): Camera {
  const zoom = from.zoom * (to.zoom / from.zoom) ** t
  // The share of the way that keeps what is being zoomed to in place.
  const s = Math.abs(to.zoom - from.zoom) < 1e-9 ? t : (zoom - from.zoom) / (to.zoom - from.zoom)
  return {
    zoom,
    pan: { x: from.pan.x + (to.pan.x - from.pan.x) * s, y: from.pan.y + (to.pan.y - from.pan.y) * s },
  }
}

function centred(zoom: number, middle: Point, viewport: Size): Camera {
  return {
    zoom,
    pan: { x: viewport.width / 2 - middle.x * zoom, y: viewport.height / 2 - middle.y * zoom },
  }
}
