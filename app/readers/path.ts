/**
 * Places in a record as text: `meta.question`, `objects[*].bbox`, `["odd.name"][0]`. `[*]` is every item of a list. Pure; knows
 * no format.
 */
import { beginningOf } from '../beginning'
import { msg } from '../message'
import { isFields } from '../formats/values'

type Part = string | number | '*'

/** What stands at a path: `at` the numbers that `[*]` stood for. */
export interface ValueAtPath {
  readonly value: unknown
  readonly at: readonly number[]
}

const part = /\.?([^.[\]"]+)|\[(\d{1,9}|\*)\]|\.?\["((?:[^"\\]|\\.)*)"\]/y

/** The record itself, where it is no object: a text, a list. */
const whole = '$'

/** The parts of a path; undefined where the text is none. */
export function pathParts(path: string): readonly Part[] | undefined {
  if (path === whole) return []
  if (path.startsWith(`${whole}[`)) return pathParts(path.slice(whole.length))
  const parts: Part[] = []
  for (let at = 0; at < path.length; at = part.lastIndex) {
    part.lastIndex = at
    const m = part.exec(path)
    if (m === null) return undefined
    const [, name, index, quoted] = m
    if (name !== undefined) parts.push(name)
    else if (quoted !== undefined) parts.push(quoted.replace(/\\(.)/g, '$1'))
    else parts.push(index === '*' ? '*' : Number(index))
  }
  return parts.length === 0 ? undefined : parts
}

/** Everything that stands at a path, in order; nothing where a part of it is not there. */
export function standingAt(value: unknown, path: string): readonly ValueAtPath[] {
  const parts = pathParts(path)
  let found: readonly ValueAtPath[] = parts === undefined ? [] : [{ value, at: [] }]
  for (const step of parts ?? []) found = found.flatMap((one) => inside(one, step))
  return found
}

/** The first value at a path. */
export function firstAt(value: unknown, path: string | undefined): unknown {
  return path === undefined ? undefined : standingAt(value, path)[0]?.value
}

function inside({ value, at }: ValueAtPath, step: Part): readonly ValueAtPath[] {
  if (step === '*')
    return Array.isArray(value) ? (value as unknown[]).map((v, i) => ({ value: v, at: [...at, i] })) : []
  if (typeof step === 'number')
    return Array.isArray(value) && step < value.length ? [{ value: (value as unknown[])[step], at }] : []
  return isFields(value) && Object.hasOwn(value, step) ? [{ value: value[step], at }] : []
}

/** A field of a record for a person to point at: where it stands, and the beginning of what it holds. */
export interface FieldSample {
  readonly path: string
  readonly sample: string
  readonly kind: 'text' | 'number' | 'box' | 'image' | 'list' | 'object' | 'empty'
}

const mostFields = 200
const deepest = 6

/** The fields of a record, outer ones first; of lists the first item stands for all (`[*]`). */
export function fieldsIn(record: unknown): readonly FieldSample[] {
  const found: FieldSample[] = isFields(record)
    ? []
    : [{ path: whole, sample: sampleOf(record), kind: kindOf(record) }]
  const waiting: { path: string; value: unknown; depth: number }[] = [{ path: '', value: record, depth: 0 }]
  for (let next = waiting.shift(); next !== undefined && found.length < mostFields; next = waiting.shift()) {
    const { path, value, depth } = next
    if (path !== '') found.push({ path, sample: sampleOf(value), kind: kindOf(value) })
    if (depth >= deepest || kindOf(value) === 'box') continue
    if (isFields(value))
      for (const [name, inner] of Object.entries(value).slice(0, mostFields))
        waiting.push({ path: joined(path, name), value: inner, depth: depth + 1 })
    else if (Array.isArray(value) && value.length > 0 && typeof value[0] === 'object')
      waiting.push({
        path: `${path === '' ? whole : path}[*]`,
        value: (value as unknown[])[0],
        depth: depth + 1,
      })
  }
  return found
}

function joined(path: string, name: string): string {
  if (!/^[^.[\]"]+$/.test(name)) return `${path}["${name.replace(/["\\]/g, '\\$&')}"]`
  return path === '' ? name : `${path}.${name}`
}

function kindOf(value: unknown): FieldSample['kind'] {
  if (value === null || value === undefined || value === '') return 'empty'
  if (typeof value === 'string') return isImage(value) ? 'image' : 'text'
  if (value instanceof Uint8Array) return 'image'
  if (Array.isArray(value)) return isBox(value) ? 'box' : 'list'
  return typeof value === 'object' ? 'object' : 'number'
}

function isBox(list: readonly unknown[]): boolean {
  return (list.length === 4 || list.length === 2) && list.every((n) => typeof n === 'number')
}

function isImage(text: string): boolean {
  return (
    /^data:image\//i.test(text) ||
    /\.(?:png|jpe?g|webp|gif|bmp|tiff?|avif)(?:[?#].*)?$/i.test(text.slice(-200))
  )
}

const longestSample = 80

function sampleOf(value: unknown): string {
  if (typeof value === 'string') return shortened(value.replace(/\s+/g, ' '))
  if (value instanceof Uint8Array) return msg(`${value.length} bytes`)
  if (Array.isArray(value) && !isBox(value))
    return value.length === 1 ? msg('1 item') : msg(`${value.length} items`)
  if (isFields(value)) return shortened(Object.keys(value).join(', '))
  return shortened(JSON.stringify(value) ?? '')
}

function shortened(text: string): string {
  return text.length > longestSample ? `${beginningOf(text, longestSample - 1)}…` : text
}
