/** An imported image as the trace names it. Knows no file and no decoder. */
import type { Size } from '../geometry/box'
import type { ImageId } from './step'

/** An imported image: upright pixels, content-addressed. */
export interface ImageRef extends Size {
  readonly id: ImageId
  readonly name: string
  readonly bytes: number
}

/** Id of the image of a trace whose picture was not found: nothing is ever cut from it. */
export const missingImage = 'missing'
