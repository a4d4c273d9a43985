/** A call as a person reads it: its name and its arguments as data. Of any spelling. */
import { CutOff } from './loose'
import { callsIn } from './scan'

/** The first call in the text of a step; undefined where none can be read. */
export function shownCall(
  text: string,
): { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> } | undefined {
  const call = callsIn(text).find((found) => found.call !== undefined)?.call
  return call && { name: call.name, arguments: wholeOf(call.arguments) as Readonly<Record<string, unknown>> }
}

/** Values that broke off as far as they go. */
function wholeOf(value: unknown): unknown {
  if (value instanceof CutOff) return wholeOf(value.value)
  if (Array.isArray(value)) return value.map(wholeOf)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wholeOf(inner)]))
}
