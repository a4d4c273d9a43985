/** One measured number with what it must reach: smaller is better, unless it is said to be `more`. */
export interface Row {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly unit: string
  /** The limit is the least that will do. */
  readonly more?: true
  /** What was measured, in absolute numbers. */
  readonly detail?: string
}

/** A number that cannot be had here, and why. */
export interface Skipped {
  readonly name: string
  readonly skipped: string
}
