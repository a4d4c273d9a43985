/** Boxes as they were written, and the ways in which they can be read. Data only. */
import type { Size } from '../geometry/box'
import type { Notation } from '../geometry/spaces'

/** A box of four numbers or a point of two as written, with the image it is on and the size the model saw it at. */
export interface WrittenBox {
  readonly numbers: readonly number[]
  readonly image: Size
  readonly frame: Size
}

/** One way to read the boxes; `pixels`: where the model was shown no more of an image than these. */
export interface BoxReading extends Notation {
  readonly pixels?: number
}

/** A way, and how it does. `misfits`: boxes that then lie outside their image, are inside out, or have no size. */
export interface Fit extends BoxReading {
  readonly misfits: number
}

/** The size at which an image is seen by a model that may be shown so many pixels. */
export type FrameAt = (image: Size, pixels: number) => Size
