/** Maps between spaces: an independent scale and offset per axis. Knows nothing of Konva or of any model. */
import { box, heightOf, widthOf, type Box, type Point, type Size, type Space } from './box'

declare const from: unique symbol
declare const to: unique symbol

/** `target = source * scale + offset`, per axis. */
export interface Mapping<From extends Space, To extends Space> {
  readonly scaleX: number
  readonly scaleY: number
  readonly offsetX: number
  readonly offsetY: number
  readonly [from]: (s: From) => From
  readonly [to]: (s: To) => To
}

/** The mapping that takes an image of this size onto a part of another. */
export function ontoPart<From extends Space, To extends Space>(size: Size, part: Box<To>): Mapping<From, To> {
  return mapping({
    scaleX: widthOf(part) / size.width,
    scaleY: heightOf(part) / size.height,
    offsetX: part.left,
    offsetY: part.top,
  })
}

/** Image pixels to screen pixels at a zoom and pan. */
export function screenMapping(zoom: number, pan: Point): Mapping<'image', 'screen'> {
  return mapping({ scaleX: zoom, scaleY: zoom, offsetX: pan.x, offsetY: pan.y })
}

function mapping<From extends Space, To extends Space>(m: {
  readonly scaleX: number
  readonly scaleY: number
  readonly offsetX: number
  readonly offsetY: number
}): Mapping<From, To> {
  return m as Mapping<From, To> // the brands are never there at run time
}

/** The same mapping the other way. */
export function inverse<From extends Space, To extends Space>(m: Mapping<From, To>): Mapping<To, From> {
  return mapping({
    scaleX: 1 / m.scaleX,
    scaleY: 1 / m.scaleY,
    offsetX: -m.offsetX / m.scaleX,
    offsetY: -m.offsetY / m.scaleY,
  })
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
