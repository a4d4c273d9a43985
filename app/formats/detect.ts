/** Which format records are of, by what is in them. Pure. */
import type { Format } from './format'
import { formats } from './index'

/** A format and how sure some records are of it: 0..1, the mean over the records. */
export interface FormatGuess {
  readonly format: Format
  readonly sure: number
}

/** Records looked at: enough to outvote a few broken ones. */
const looked = 20
/** Below this nothing is believed. */
const least = 0.2

/** All formats that fit, the likeliest first; of equally likely ones the first registered. Never throws. */
export function detect(values: readonly unknown[]): readonly FormatGuess[] {
  const some = values.slice(0, looked)
  if (some.length === 0) return []
  return (formats as readonly Format[])
    .map((format) => ({
      format,
      sure: some.reduce<number>((sum, v) => sum + like(format, v), 0) / some.length,
    }))
    .filter(({ sure }) => sure >= least)
    .sort((a, b) => b.sure - a.sure)
}

/** Records are foreign: a format that stumbles over one has said that it is not its own. */
function like(format: Format, value: unknown): number {
  try {
    return format.likeness(value)
  } catch {
    return 0
  }
}
