/** Regions as gestures make them: whole pixels, inside the image, never empty. Pure; knows no screen and no tool. */
import {
  box,
  heightOf,
  moveWithin,
  widthOf,
  type Box,
  type Point,
  type Size,
} from '../../../app/geometry/box'

/** The eight places a box can be grabbed at to change its size, as compass points. */
export type Handle = 'nw' | 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w'

/** A whole region moved by whole pixels, as far as the image allows. */
export function moveRegion(start: Box<'image'>, by: Point, image: Size): Box<'image'> {
  return moveWithin(start, { x: Math.round(by.x), y: Math.round(by.y) }, image)
}

/** A point in the hand: a region of no size, so that it reaches every edge of the image. */
export function pointBox({ x, y }: Point): Box<'image'> {
  return box(Math.round(x), Math.round(y), Math.round(x), Math.round(y))
}

/** What moves of a region, how far, and whether its width keeps to its height. */
interface Resizing {
  readonly handle: Handle
  readonly by: Point
  readonly keepAspect: boolean
}

/** A whole region whose grabbed side or corner was moved. Sides never cross. */
export function resizeRegion(start: Box<'image'>, resizing: Resizing, image: Size): Box<'image'> {
  if (resizing.keepAspect) return scaleRegion(start, resizing, image)
  const { handle, by } = resizing
  const dx = Math.round(by.x)
  const dy = Math.round(by.y)
  return box(
    handle.includes('w') ? clamp(start.left + dx, 0, start.right - 1) : start.left,
    handle.includes('n') ? clamp(start.top + dy, 0, start.bottom - 1) : start.top,
    handle.includes('e') ? clamp(start.right + dx, start.left + 1, image.width) : start.right,
    handle.includes('s') ? clamp(start.bottom + dy, start.top + 1, image.height) : start.bottom,
  )
}

/** The region spanned by two image points: every pixel touched, or undefined when they span nothing of the image. */
export function drawnRegion(
  anchor: Point,
  at: Point,
  { image, square }: { readonly image: Size; readonly square: boolean },
): Box<'image'> | undefined {
  const end = square ? squared(anchor, at, image) : at
  const left = clamp(Math.floor(Math.min(anchor.x, end.x)), 0, image.width)
  const top = clamp(Math.floor(Math.min(anchor.y, end.y)), 0, image.height)
  const right = clamp(Math.ceil(Math.max(anchor.x, end.x)), 0, image.width)
  const bottom = clamp(Math.ceil(Math.max(anchor.y, end.y)), 0, image.height)
  return right > left && bottom > top ? box(left, top, right, bottom) : undefined
}

/** Scales about the opposite corner, or for a side about the middle of the opposite side. */
function scaleRegion(start: Box<'image'>, { handle, by }: Resizing, image: Size): Box<'image'> {
  const width = widthOf(start)
  const height = heightOf(start)
  const wanted = [
    handle.includes('e') ? (width + by.x) / width : handle.includes('w') ? (width - by.x) / width : 0,
    handle.includes('s') ? (height + by.y) / height : handle.includes('n') ? (height - by.y) / height : 0,
  ]
  const roomX = handle.includes('e')
    ? image.width - start.left
    : handle.includes('w')
      ? start.right
      : image.width
  const roomY = handle.includes('s')
    ? image.height - start.top
    : handle.includes('n')
      ? start.bottom
      : image.height
  const scale = Math.min(Math.max(...wanted, 1 / width, 1 / height), roomX / width, roomY / height)
  const w = Math.max(1, Math.round(width * scale))
  const h = Math.max(1, Math.round(height * scale))
  const middleX = Math.round((start.left + start.right - w) / 2)
  const middleY = Math.round((start.top + start.bottom - h) / 2)
  const left = handle.includes('e') ? start.left : handle.includes('w') ? start.right - w : middleX
  const top = handle.includes('s') ? start.top : handle.includes('n') ? start.bottom - h : middleY
  return moveWithin(box<'image'>(left, top, left + w, top + h), { x: 0, y: 0 }, image)
}

/** The end point that makes the span a square, as large as the image allows in that direction. */
function squared(anchor: Point, at: Point, image: Size): Point {
  const room = (from: number, to: number, size: number) =>
    to < from ? clamp(from, 0, size) : size - clamp(from, 0, size)
  const side = Math.min(
    Math.max(Math.abs(at.x - anchor.x), Math.abs(at.y - anchor.y)),
    room(anchor.x, at.x, image.width),
    room(anchor.y, at.y, image.height),
  )
  return {
    x: anchor.x + (at.x < anchor.x ? -side : side),
    y: anchor.y + (at.y < anchor.y ? -side : side),
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
