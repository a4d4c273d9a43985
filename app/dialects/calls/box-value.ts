/**
 * Boxes and points however an argument holds them: a list, a list in a list, an object of corners or of sides, text of either.
 * What is not quite a list of numbers is drawn as rough, what cannot be a box says why. Knows no tool and no space.
 */
import { CutOff, looseOf } from './loose'

/**
 * Numbers of one box (four) or point (two), as x, y, x, y. `rough`: they were not written as a plain list of numbers. `label`: what
 * the object around them calls it.
 */
export interface Region {
  readonly numbers: readonly number[]
  readonly rough: boolean
  readonly label?: string
}

/** What a value holds: regions, at least one, or the reason why it holds none. */
export type Regions =
  { readonly regions: readonly Region[] } | { readonly bad: string; readonly regions?: undefined }

/** What is asked for: a box alone, a point alone, or whichever the numbers are. */
export type Wanted = 'box' | 'point' | 'either'

/** The regions of a value. Linear in its size; lists deeper than four are none. */
export function regionsOf(value: unknown, wanted: Wanted = 'either'): Regions {
  if (typeof value === 'string') return ofText(value, wanted)
  if (value instanceof CutOff) return { bad: 'the numbers are cut off' }
  if (Array.isArray(value)) return ofList(value as unknown[], wanted, 0)
  if (typeof value === 'object' && value !== null) return ofObject(value as Record<string, unknown>, wanted)
  if (typeof value === 'number') return { bad: 'it is a single number' }
  return { bad: value === null || value === undefined ? 'it is empty' : 'it holds no numbers' }
}

/** Whether the corners of a box stand in the wrong order. A side of no length is another fault. */
export function isSwapped([x1 = 0, y1 = 0, x2 = x1, y2 = y1]: readonly number[]): boolean {
  return x1 > x2 || y1 > y2
}

const counts: Readonly<Record<Wanted, readonly number[]>> = { box: [4], point: [2], either: [4, 2] }
const names: Readonly<Record<Wanted, string>> = {
  box: 'a box has four numbers',
  point: 'a point has two numbers',
  either: 'a box has four numbers, a point two',
}

function ofList(list: readonly unknown[], wanted: Wanted, depth: number): Regions {
  if (depth > 3) return { bad: 'the list is nested too deeply' }
  if (list.length === 0) return { bad: 'the list is empty' }
  if (list.every((item) => !isNested(item))) return ofNumbers(list, wanted)
  const corners = cornersOf(list)
  if (corners !== undefined && wanted !== 'point') return { regions: [{ numbers: corners, rough: true }] }
  const inner = list.map((item) =>
    Array.isArray(item) ? ofList(item as unknown[], wanted, depth + 1) : regionsOf(item, wanted),
  )
  const bad = inner.find((i) => i.regions === undefined)
  const regions = inner.flatMap((i) => i.regions ?? [])
  if (regions.length === 0 || (bad !== undefined && list.some((item) => !isNested(item))))
    return { bad: bad?.bad ?? 'it holds no numbers' }
  // A list of lists is a slip, a list of objects that each say what they are is not.
  return {
    regions: list.some((item) => Array.isArray(item)) ? regions.map((r) => ({ ...r, rough: true })) : regions,
  }
}

function isNested(item: unknown): boolean {
  return typeof item === 'object' && item !== null && !(item instanceof CutOff)
}

/** Two points are two corners, four are a quadrilateral: the box around them. */
function cornersOf(list: readonly unknown[]): readonly number[] | undefined {
  if (list.length !== 2 && list.length !== 4) return undefined
  const points = list.map((item) => (Array.isArray(item) && item.length === 2 ? finite(item) : undefined))
  if (!points.every((p) => p !== undefined)) return undefined
  if (points.length === 2) return points.flat()
  const [x, y] = [0, 1].map((axis) => points.map((p) => p[axis] ?? 0))
  if (x === undefined || y === undefined) return undefined
  return [Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)]
}

function ofNumbers(list: readonly unknown[], wanted: Wanted): Regions {
  const cut = list.some((item) => item instanceof CutOff)
  if (cut) return { bad: 'the numbers are cut off' }
  const numbers = finite(list)
  if (numbers === undefined)
    return { bad: `${shown(list.find((n) => asNumber(n) === undefined))} is no number` }
  if (!counts[wanted].includes(numbers.length))
    return { bad: `it has ${numbers.length} number${numbers.length === 1 ? '' : 's'}, ${names[wanted]}` }
  return { regions: [{ numbers, rough: list.some((n) => typeof n !== 'number') }] }
}

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (value === null || value === undefined) return 'null'
  return typeof value === 'string' ? `“${value.slice(0, 20)}”` : 'one of them'
}

/** Finite numbers, or texts of such; undefined where one is neither. */
function finite(list: readonly unknown[]): readonly number[] | undefined {
  const numbers = list.map(asNumber)
  return numbers.every((n) => n !== undefined) ? numbers : undefined
}

const numeric = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?\s*(?:px|%)?$/i

function asNumber(value: unknown): number | undefined {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string' && value.length < 40 && numeric.test(value.trim())) {
    const number = Number.parseFloat(value)
    return Number.isFinite(number) ? number : undefined
  }
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Names of the four numbers of an object, corners first; the last two of a row of sides are width and height. */
const cornerNames: readonly (readonly [string, string, string, string])[] = [
  ['x1', 'y1', 'x2', 'y2'],
  ['x0', 'y0', 'x1', 'y1'],
  ['xmin', 'ymin', 'xmax', 'ymax'],
  ['minx', 'miny', 'maxx', 'maxy'],
  ['left', 'top', 'right', 'bottom'],
  ['l', 't', 'r', 'b'],
  ['startx', 'starty', 'endx', 'endy'],
]
const sideNames: readonly (readonly [string, string, string, string])[] = [
  ['x', 'y', 'width', 'height'],
  ['x', 'y', 'w', 'h'],
  ['left', 'top', 'width', 'height'],
  ['x1', 'y1', 'width', 'height'],
  ['xmin', 'ymin', 'width', 'height'],
]
const pairNames: readonly (readonly [string, string])[] = [
  ['topleft', 'bottomright'],
  ['tl', 'br'],
  ['start', 'end'],
  ['p1', 'p2'],
  ['min', 'max'],
]

/** An object of corners, of sides, of two points, or of one point. Letter case and underscores do not count. */
function ofObject(object: Readonly<Record<string, unknown>>, wanted: Wanted): Regions {
  const plain = plainNames(object)
  const four = fourOf(plain)
  if (four !== undefined && wanted !== 'point') return rough(four)
  for (const [a, b] of pairNames) {
    const [first, second] = [pointOf(plain[a]), pointOf(plain[b])]
    if (first !== undefined && second !== undefined && wanted !== 'point') return rough([...first, ...second])
  }
  const point = finite([plain['x'], plain['y']])
  if (point !== undefined && wanted !== 'box') return rough(point)
  const inner = Object.entries(object).find(([name]) => isRegionName(name))
  if (inner === undefined) return { bad: 'its corners cannot be told' }
  const read = regionsOf(inner[1], wanted)
  const label = labelOf(object)
  if (read.regions === undefined || label === undefined) return read
  return { regions: read.regions.map((region) => ({ label, ...region })) }
}

const labelNames = [
  'label',
  'object',
  'object_name',
  'obj',
  'name',
  'title',
  'description',
  'text',
  'prompt',
  'task',
]

/** What an object or a call says is there: the first of the usual names that holds words. */
export function labelOf(object: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of labelNames) {
    const value = object[name]
    if (typeof value === 'string' && value.trim() !== '') return value
    if (typeof value === 'number') return String(value)
  }
  return undefined
}

function rough(numbers: readonly number[]): Regions {
  return { regions: [{ numbers, rough: true }] }
}

function pointOf(value: unknown): readonly number[] | undefined {
  if (Array.isArray(value)) return value.length === 2 ? finite(value as unknown[]) : undefined
  if (typeof value !== 'object' || value === null) return undefined
  const { x, y } = value as Record<string, unknown>
  return finite([x, y])
}

/** The four numbers that stand side by side in an object (or in the arguments of a call), as corners; undefined: not all are there. */
export function fourOf(plain: Readonly<Record<string, unknown>>): readonly number[] | undefined {
  for (const names of cornerNames) {
    const corners = finite(names.map((name) => plain[name]))
    if (corners !== undefined) return corners
  }
  for (const names of sideNames) {
    const [x = 0, y = 0, width, height] = finite(names.map((name) => plain[name])) ?? []
    if (width !== undefined && height !== undefined) return [x, y, x + width, y + height]
  }
  return undefined
}

/** An object by its names in small letters without marks between them: `x_min`, `xMin` and `xmin` are one. */
export function plainNames(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [plainName(name), value]))
}

export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, '')
}

const boxNames =
  /^(?:pred|target|crop|region|zoom)?(?:bboxe?s?|boxe?s?|bbs?|bounding_?boxe?s?)(?:2d|xyxy|coordinates|coords)?$|^rect(?:angle)?s?$|^crop(?:region|coordinates|coords)$/
/** Names that may also hold something else: a word, a number. */
const vagueNames =
  /^(?:(?:crop|target|zoom)?regions?|rois?|areas?|coordinates?|coords?|positions?|locations?)$/
const pointNames =
  /^(?:points?|points?2d|coordinates?2?|coords?|positions?|(?:start|end)(?:point|coordinate))$/

/** Whether an argument of this name is meant as a region, by the names the field uses. */
export function isRegionName(name: string): boolean {
  const plain = plainName(name)
  return boxNames.test(plain) || pointNames.test(plain) || vagueNames.test(plain)
}

/** Whether a name that may be a region's may as well be something else's. */
export function isVagueName(name: string): boolean {
  return vagueNames.test(plainName(name))
}

/** What an argument of this name holds. */
export function wantedOf(name: string): Wanted {
  const plain = plainName(name)
  const box = boxNames.test(plain) || vagueNames.test(plain)
  const point = pointNames.test(plain)
  return box && point ? 'either' : box ? 'box' : point ? 'point' : 'either'
}

/** Text: a value written as text, or nothing but numbers with marks and short names between them. */
function ofText(text: string, wanted: Wanted): Regions {
  if (text.trim() === '') return { bad: 'it is empty' }
  if (text.length > 2000) return { bad: 'it is a long text' }
  const loose = looseOf(text)
  if (loose !== undefined && typeof loose.value === 'object' && loose.value !== null) {
    const read = loose.value instanceof CutOff ? undefined : regionsOf(loose.value, wanted)
    if (read?.regions !== undefined)
      return { regions: read.regions.map(({ numbers }) => ({ numbers, rough: true })) }
    if (read !== undefined) return read
  }
  return ofMarks(text, wanted)
}

/** `10, 20, 110, 220`, `(10,20),(110,220)`, `x1=10 y1=20 …`, `<box>…</box>`: the numbers are all there is. */
function ofMarks(text: string, wanted: Wanted): Regions {
  const bare = text
    .replace(/<\/?\|?\w{1,20}\|?>/g, ' ')
    .replace(/\b(?:[xywhltrb][12]?|[xy]_?(?:min|max)|left|top|right|bottom|width|height)\s*[=:]/gi, ' ')
  if (/[([{]\s*$|[([{][^)\]}]*$/.test(bare)) return { bad: 'the numbers are cut off' }
  if (!/^[-+\d.\s,;()[\]{}]*$/.test(bare)) return { bad: 'it holds no numbers' }
  const numbers = [...bare.matchAll(/[-+]?(?:\d+(?:\.\d*)?|\.\d+)/g)].map((m) => Number(m[0]))
  if (!counts[wanted].includes(numbers.length))
    return { bad: `it has ${numbers.length} number${numbers.length === 1 ? '' : 's'}, ${names[wanted]}` }
  return { regions: [{ numbers, rough: true }] }
}
