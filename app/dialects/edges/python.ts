/** The little of Python that loops do with a request's values, with its words where that fails. Source: Python 3.11. */
import { floatRepr } from '../../python-float'
import type { SegmentEdge, Next } from '../dialect'
import { Float, loads, PyError, type Grammar, type PyValue } from './python-json'

export { Float, loads, PyError, type PyValue } from './python-json'

/** `type(value).__name__`. */
export function typeName(value: PyValue): string {
  if (value === null) return 'NoneType'
  if (value instanceof Float) return 'float'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'number') return 'int'
  return Array.isArray(value) ? 'list' : 'dict'
}

/** A number's value, truth values included, as arithmetic takes it; undefined for what is none. */
export function numberIn(value: PyValue | undefined): number | undefined {
  if (value instanceof Float) return value.value
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'number' ? value : undefined
}

/** A list, or undefined. */
export function listIn(value: PyValue | undefined): readonly PyValue[] | undefined {
  return Array.isArray(value) ? (value as readonly PyValue[]) : undefined
}

/** An object's entries, or undefined. */
export function dictIn(value: PyValue | undefined): ReadonlyMap<string, PyValue> | undefined {
  return value instanceof Map ? (value as ReadonlyMap<string, PyValue>) : undefined
}

/** What `*value` gives: a list's items, an object's keys, a text's letters; undefined for what cannot be gone through. */
export function itemsIn(value: PyValue): readonly PyValue[] | undefined {
  if (typeof value === 'string') return [...value]
  const dict = dictIn(value)
  return dict === undefined ? listIn(value) : [...dict.keys()]
}

/** Whether Python takes a value for true. */
export function isTrue(value: PyValue): boolean {
  if (value === null || value === false || value === '') return false
  const number = numberIn(value)
  if (number !== undefined) return number !== 0
  return (listIn(value)?.length ?? dictIn(value)?.size ?? 1) > 0
}

/** `value[key]`. @throws PyError as Python does. */
export function item(value: PyValue, key: string): PyValue {
  const dict = dictIn(value)
  if (dict !== undefined) {
    const found = dict.get(key)
    if (found === undefined) throw new PyError(repr(key))
    return found
  }
  if (typeof value === 'string') throw new PyError("string indices must be integers, not 'str'")
  if (Array.isArray(value)) throw new PyError('list indices must be integers or slices, not str')
  throw new PyError(`'${typeName(value)}' object is not subscriptable`)
}

/** `value <operator> 0` of something that must be a number. @throws PyError as Python does. */
export function compared(value: PyValue, operator: '<' | '>'): number {
  const number = numberIn(value)
  if (number === undefined)
    throw new PyError(`'${operator}' not supported between instances of '${typeName(value)}' and 'int'`)
  return number
}

/** `int(value)` of a fraction. @throws PyError as Python does. */
export function int(value: number): number {
  if (Number.isNaN(value)) throw new PyError('cannot convert float NaN to integer')
  if (!Number.isFinite(value)) throw new PyError('cannot convert float infinity to integer')
  return Math.trunc(value)
}

/** `repr(value)`. */
export function repr(value: PyValue): string {
  if (value === null) return 'None'
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : String(value)
  if (value instanceof Float) return floatRepr(value.value)
  const list = listIn(value)
  if (list !== undefined) return `[${list.map(repr).join(', ')}]`
  const entries = [...(dictIn(value) ?? [])].map(([k, v]) => `${quoted(k)}: ${repr(v)}`)
  return `{${entries.join(', ')}}`
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' }
/** Everything Python does not print as it is. */
const unprintable = /(?! )[\p{C}\p{Z}]/gu

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const inner = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replace(unprintable, (letter) => escapes[letter] ?? escaped(letter.codePointAt(0) ?? 0))
  return quote + inner + quote
}

function escaped(code: number): string {
  const hex = code.toString(16)
  if (code < 0x100) return `\\x${hex.padStart(2, '0')}`
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** The value of a text, or undefined where Python refuses it. */
export function loadsOrNone(text: string, grammar?: Grammar): PyValue | undefined {
  return attemptPython<PyValue | undefined>(
    () => loads(text, grammar),
    () => undefined,
  )
}

/** What comes next, or what the model is told of the exception. */
export function nextOrTold(body: () => Next, words: (message: string) => string): SegmentEdge {
  return { next: attemptPython<Next>(body, (message) => ({ type: 'say', text: words(message) })) }
}

/** What `body` gives, or what `caught` makes of the text of the exception. */
export function attemptPython<T>(body: () => T, caught: (message: string) => T): T {
  try {
    return body()
  } catch (error) {
    if (error instanceof PyError) return caught(error.message)
    throw error
  }
}
