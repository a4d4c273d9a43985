/** What every step from a file to a model's input is given and gives. A type only: nothing is read or made here. */

/** 8-bit RGB, row by row, no padding. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
  /** A byte a pixel, where the image is not yet laid over white. */
  readonly alpha?: Uint8Array
}
