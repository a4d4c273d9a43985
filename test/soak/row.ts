/** One line of the soak's table. */
export interface SoakRow {
  readonly promise: string
  /** How often it was tried. */
  readonly n: number
  /** What was counted or measured, and what it may be at most. */
  readonly value: number
  readonly unit: string
  readonly limit: number
  readonly detail?: string
}
