/** One measured number with what it must reach: smaller is better. */
export interface Row {
  readonly name: string
  readonly value: number
  readonly limit: number
  readonly unit: string
}
