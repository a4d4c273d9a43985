/**
 * Boxes and points in JSON as models write it: every key that names a region, with the label beside it. Found by the keys, not by
 * the braces: a broken brace, quote or comma elsewhere costs nothing, and an answer that is cut off loses only its last region.
 * What the numbers count in is the dialect's, but for keys that are one family's own.
 */
import { pushAll } from '../../lists'
import type { Notation } from '../../geometry/spaces'
import type { Span } from '../dialect'
import { looseValue } from '../loose-value'
import { openBrace, readFields } from './fields'
import { keysIn, type Key } from './keys'
import { lookSpans, type MarkedPiece } from './pieces'
import { cutOff, noRegions, regionsOf, type Regions } from './region'
import { given } from '../../given'

/** How numbers are written: by the dialect, and under keys that are some family's own whatever the dialect. */
export interface JsonNotation {
  readonly own: Notation
  readonly keys?: Readonly<Record<string, Notation>>
}

/** Gemini's key is its own: y first, thousandths (ai.google.dev, Gemini API: “Image understanding”). */
const familyKeys: Readonly<Record<string, Notation>> = { box_2d: { space: 'per-mille', order: 'yxyx' } }

/** Every region of JSON text, in order; what looks like one and cannot be read, with why. */
export function jsonRegions(text: string, { own, keys: ownKeys }: JsonNotation): readonly Span[] {
  const keys = { ...familyKeys, ...ownKeys }
  const spans: Span[] = []
  let around = { done: 0, open: false }
  const found = keysIn(text)
  for (const [i, key] of found.entries()) {
    if (key.start < around.done) continue
    const notation = keys[key.name]
    // A family's own key may hold a list of them (GLM's `{"box_2d": [[…]]}`).
    const expected = notation === undefined ? key.expected : { ...key.expected, many: true }
    const piece = readKey(
      text,
      { ...key, expected },
      { ...around, limit: found[i + 1]?.start ?? text.length },
    )
    if (piece === undefined) continue
    const rough = piece.rough === true || (notation === undefined && !key.sure)
    pushAll(spans, lookSpans({ ...piece, notation: notation ?? own, rough }, own))
    around = { done: piece.end, open: piece.open }
  }
  return spans
}

/** What was read before, whether the object there goes on, and how far the fields of a key may reach: to the next one. */
interface Around {
  readonly done: number
  readonly open: boolean
  readonly limit: number
}

type KeyPiece = Omit<MarkedPiece, 'notation'> & { readonly open: boolean }

/**
 * The region of a key with the text that belongs to it; undefined where it names none. Its value ends before the next key at the
 * latest: a quote or bracket that nobody closed takes no other region with it.
 */
function readKey(text: string, key: Key, around: Around): KeyPiece | undefined {
  const value = looseValue(text.slice(0, around.limit), key.after)
  const read =
    value === undefined
      ? nothingAt(text, key)
      : told(regionsOf(value, key.expected, around.limit), around.limit < text.length)
  if (read.regions.length === 0 && (read.broken === undefined || !key.sure)) return undefined
  const before = fieldsBefore(text, key, around)
  const end: Behind = value === undefined ? { at: around.limit } : behind(text, key, value.end)
  const after = value?.whole === true ? readFields(text, end.at, around.limit) : undefined
  const label = before.label ?? end.label ?? after?.label
  return {
    start: before.start,
    end: after?.end ?? end.at,
    open: after?.by === 'limit',
    read,
    ...given({ label }),
    ...(key.slip || !before.found || after?.by === 'other' ? { rough: true } : {}),
  }
}

/** What is said of a value that another key stands in. */
function told(read: Regions, goesOn: boolean): Regions {
  return goesOn && read.broken === cutOff.broken
    ? { ...read, broken: 'The region cannot be read: another one begins in it.' }
    : read
}

/** A key with nothing behind it: the text ends there, or what follows is no value. */
function nothingAt(text: string, key: Key): Regions {
  return text.slice(key.after, key.after + 100).trim() === '' ? cutOff : noRegions
}

/** Where the object of a key begins, and the label that stands before the key. */
function fieldsBefore(text: string, key: Key, { done, open }: Around) {
  if (open) return { start: done, found: true, label: readFields(text, done, key.start).label }
  const brace = openBrace(text, key.start, done)
  if (brace === undefined) return { start: key.start, found: false, label: undefined }
  const { label, by } = readFields(text, brace + 1, key.start)
  // Words between the brace and the key: it is not the key's object.
  return by === 'limit'
    ? { start: brace, found: true, label }
    : { start: key.start, found: false, label: undefined }
}

interface Behind {
  readonly at: number
  readonly label?: string
}

/** Behind a value; of a key with its numbers inside, behind its quote and what stands as its value, which may be the label. */
function behind(text: string, key: Key, end: number): Behind {
  if (!key.slip) return { at: end }
  slipRest.lastIndex = end
  const rest = slipRest.exec(text)?.[0]
  if (rest === undefined) return { at: end }
  const at = end + rest.length
  const value = rest.endsWith(':') ? looseValue(text, at) : undefined
  if (value?.whole !== true) return { at }
  return { at: value.end, ...(value.loose.type === 'text' ? { label: value.loose.value } : {}) }
}
const slipRest = /\s{0,9}["']\s{0,9}:?/y
