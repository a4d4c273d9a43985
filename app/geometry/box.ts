/**
 * Boxes that know their space, and what can be done to them. Knows nothing of Konva or of any model.
 *
 * A box is a half-open rectangle: `left`/`top` inside, `right`/`bottom` the first coordinate outside, so width is
 * `right - left`. The space is a phantom type parameter: a box in model input pixels cannot be passed where one in
 * image pixels is wanted.
 */

/**
 * Where an edge is counted. `image`: pixels of the upright original. `source`: pixels of the image that a request counts in,
 * which is the original or an earlier crop; `app/reading/place.ts` maps it. `screen`: pixels of the canvas.
 */
export type Space = 'image' | 'source' | 'screen'

declare const space: unique symbol

/** Only `box` makes one, so that no other four numbers pass for it. */
export interface Box<S extends Space> {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  /** Phantom and invariant: never present at run time. */
  readonly [space]: (s: S) => S
}

/** The four edges of any box, or of none: what JSON holds. */
export interface Edges {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Width and height, in the units of the space it is used in. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** A place, in the units of the space it is used in. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** A box from its four edges. */
// eslint-disable-next-line max-params -- everybody knows their order (decision 013)
export function box<S extends Space>(left: number, top: number, right: number, bottom: number): Box<S> {
  return { left, top, right, bottom } as Box<S> // the brand is never there at run time
}

/** Edges that are known to be counted in this space: of a journal, a file, a form. */
export function boxOf<S extends Space>({ left, top, right, bottom }: Edges): Box<S> {
  return box(left, top, right, bottom)
}

/** All of an image of this size. */
export function fullBox<S extends Space>({ width, height }: Size): Box<S> {
  return box(0, 0, width, height)
}

/** The same box with left ≤ right and top ≤ bottom. */
export function upright<S extends Space>(b: Box<S>): Box<S> {
  return box(
    Math.min(b.left, b.right),
    Math.min(b.top, b.bottom),
    Math.max(b.left, b.right),
    Math.max(b.top, b.bottom),
  )
}

/** Right less left. */
export function widthOf(b: Edges): number {
  return b.right - b.left
}

/** Bottom less top. */
export function heightOf(b: Edges): number {
  return b.bottom - b.top
}

/** Width and height of a box. */
export function sizeOf(b: Edges): Size {
  return { width: widthOf(b), height: heightOf(b) }
}

/** Area in square units of the box's space; 0 for an inverted box. */
export function areaOf<S extends Space>(b: Box<S>): number {
  return Math.max(0, b.right - b.left) * Math.max(0, b.bottom - b.top)
}

/** The part of the box inside a frame that starts at the origin. May be empty. */
export function clampBox<S extends Space>(b: Box<S>, frame: Size): Box<S> {
  const hold = (v: number, max: number) => Math.min(Math.max(v, 0), max)
  return box(
    hold(b.left, frame.width),
    hold(b.top, frame.height),
    hold(b.right, frame.width),
    hold(b.bottom, frame.height),
  )
}

/** The box moved, as far as the frame allows, without changing its size. One that is larger than the frame may move while it fills it. */
export function moveWithin<S extends Space>(b: Box<S>, by: Point, frame: Size): Box<S> {
  const held = (wanted: number, toStart: number, toEnd: number) =>
    Math.min(Math.max(wanted, Math.min(toStart, toEnd)), Math.max(toStart, toEnd))
  const x = held(by.x, -b.left, frame.width - b.right)
  const y = held(by.y, -b.top, frame.height - b.bottom)
  return box(b.left + x, b.top + y, b.right + x, b.bottom + y)
}

/** The box in whole pixels inside the frame, at least one pixel wide and high. */
export function wholeBox<S extends Space>(b: Box<S>, frame: Size): Box<S> {
  const clamp = (v: number, low: number, high: number) => Math.min(Math.max(v, low), high)
  const axis = (low: number, high: number, size: number): [number, number] => {
    const from = clamp(Math.round(low), 0, Math.max(0, size - 1))
    return [from, clamp(Math.round(high), from + 1, Math.max(1, size))]
  }
  const [left, right] = axis(b.left, b.right, frame.width)
  const [top, bottom] = axis(b.top, b.bottom, frame.height)
  return box(left, top, right, bottom)
}

/** Whether `inner` lies inside `outer`, edges included. */
export function contains<S extends Space>(outer: Box<S>, inner: Box<S>): boolean {
  return (
    outer.left <= inner.left &&
    outer.top <= inner.top &&
    outer.right >= inner.right &&
    outer.bottom >= inner.bottom
  )
}

/** What two boxes share; inside out where that is nothing. */
export function intersection<S extends Space>(a: Box<S>, b: Box<S>): Box<S> {
  return box(
    Math.max(a.left, b.left),
    Math.max(a.top, b.top),
    Math.min(a.right, b.right),
    Math.min(a.bottom, b.bottom),
  )
}

/** The smallest box that holds all of these; inside out of none. */
export function boxAroundAll<S extends Space>(boxes: readonly Box<S>[]): Box<S> {
  return box(
    Math.min(...boxes.map((b) => b.left)),
    Math.min(...boxes.map((b) => b.top)),
    Math.max(...boxes.map((b) => b.right)),
    Math.max(...boxes.map((b) => b.bottom)),
  )
}

/** The smallest box of whole pixels around a box. */
export function outwardBox<S extends Space>(b: Box<S>): Box<S> {
  return box(Math.floor(b.left), Math.floor(b.top), Math.ceil(b.right), Math.ceil(b.bottom))
}

/** A side of a box. */
export type Side = 'left' | 'top' | 'right' | 'bottom'

/** Intersection over union, 0..1; 0 when either box is empty. */
export function iou<S extends Space>(a: Box<S>, b: Box<S>): number {
  const shared = areaOf(intersection(a, b))
  const union = areaOf(a) + areaOf(b) - shared
  return union > 0 ? shared / union : 0
}

/** Whether two sizes are the same. */
export function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height
}

/** Whether two boxes have the same edges. */
export function sameBox<S extends Space>(a: Box<S>, b: Box<S>): boolean {
  return a.left === b.left && a.top === b.top && a.right === b.right && a.bottom === b.bottom
}
