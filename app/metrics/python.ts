/**
 * Text as Python reads it: the references are Python programs, and scores agree to the digit only if whitespace, numbers and
 * lists are read as there. Knows no metric.
 */
import { floatRepr } from '../python-float'

/** What `str.split()` splits at and `str.strip()` takes away (CPython's `str.isspace`); unlike `\s` without U+FEFF. */
export const space =
  '\\t\\n\\v\\f\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const isSpace = new RegExp(`[${space}]`)
const gaps = new RegExp(`[${space}]+`)

/** `text.strip()`. */
export function strip(text: string): string {
  // Character by character: a pattern takes quadratic time on long blanks in the middle.
  let from = 0
  let to = text.length
  while (from < to && isSpace.test(text.charAt(from))) from++
  while (to > from && isSpace.test(text.charAt(to - 1))) to--
  return text.slice(from, to)
}

/** `text.split()`. */
export function splitWords(text: string): readonly string[] {
  const inner = strip(text)
  return inner === '' ? [] : inner.split(gaps)
}

/** `len(text)`: code points. */
export function pythonLength(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** Digits of any script as those of ASCII, as `float` and `int` take them. Unicode has each script's ten in one row. */
function asciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    let before = 0
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++
    return String(before % 10)
  })
}

/** `float(text)`; undefined where Python raises ValueError. */
export function toFloat(text: string): number | undefined {
  const plain = asciiDigits(strip(text))
  if (/^[+-]?(inf|infinity)$/i.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity
  if (/^[+-]?nan$/i.test(plain)) return NaN
  const digits = '\\d(?:_?\\d)*'
  const form = new RegExp(`^[+-]?(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:[eE][+-]?${digits})?$`)
  return form.test(plain) ? Number(plain.replaceAll('_', '')) : undefined
}

/** `int(text)`; undefined where Python raises ValueError. */
export function toInt(text: string): bigint | undefined {
  const plain = asciiDigits(strip(text))
  return /^[+-]?\d(?:_?\d)*$/.test(plain) ? BigInt(plain.replaceAll('_', '').replace('+', '')) : undefined
}

/**
 * A Python (or JSON) list literal as texts, each as `str()` writes it; undefined for anything else. Nested values and
 * expressions are not read: no benchmark has them, and nothing from a file is ever evaluated.
 */
export function toList(text: string): readonly string[] | undefined {
  const plain = strip(text)
  if (!plain.startsWith('[') || !plain.endsWith(']')) return undefined
  const inner = plain.slice(1, -1).trim()
  const after = /\s*(?:,\s*|$)/y
  const items: string[] = []
  while (after.lastIndex < inner.length) {
    const item = textAt(inner, after.lastIndex) ?? wordAt(inner, after.lastIndex)
    if (item === undefined) return undefined
    items.push(item.value)
    after.lastIndex = item.end
    if (!after.test(inner)) return undefined
  }
  return items
}

interface Item {
  readonly value: string
  readonly end: number
}

/** Text in quotes: pieces that follow each other are one. */
function textAt(inner: string, from: number): Item | undefined {
  const piece = /\s*([uUrR]?)(?:'([^'\\\n]*(?:\\[^][^'\\\n]*)*)'|"([^"\\\n]*(?:\\[^][^"\\\n]*)*)")/y
  let value: string | undefined
  let end = from
  for (;;) {
    piece.lastIndex = end
    const found = piece.exec(inner)
    if (found === null) return value === undefined ? undefined : { value, end }
    const [, prefix = '', single, double] = found
    const written = single ?? double ?? ''
    // A character by its name: Python has the list of names, this program has not.
    if (prefix.toLowerCase() !== 'r' && /(?<!\\)(?:\\\\)*\\N\{/.test(written)) return undefined
    value = (value ?? '') + (prefix.toLowerCase() === 'r' ? written : unescaped(written))
    end = piece.lastIndex
  }
}

/** A number or one of the constants. */
function wordAt(inner: string, from: number): Item | undefined {
  const word = /\s*([+-]?[\w.]+(?:(?<=[eE])[+-]\d+)?)/y
  word.lastIndex = from
  const written = word.exec(inner)?.[1] ?? ''
  const value = /^(True|False|None|true|false|null|nan)$/.test(written) ? written : numberText(written)
  return value === undefined ? undefined : { value, end: word.lastIndex }
}

/** A number literal as `str()` writes it: `2.50` is 2.5, `1_000` is 1000. */
function numberText(literal: string): string | undefined {
  if (/^[+-]?0(?:[xX][\da-fA-F]+|[oO][0-7]+|[bB][01]+)$/.test(literal))
    return `${literal.startsWith('-') ? '-' : ''}${String(BigInt(literal.replace(/^[+-]/, '')))}`
  // A whole number may not begin with a zero it does not need.
  if (!/^[+-]?[\d._eE+-]+$/.test(literal) || /^[+-]?0[\d_]*[1-9][\d_]*$/.test(literal)) return undefined
  const whole = toInt(literal)
  if (whole !== undefined) return String(whole)
  const value = toFloat(literal)
  return value === undefined ? undefined : floatRepr(value)
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' }

/** Escapes of a Python string literal. */
function unescaped(text: string): string {
  return text.replace(/\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g, (whole) => {
    const one = whole.slice(1)
    if (one.length > 1) return String.fromCodePoint(parseInt(one.slice(1), 16))
    return escapes[one] ?? (/['"\\/]/.test(one) ? one : whole)
  })
}

/** Cells that pandas reads as missing, quoted or not (`pandas._libs.parsers.STR_NA_VALUES`, pandas 2). */
const missing = new Set(
  '|#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null'.split(
    '|',
  ),
)

/** Whether pandas reads a cell of a table as missing. */
export function isMissing(cell: string): boolean {
  return missing.has(cell)
}
