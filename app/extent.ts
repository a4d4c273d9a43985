/** A stretch of characters of a source, the end not included. */

/** Where something stands in a text: offsets of its first character and of the one behind it. */
export interface Extent {
  readonly start: number
  readonly end: number
}
