/**
 * What a value means as regions: four numbers, a point, nested lists, a quad, an object of coordinates, any of them as text.
 * What is not quite as it should be is read and said to be rough; what cannot be read says why. Knows no key and no space.
 */
import type { Notation } from '../../geometry/spaces'
import { looseValue, type Loose, type LooseAt } from '../loose-value'
import { given } from '../../given'

/** One region of a value. */
export interface MarkedRegion {
  /** Four of a box, two of a point, in the order written. */
  readonly numbers: readonly number[]
  readonly rough?: true
  /** Its corners are no rectangle: the numbers are the bounds of more than four. */
  readonly bounds?: true
  readonly notation?: Partial<Notation>
}

/** What a value holds; `broken`: why a part of it, or all, cannot be read. */
export interface Regions {
  readonly regions: readonly MarkedRegion[]
  readonly broken?: string
  /** Where the broken part begins, if what stands before it was read. */
  readonly brokenAt?: number
}

/** What the place of a value lets expect. `many`: a list of them is nothing odd. */
export interface Expected {
  readonly kind: 'box' | 'point' | 'any'
  readonly many?: boolean
}

/** Nothing was marked. */
export const noRegions: Regions = { regions: [] }

/** A value that the end of the text has cut in two. */
export const cutOff: Regions = {
  regions: [],
  broken: 'The region cannot be read: the text is cut off in it.',
}

/**
 * The regions of a value; `textEnd`: where its text ends. Of a list that is cut off, those that are whole. A value of words alone
 * (`[x1, y1, x2, y2]`) is a form to be filled in: it holds none, and is not broken.
 */
export function regionsOf(value: LooseAt, expected: Expected, textEnd = Infinity): Regions {
  const { loose, whole, end } = value
  if (!whole && end >= textEnd) {
    const items = loose.type === 'list' ? loose.items : []
    const lists = items.filter((item) => item.whole && item.loose.type === 'list')
    const regions = lists.flatMap((item) => regionsOf(item, { ...expected, many: true }).regions)
    const brokenAt = lists.at(-1)?.end
    return { ...cutOff, regions, ...given({ brokenAt }) }
  }
  const read = regionsOfLoose(loose, expected)
  // A bracket is missing or of another kind; all its numbers were there.
  return whole || loose.type !== 'list' ? read : asRough(read)
}

function regionsOfLoose(loose: Loose, expected: Expected): Regions {
  switch (loose.type) {
    case 'number':
      return broken('one number')
    case 'word':
      return loose.value === 'null' || loose.value === 'None' ? broken(loose.value) : noRegions
    case 'text':
      return regionsOfText(loose.value, expected)
    case 'fields':
      return regionsOfFields(loose, expected)
    case 'list':
      return regionsOfList(loose.items, expected)
  }
}

/** Nothing that can be read, and what stands there instead. */
export function broken(what: string): Regions {
  return { regions: [], broken: `The region cannot be read: ${what}.` }
}

/** `"[10, 20, 110, 220]"`, `"10 20 110 220"`. */
function regionsOfText(text: string, expected: Expected): Regions {
  if (!/\d/.test(text)) return broken('text without numbers')
  const value = looseValue(`${text.trim()}\n`, 0)
  const rest = value === undefined ? '' : text.trim().slice(value.end).trim()
  if (value?.whole === true && value.loose.type !== 'number' && rest === '')
    return asRough(regionsOf(value, expected))
  if (!/^[\s\d.,;+-]+$/.test(text)) return broken('text')
  return asRough(regionsOfNumbers(numbersIn(text), expected))
}

function asRough(read: Regions): Regions {
  return { ...read, regions: read.regions.map((region) => ({ ...region, rough: true })) }
}

function regionsOfList(items: readonly LooseAt[], expected: Expected): Regions {
  if (items.length === 0) return expected.many === true ? noRegions : broken('no numbers')
  const kinds = new Set(items.map(({ loose }) => loose.type))
  if (kinds.size === 1 && kinds.has('word')) return noRegions
  const numbers = items.flatMap(({ loose }) => (loose.type === 'number' ? [loose.value] : []))
  if (numbers.length === items.length) return regionsOfNumbers(numbers, expected)
  if (numbers.length > 0 || kinds.has('word') || items.every(isNumeral))
    return regionsOfMixed(items, expected)
  const pairs = items.map(({ loose }) => finiteOf(loose))
  if (expected.kind !== 'point' && pairs.every((pair) => pair?.length === 2)) return corners(pairs, expected)
  const each = items.map((item) => regionsOf(item, { ...expected, many: true }))
  const why = each.find((one) => one.broken !== undefined)?.broken
  const all = { regions: each.flatMap((one) => one.regions), ...given({ broken: why }) }
  return expected.many === true || all.regions.length > 1 ? all : asRough(all)
}

/** A number as text. */
function isNumeral({ loose }: LooseAt): boolean {
  return loose.type === 'text' && !Number.isNaN(numberIn(loose.value))
}

/** Numbers beside something else: numbers as text are numbers, anything else breaks the region. */
function regionsOfMixed(items: readonly LooseAt[], expected: Expected): Regions {
  const numbers = items.map(({ loose }) =>
    loose.type === 'number' ? loose.value : loose.type === 'text' ? numberIn(loose.value) : NaN,
  )
  const odd = items[numbers.findIndex((n) => Number.isNaN(n))]
  if (odd === undefined) return asRough(regionsOfNumbers(numbers, expected))
  return broken(`${told(odd.loose)} among its numbers`)
}

function told(loose: Loose): string {
  switch (loose.type) {
    case 'number':
      return 'NaN'
    case 'list':
      return 'a list'
    case 'fields':
      return 'an object'
    default:
      return `“${loose.value.slice(0, 40)}”`
  }
}

function regionsOfNumbers(numbers: readonly number[], { kind }: Expected): Regions {
  const odd = numbers.find((n) => !Number.isFinite(n))
  if (odd !== undefined) return broken(`${odd} among its numbers`)
  switch (numbers.length) {
    case 4:
      return one({ numbers, ...(kind === 'point' ? { rough: true } : {}) })
    case 2:
      return one({ numbers, ...(kind === 'box' ? { rough: true } : {}) })
    case 8:
      return one(boundsOf(numbers))
    default:
      return broken(`${numbers.length} numbers instead of ${kind === 'point' ? 2 : 4}`)
  }
}

function one(region: MarkedRegion): Regions {
  return { regions: [region] }
}

/** The box around corners [x1, y1, x2, y2, …], in either order of the axes. */
export function boundsOf(numbers: readonly number[]): MarkedRegion {
  const first = numbers.filter((_, i) => i % 2 === 0)
  const second = numbers.filter((_, i) => i % 2 === 1)
  const least = (some: readonly number[]) => some.reduce((a, b) => Math.min(a, b), Infinity)
  const most = (some: readonly number[]) => some.reduce((a, b) => Math.max(a, b), -Infinity)
  return { numbers: [least(first), least(second), most(first), most(second)], bounds: true }
}

/** Pairs where a box is expected: two opposite corners, or those of a polygon. */
function corners(pairs: readonly (readonly number[] | undefined)[], { kind }: Expected): Regions {
  const numbers = pairs.flatMap((pair) => pair ?? [])
  if (pairs.length === 1) return one({ numbers, rough: true })
  if (pairs.length === 2) return one({ numbers, ...(kind === 'any' ? {} : { rough: true }) })
  return one(boundsOf(numbers))
}

function finiteOf(loose: Loose): readonly number[] | undefined {
  if (loose.type !== 'list') return undefined
  const numbers = loose.items.map((item) => (item.loose.type === 'number' ? item.loose.value : NaN))
  return numbers.every((n) => Number.isFinite(n)) ? numbers : undefined
}

/** Names of coordinates, in the order in which they make a box. */
const coordinates: readonly (readonly string[])[] = [
  ['x1', 'y1', 'x2', 'y2'],
  ['x0', 'y0', 'x1', 'y1'],
  ['xmin', 'ymin', 'xmax', 'ymax'],
  ['left', 'top', 'right', 'bottom'],
  ['minx', 'miny', 'maxx', 'maxy'],
]
const withSize: readonly (readonly string[])[] = [
  ['x', 'y', 'width', 'height'],
  ['x', 'y', 'w', 'h'],
  ['left', 'top', 'width', 'height'],
]

/** `{"x1": 10, …}`, `{"x_min": …}`, `{"x", "y", "width", "height"}`, `{"x", "y"}`. */
function regionsOfFields({ fields }: Extract<Loose, { type: 'fields' }>, expected: Expected): Regions {
  const byName = new Map(
    fields.map(({ key, value }) => [key.toLowerCase().replaceAll('_', ''), coordinateIn(value)]),
  )
  const read = (names: readonly string[]) => {
    const numbers = names.map((name) => byName.get(name) ?? NaN)
    return numbers.every((n) => Number.isFinite(n)) ? numbers : undefined
  }
  const box = first(coordinates, read)
  if (box !== undefined) return one({ numbers: box, rough: true })
  const sized = first(withSize, read)
  if (sized !== undefined) return one({ numbers: sized, rough: true, notation: { order: 'xywh' } })
  const point = expected.kind === 'box' ? undefined : read(['x', 'y'])
  if (point !== undefined) return one({ numbers: point, rough: true })
  return broken('an object without four coordinates')
}

/** A number, or one as text; NaN for anything else. Of a number at the end of the text digits may be missing. */
function coordinateIn({ loose, whole }: LooseAt): number {
  if (!whole) return NaN
  return loose.type === 'number' ? loose.value : loose.type === 'text' ? numberIn(loose.value) : NaN
}

function first<T, R>(all: readonly T[], read: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const found = read(one)
    if (found !== undefined) return found
  }
  return undefined
}

/** The same without regions that no image can hold: `14e1430`, or a number of a thousand digits, counts as Infinity. */
export function finiteIn(read: Regions): Regions {
  const regions = read.regions.filter(({ numbers }) => numbers.every((n) => Number.isFinite(n)))
  return regions.length === read.regions.length
    ? read
    : { ...broken('Infinity among its numbers'), ...read, regions }
}

/** Every number of a text, whatever stands between them; `x1` is none. */
export function numbersIn(text: string): readonly number[] {
  return [...text.matchAll(numeral)].map((m) => Number(m[0]))
}
const numeral = /(?<![\p{L}\p{N}_.])[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?/gu

function numberIn(text: string): number {
  return text.trim() === '' ? NaN : Number(text)
}
