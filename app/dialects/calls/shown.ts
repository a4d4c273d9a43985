/** A call as a person reads it: its name and its arguments as data. Of any spelling. */
import { callsOf, type SpelledCall } from './call'
import { CutOff, looseAt } from './loose'
import { callsIn } from './scan'

/** A call as it is shown. */
export type ShownCall = Pick<SpelledCall, 'name' | 'arguments'>

/** The first call in the text of a step; undefined where none can be read. */
export function shownCall(text: string): ShownCall | undefined {
  return shown(callsIn(text).find((found) => found.call !== undefined)?.call)
}

/** The same of a text whose dialect has said that it is a call, and which has no marks that others know: the first data in it that names one. */
export function dataCall(text: string): ShownCall | undefined {
  const at = text.search(/[[{]/)
  return at < 0 ? undefined : shown(callsOf(looseAt(text, at)?.value).find(({ name }) => name !== ''))
}

function shown(call: SpelledCall | undefined): ShownCall | undefined {
  return call && { name: call.name, arguments: wholeOf(call.arguments) as ShownCall['arguments'] }
}

/** Values that broke off as far as they go. */
function wholeOf(value: unknown): unknown {
  if (value instanceof CutOff) return wholeOf(value.value)
  if (Array.isArray(value)) return value.map(wholeOf)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wholeOf(inner)]))
}
