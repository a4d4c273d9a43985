/** Which arguments of a call are regions, by the names the field uses, and what they hold. Knows no tool and no space. */
import { broken, cutOff, regionsOf as regionsOfLoose, type Regions } from '../marks/region'
import { CutOff, looseFrom } from './loose'

export type { Regions } from '../marks/region'

/** What is asked for: a box alone, a point alone, or whichever the numbers are. */
export type BoxOrPoint = 'box' | 'point' | 'any'

/** The regions of a value that is data. `many`: a list of them is nothing odd. A box has four numbers, a point two. */
export function regionsIn(value: unknown, kind: BoxOrPoint, many = false): Regions {
  if (value === null || value === undefined) return broken('null')
  if (value instanceof CutOff && !Array.isArray(value.value)) return cutOff
  const read = regionsOfLoose(looseFrom(value), { kind, many }, 1)
  const count = kind === 'box' ? 4 : 2
  const odd = kind === 'any' ? undefined : read.regions.find(({ numbers }) => numbers.length !== count)
  return odd === undefined ? read : broken(`${odd.numbers.length} numbers instead of ${count}`)
}

/** A name in small letters without marks: `x_min`, `xMin` and `xmin` are one. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, '')
}

const boxNames =
  /^(?:pred|target|crop|region|zoom)?(?:bboxe?s?|boxe?s?|bbs?|boundingboxe?s?)(?:2d|xyxy|coordinates|coords)?$|^rect(?:angle)?s?$|^crop(?:region|coordinates|coords)$/
const pointNames =
  /^(?:points?|points?2d|coordinates?2?|coords?|positions?|(?:start|end)(?:point|coordinate))$/
/** Names that may also hold something else: a word, a number. */
const vagueNames =
  /^(?:(?:crop|target|zoom)?regions?|rois?|areas?|coordinates?|coords?|positions?|locations?)$/

/** Whether an argument of this name is meant as a region, by the names the field uses. */
export function isRegionName(name: string): boolean {
  const plain = plainName(name)
  return boxNames.test(plain) || pointNames.test(plain) || vagueNames.test(plain)
}

/** Whether a name that may be a region's may as well be something else's. */
export function isVagueName(name: string): boolean {
  return vagueNames.test(plainName(name))
}

/** What an argument of this name holds, and whether it may hold several. */
export function wantedOf(name: string): { readonly kind: BoxOrPoint; readonly many: boolean } {
  const plain = plainName(name)
  const box = boxNames.test(plain) || vagueNames.test(plain)
  const point = pointNames.test(plain)
  return { kind: box === point ? 'any' : box ? 'box' : 'point', many: /s(?:2d)?$/.test(plain) }
}

/** Names under which a region is described in words (InSight-o3 and others). */
export function isWordsName(name: string): boolean {
  return /^(?:region|area|target|object|crop)(?:description|desc|text|query)$/.test(plainName(name))
}

/** Words and no list of numbers. */
export function isInWords(value: unknown): value is string {
  if (typeof value !== 'string' || /^\s*[[{(]/.test(value)) return false
  return /\p{L}{3}/u.test(value) && (value.match(/\d+(?:\.\d+)?/g)?.length ?? 0) < 4
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
