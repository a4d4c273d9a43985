/** An imported image as the trace names it. Knows no file and no decoder. */
import { given } from '../given'
import type { Size } from '../geometry/box'
import type { ImageDecoding } from './image-reader'
import type { ImageId } from './step'

/** An imported image: pixels as its model's code reads them, content-addressed. */
export interface ImageRef extends Size {
  readonly id: ImageId
  readonly name: string
  readonly bytes: number
  /** Absent: every code of the field reads the file the same way. */
  readonly read?: ImageDecoding
}

/** What a place on the image is worked out from. */
export function sizedImageOf({ id, width, height, read }: Omit<ImageRef, 'name' | 'bytes'>) {
  return { id, size: { width, height }, ...given({ read }) }
}

/** Id of the image of a trace whose image was not found: nothing is ever cut from it. */
export const missingImage = 'missing'
