/** A stretch of characters of a source, the end not included. */
export interface Extent {
  readonly start: number
  readonly end: number
}
