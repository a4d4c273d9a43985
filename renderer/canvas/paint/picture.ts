/** Paints the image: only the part in view, from the smallest level that is sharp; its pixels as squares when enlarged. */
import type { Size } from '../../../app/geometry/box'
import type { Camera } from '../../../app/paint/camera'
import type { Detail } from '../detail'
import { levelFor, type Picture } from '../picture'
import type { CanvasBrush } from './picture-brush'

/** What the image is painted into. `size`: of the original, which the picture may be a smaller version of. */
export interface PictureView {
  readonly camera: Camera
  readonly viewport: Size
  readonly size: Size
  /** Device pixels per screen pixel. */
  readonly ratio: number
}

/** From so many device pixels to one of the image, each is shown as a square. */
const squaresFrom = 2

/** Paints the image under a camera. */
export function paintPicture(brush: CanvasBrush, picture: Picture, view: PictureView): void {
  const { camera, viewport, size, ratio } = view
  const width = size.width * camera.zoom
  const height = size.height * camera.zoom
  const level = levelFor(picture, width * ratio)
  if (level === undefined) return
  const scaleX = width / level.width
  const scaleY = height / level.height
  // Whole source pixels around the part in view.
  const left = Math.max(0, Math.floor(-camera.pan.x / scaleX))
  const top = Math.max(0, Math.floor(-camera.pan.y / scaleY))
  const right = Math.min(level.width, Math.ceil((viewport.width - camera.pan.x) / scaleX))
  const bottom = Math.min(level.height, Math.ceil((viewport.height - camera.pan.y) / scaleY))
  if (right <= left || bottom <= top) return
  brush.save()
  // Squares only for pixels of the original, and only where all are about equally large: print stays readable below.
  brush.imageSmoothingEnabled = camera.zoom * ratio < squaresFrom || picture.natural.width < size.width
  brush.imageSmoothingQuality = 'low'
  brush.drawImage(
    level,
    left,
    top,
    right - left,
    bottom - top,
    camera.pan.x + left * scaleX,
    camera.pan.y + top * scaleY,
    (right - left) * scaleX,
    (bottom - top) * scaleY,
  )
  brush.restore()
}

/** Paints a part of the original over its copy, where the copy has fewer pixels than the screen. */
export function paintDetail(
  brush: CanvasBrush,
  { region, bitmap }: Detail,
  { camera, ratio }: PictureView,
): void {
  const { left, top, right, bottom } = region
  const whole = bitmap.width === right - left
  brush.save()
  brush.imageSmoothingEnabled = !whole || camera.zoom * ratio < squaresFrom
  brush.imageSmoothingQuality = 'low'
  brush.drawImage(
    bitmap,
    0,
    0,
    bitmap.width,
    bitmap.height,
    camera.pan.x + left * camera.zoom,
    camera.pan.y + top * camera.zoom,
    (right - left) * camera.zoom,
    (bottom - top) * camera.zoom,
  )
  brush.restore()
}

/** Paints a hairline around the image, so that a white one has an end on a white ground. */
export function paintEdge(brush: CanvasBrush, { camera, size }: Pick<PictureView, 'camera' | 'size'>): void {
  brush.save()
  brush.strokeStyle = 'rgb(128 128 128 / 0.4)'
  brush.lineWidth = 1
  const left = Math.round(camera.pan.x) - 0.5
  const top = Math.round(camera.pan.y) - 0.5
  brush.strokeRect(
    left,
    top,
    Math.round(size.width * camera.zoom) + 1,
    Math.round(size.height * camera.zoom) + 1,
  )
  brush.restore()
}
