/** Types of stages.mjs, for its test. */
export interface Stage {
  readonly name: string
  readonly command: readonly string[]
  readonly static?: boolean
}
export const walks: readonly string[]
export const shortStages: readonly Stage[]
export const everyStage: readonly Stage[]
