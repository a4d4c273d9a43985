/** Maps between spaces: an independent scale and offset per axis. Knows nothing of Konva or of any model. */
import { box, type Box, type Point, type Size, type Space } from './box'

declare const from: unique symbol
declare const to: unique symbol

/** `target = source * scale + offset`, per axis. */
export interface Mapping<From extends Space, To extends Space> {
  readonly scaleX: number
  readonly scaleY: number
  readonly offsetX: number
  readonly offsetY: number
  readonly [from]?: (s: From) => From
  readonly [to]?: (s: To) => To
}

/** The mapping that takes one frame onto another. */
export function frameMapping<From extends Space, To extends Space>(
  source: Size,
  target: Size,
): Mapping<From, To> {
  return {
    scaleX: target.width / source.width,
    scaleY: target.height / source.height,
    offsetX: 0,
    offsetY: 0,
  }
}

/** Image pixels to screen pixels at a zoom and pan. */
export function screenMapping(zoom: number, pan: Point): Mapping<'image', 'screen'> {
  return { scaleX: zoom, scaleY: zoom, offsetX: pan.x, offsetY: pan.y }
}

/** The same mapping the other way. */
export function inverse<From extends Space, To extends Space>(m: Mapping<From, To>): Mapping<To, From> {
  return {
    scaleX: 1 / m.scaleX,
    scaleY: 1 / m.scaleY,
    offsetX: -m.offsetX / m.scaleX,
    offsetY: -m.offsetY / m.scaleY,
  }
}

/** A box in the target space. */
export function mapBox<From extends Space, To extends Space>(m: Mapping<From, To>, b: Box<From>): Box<To> {
  return box(
    b.left * m.scaleX + m.offsetX,
    b.top * m.scaleY + m.offsetY,
    b.right * m.scaleX + m.offsetX,
    b.bottom * m.scaleY + m.offsetY,
  )
}

/** A point in the target space. */
export function mapPoint<From extends Space, To extends Space>(m: Mapping<From, To>, p: Point): Point {
  return { x: p.x * m.scaleX + m.offsetX, y: p.y * m.scaleY + m.offsetY }
}
