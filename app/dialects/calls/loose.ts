/** Values of running text as data, with what breaks off marked as such. What a slip is, `loose-value.ts` knows. */
import { isJson } from '../../json'
import { looseValue, type Loose, type LooseAt } from '../loose-value'

/** A list, object or text whose end is missing. It is never taken for a whole one: half a box is no box. */
export class CutOff {
  constructor(readonly value: unknown) {}
}

/** What was read: `end` is the first character after it; `exact`: it is JSON to the letter. */
export interface LooseData {
  readonly value: unknown
  readonly end: number
  readonly exact: boolean
}

/** The value that begins at `at`, blanks before it included; undefined where none does. Nothing after `limit` is read. */
export function looseAt(text: string, at = 0, limit = text.length): LooseData | undefined {
  const read = looseValue(limit === text.length ? text : text.slice(0, limit), at)
  if (read === undefined) return undefined
  const exact = mayBeJson(read) && isJson(text.slice(read.start, read.end))
  return { value: dataOf(read), end: read.end, exact }
}

/** The whole text as one value; undefined where it is none, or something else follows. `CutOff` parts stay in it. */
export function looseOf(text: string): LooseData | undefined {
  const read = looseAt(text)
  return read === undefined || text.slice(read.end).trim() !== '' ? undefined : read
}

/** Data as a loose value, for what reads those. */
export function looseFrom(value: unknown): LooseAt {
  if (value instanceof CutOff) return { ...looseFrom(value.value), end: Infinity, whole: false }
  return { start: 0, end: 0, whole: true, loose: looseOfData(value) }
}

function looseOfData(value: unknown): Loose {
  if (typeof value === 'number' || typeof value === 'bigint') return { type: 'number', value: Number(value) }
  if (typeof value === 'string') return { type: 'text', value }
  if (Array.isArray(value)) return { type: 'list', items: (value as unknown[]).map(looseFrom) }
  if (typeof value !== 'object' || value === null) return { type: 'word', value: String(value) }
  const fields = Object.entries(value).map(([key, inner]) => ({ key, value: looseFrom(inner) }))
  return { type: 'fields', fields }
}

/** Half a value and bare words are none: thousands of exceptions in a text cost seconds. */
function mayBeJson({ loose, whole }: LooseAt): boolean {
  switch (loose.type) {
    case 'word':
      return /^(?:true|false|null)$/.test(loose.value)
    case 'list':
      return whole && loose.items.every(mayBeItem)
    case 'fields':
      return whole && loose.fields.every(({ value }) => mayBeItem(value))
    default:
      return whole || loose.type === 'number'
  }
}

/** A number at the end of all text may go on, and is a whole one; inside of brackets nothing is. */
function mayBeItem(item: LooseAt): boolean {
  return item.whole && mayBeJson(item)
}

const words: Readonly<Record<string, unknown>> = {
  ...{ true: true, false: false, null: null },
  ...{ True: true, False: false, None: null, undefined: null },
}

function dataOf({ loose, whole }: LooseAt): unknown {
  const value = wholeOf(loose)
  return whole ? value : new CutOff(value)
}

function wholeOf(loose: Loose): unknown {
  switch (loose.type) {
    case 'word':
      return Object.hasOwn(words, loose.value) ? words[loose.value] : loose.value
    case 'list':
      return loose.items.map(dataOf)
    case 'fields':
      return Object.fromEntries(loose.fields.map(({ key, value }) => [key, dataOf(value)]))
    default:
      return loose.value
  }
}
