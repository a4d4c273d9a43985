/** Looks into foreign values without trusting them. Knows no format. */
import { bad, type Result } from '../result'
import type { ImageSource } from './format'

export { given } from '../given'

/** An object of a file, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>

/** A plain object; not a list, not bytes, not null. */
export function isFields(value: unknown): value is Fields {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  )
}

/** What a format says of a row that is something else than an object. */
export function notAnObject<T>(): Result<T> {
  return bad({ message: 'The row is not an object.' })
}

/** The value as an object; an empty one where it is something else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

/** The value as a list; an empty one where it is something else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}

/** Text, or nothing. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** A finite number, or nothing. Parquet gives 64-bit integers as bigint. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Finite numbers only, or nothing. */
export function numbersOf(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value)) return undefined
  const numbers = (value as unknown[]).map(numberOf)
  return numbers.every((n) => n !== undefined) ? numbers : undefined
}

/** Text or a number as text, or nothing: ids and answers are written either way. */
export function wordOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

/** Accepted answers: one, or a list of them. Empty ones are none. */
export function answersOf(value: unknown): readonly string[] {
  const words = (Array.isArray(value) ? (value as unknown[]) : [value]).map(wordOf)
  return words.filter((w): w is string => w !== undefined && w.trim() !== '')
}

/** The first of these fields that holds a word. */
export function firstWord(fields: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const word = wordOf(fields[name])
    if (word !== undefined && word !== '') return word
  }
  return undefined
}

/** The first of these names under which a word stands. */
export function firstNamed(fields: Fields, names: readonly string[]): string | undefined {
  return names.find((name) => (wordOf(fields[name]) ?? '') !== '')
}

/**
 * Of several names for one thing, those that a format has used up: the one it took, and those that hold nothing. What stands under another
 * of them says something else.
 */
export function usedOf(
  fields: Fields,
  names: readonly string[],
  taken: string | undefined,
): readonly string[] {
  return names.filter((name) => name === taken || (fields[name] ?? '') === '')
}

/** Right or wrong as a file says it: yes or no, or a share of 1. Points and sums of rewards are neither. */
export function verdictIn(value: unknown): number | undefined {
  const number = typeof value === 'boolean' ? Number(value) : numberOf(value)
  return number !== undefined && number >= 0 && number <= 1 ? number : undefined
}

/** The fields that are not named: what a format does not use is kept to be shown, filtered by and written back. */
export function restOf(fields: Fields, used: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !used.includes(name)))
}

/**
 * An image as records of the field name it: a path, an address, a data URL, raw base64 after `data:`, or an object as
 * Hugging Face `datasets` (`{bytes, path}`), verl (`{image}`), OpenAI (`{url}`) and Qwen (`{image}`) write it.
 */
export function imageOf(value: unknown): ImageSource | undefined {
  if (typeof value === 'string') return imageText(value)
  if (value instanceof Uint8Array) return value.length > 0 ? { type: 'bytes', bytes: value } : undefined
  if (!isFields(value)) return undefined
  const { bytes } = value
  if (bytes instanceof Uint8Array && bytes.length > 0) return { type: 'bytes', bytes }
  if (typeof bytes === 'string' && bytes !== '') return { type: 'inline', base64: bytes }
  for (const name of imageNames) {
    const found = imageOf(value[name])
    if (found !== undefined) return found
  }
  return undefined
}

const imageNames = [
  ...['url', 'image_url', 'image', 'path', 'image_path', 'src', 'file', 'filename', 'file_name'],
  ...['base64', 'b64_json', 'image_base64', 'data'],
] as const

function imageText(text: string): ImageSource | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const data = /^data:[^,]{0,200};base64,/i.exec(trimmed)
  if (data !== null) return { type: 'inline', base64: trimmed.slice(data[0].length) }
  if (/^https?:\/\//i.test(trimmed)) return { type: 'url', url: trimmed }
  if (isImageName(trimmed)) return { type: 'inline', base64: trimmed }
  return { type: 'path', path: trimmed.replace(/^file:\/\//i, '') }
}

/** Base64 that begins as PNG, JPEG, GIF, WebP or BMP do: rows of VLMEvalKit's TSV hold images without any mark. */
function isImageName(text: string): boolean {
  return text.length > 120 && /^(?:iVBORw0KGgo|\/9j\/|R0lGOD|UklGR|Qk[0-3])[\w+/]{100}/.test(text)
}

/**
 * Images of a field that holds one or several, lists in a list included (frames), or an object of them by placeholder
 * (MiniCPM-V: `{"<image_00>": path}`). What is no image is left out.
 */
export function imagesOf(value: unknown, depth = 0): readonly ImageSource[] {
  if (Array.isArray(value))
    return depth > 3 ? [] : (value as unknown[]).flatMap((v) => imagesOf(v, depth + 1))
  if (isFields(value)) {
    const names = Object.keys(value)
    if (names.length > 0 && names.every((name) => /^<image_\d+>$/.test(name)))
      return names.sort((a, b) => numberIn(a) - numberIn(b)).flatMap((name) => imageOf(value[name]) ?? [])
  }
  return [imageOf(value)].filter((source) => source !== undefined)
}

/** Of `<image_10>` ten: as text it would stand before `<image_2>`. */
function numberIn(placeholder: string): number {
  return Number(/\d+/.exec(placeholder)?.[0])
}
