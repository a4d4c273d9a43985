/**
 * What a call asks for: a region (a look), something that looks like a region and cannot be read (told, never drawn, never the
 * answer), or something else (a call step). By the names the field uses for boxes, pictures and labels; a dialect adds only what
 * is particular to it. Knows no family.
 */
import type { Span } from '../dialect'
import type { Found } from '../spans'
import {
  fourOf,
  isRegionName,
  isSwapped,
  isVagueName,
  labelOf,
  plainName,
  plainNames,
  regionsOf,
  wantedOf,
  type Region,
  type Wanted,
} from './box-value'
import { CutOff } from './loose'
import type { Call } from './call'
import { callsIn, type ScannedCall } from './scan'
import { notationOfCall, seeksRegion } from './known-tools'

/** What a dialect knows better. */
export interface CallRules {
  /** Pictures a call names are of no effect: the tool always cuts out of the original. */
  readonly ignoresIndex?: boolean
  /** What its tools are given, where a name does not tell; absent: boxes, and points under their names. */
  readonly wanted?: Wanted
  /** The dialect's own tools: their numbers are written as the dialect writes them. */
  readonly own?: (call: Call) => boolean
  /** A reading of its own, before the general one. */
  readonly read?: (call: Call) => readonly Found[] | undefined
}

/** Every call of a turn as spans, in order. */
export function callSpans(text: string, rules: CallRules = {}): readonly Span[] {
  return callsIn(text).flatMap((scanned): readonly Span[] => {
    const found = scanned.call === undefined ? unread(scanned, rules) : readCall(scanned.call, rules)
    // Several regions of one call: the first has the text, the others follow it without any.
    return found.map((f, i) => ({ ...f, start: i === 0 ? scanned.start : scanned.end, end: scanned.end }))
  })
}

/** What a call asks for; never nothing. */
export function readCall(call: Call, rules: CallRules = {}): readonly Found[] {
  const own = rules.read?.(call)
  if (own !== undefined) return own
  const asked = askedOf(call, rules)
  if (asked.regions !== undefined) return asked.regions.map((region) => look(call, region, rules))
  if (asked.bad !== undefined) return [malformed(asked.bad)]
  const suspect = suspectOf(call.arguments)
  if (suspect !== undefined)
    return [
      malformed(
        `“${suspect}” may be a region, under a name that is not known. A named reader can say what it is.`,
      ),
    ]
  if (asked.words === undefined && (seeksRegion(call) || (call.cut === true && call.name === '')))
    return [malformed(nothingSaid(call))]
  return [callFound(call, asked.words)]
}

function nothingSaid(call: Call): string {
  return call.cut === true ? 'The call breaks off before its region.' : 'The call names no region.'
}

function callFound(call: Call, words: string | undefined): Found {
  const about = words === undefined || words === '' ? {} : { about: words }
  return { type: 'call', name: call.name, ...about }
}

function malformed(reason: string): Found {
  return { type: 'malformed', message: `The region request cannot be read: ${reason}` }
}

/** A call that is no data at all: four numbers in brackets, by pattern, or nothing. */
function unread({ body }: ScannedCall, { wanted }: CallRules): readonly Found[] {
  const numbers = roughNumbers(body, wanted === 'point' ? 2 : 4)
  if (numbers === undefined) return [{ type: 'malformed', message: 'The call cannot be read.' }]
  return [{ type: 'look', numbers, several: false, rough: true, ...swappedOf(numbers) }]
}

/** Numbers in brackets of either kind, in something that should have been data. */
export function roughNumbers(body: string, count: 2 | 4 = 4): readonly number[] | undefined {
  const numbers = (count === 4 ? fourInBrackets : twoInBrackets).exec(body)?.slice(1).map(Number)
  return numbers?.every((n) => Number.isFinite(n)) === true ? numbers : undefined
}

const twoInBrackets = /[[(]\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*[\])]/
const fourInBrackets = /[[(]\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*[\])]/

function swappedOf(numbers: readonly number[]): { readonly swapped?: true } {
  return numbers.length === 4 && isSwapped(numbers) ? { swapped: true } : {}
}

function look(call: Call, region: Region, rules: CallRules): Found {
  const { numbers } = region
  const label = region.label ?? labelOf(call.arguments)
  const source = rules.ignoresIndex === true ? undefined : sourceOf(call.arguments)
  const notation = rules.own?.(call) === true ? undefined : notationOfCall(call, numbers)
  const zoom = zoomOf(call.arguments)
  return {
    type: 'look',
    numbers,
    several: false,
    ...(label === undefined ? {} : { label }),
    ...(source === undefined ? {} : { source }),
    ...(region.rough || call.cut === true || call.loose === true ? { rough: true } : {}),
    ...(notation === undefined ? {} : { notation }),
    ...(zoom === undefined ? {} : { zoom }),
    ...swappedOf(numbers),
  }
}

interface Asked {
  readonly regions?: readonly Region[]
  readonly bad?: string
  /** A region in words (“the legend at the top left”). */
  readonly words?: string
}

/** The regions of the arguments: under a name for one, or as four arguments of their own. */
function askedOf(call: Call, { wanted }: CallRules): Asked {
  let bad: string | undefined
  let words: string | undefined
  const regions: Region[] = []
  for (const { name, value, label } of namedValues(call.arguments)) {
    const vague = isVagueName(name) || isWordsName(name)
    if (vague && typeof value === 'string' && inWords(value)) words ??= value.trim()
    else if (isRegionName(name)) {
      const read = regionsOf(value, wanted ?? wantedOf(name))
      if (read.regions !== undefined)
        regions.push(...(label === undefined ? read.regions : read.regions.map((r) => ({ label, ...r }))))
      else if (isMeantAsRegion(name, value, call)) bad ??= `${read.bad} (“${name}”).`
    }
  }
  const beside: Asked = regions.length > 0 ? {} : besideOf(call)
  const all = beside.regions ?? regions
  if (all.length > 0) return { regions: all }
  const reason = bad ?? beside.bad
  return { ...(reason === undefined ? {} : { bad: reason }), ...(words === undefined ? {} : { words }) }
}

/** Whether what cannot be read was meant as a region: `null` says that there is none, and some names have other uses. */
function isMeantAsRegion(name: string, value: unknown, call: Call): boolean {
  if (value === null) return seeksRegion(call)
  if (!isVagueName(name)) return typeof value !== 'boolean'
  return (
    value instanceof CutOff ||
    (Array.isArray(value) && value.length > 2 && value.some((n) => typeof n === 'number'))
  )
}

interface NamedValue {
  readonly name: string
  readonly value: unknown
  readonly label?: string
}

/** Arguments that name a region, also inside objects and lists of objects; three levels, as deep as any tool goes. */
function namedValues(args: Readonly<Record<string, unknown>>, depth = 0): readonly NamedValue[] {
  const label = depth === 0 ? undefined : labelOf(args)
  return Object.entries(args).flatMap(([name, value]): readonly NamedValue[] => {
    if (isRegionName(name) || isWordsName(name))
      return [{ name, value, ...(label === undefined ? {} : { label }) }]
    const inner = Array.isArray(value) ? (value as unknown[]) : [value]
    return depth > 1 ? [] : inner.flatMap((v) => (isRecord(v) ? namedValues(v, depth + 1) : []))
  })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof CutOff)
}

/** `x1`, `y1`, `x2`, `y2` as arguments of their own, or x and y of a click. */
function besideOf(call: Call): Asked {
  const plain = plainNames(call.arguments)
  const four = fourOf(plain)
  const typed = (names: readonly string[]) => names.every((name) => typeof plain[name] === 'number')
  if (four !== undefined) {
    const names = Object.keys(plain).filter((name) => sideName.test(name))
    return { regions: [{ numbers: four, rough: !typed(names) }] }
  }
  const [x, y] = [plain['x'], plain['y']].map(Number)
  if (plain['x'] !== undefined && Number.isFinite(x) && Number.isFinite(y) && pointing.test(actionOf(call)))
    return { regions: [{ numbers: [x ?? 0, y ?? 0], rough: !typed(['x', 'y']) }] }
  const sides = Object.keys(plain).filter((name) => sideName.test(name))
  return sides.length >= 2 && seeksRegion(call)
    ? { bad: `of the four sides only ${sides.map((s) => `“${s}”`).join(', ')} can be read.` }
    : {}
}

const sideName = /^(?:[xy][012]|[xy](?:min|max)|min[xy]|max[xy]|left|top|right|bottom|width|height|[xywh])$/
const pointing = /click|tap|press|point|move|hover|scroll|drag|mouse|touch/i

function actionOf(call: Call): string {
  const { action, type } = call.arguments
  return [call.name, action, type].filter((v) => typeof v === 'string').join(' ')
}

/** Names under which a region is described (InSight-o3 and others). */
function isWordsName(name: string): boolean {
  return /^(?:region|area|target|object|crop)(?:_?description|_?desc|_?text|_?query)$|^regiondescription$/i.test(
    name,
  )
}

/** Words and no list of numbers. */
function inWords(value: string): boolean {
  return (
    /\p{L}{3}/u.test(value) && (value.match(/\d+(?:\.\d+)?/g)?.length ?? 0) < 4 && !/^\s*[[{(]/.test(value)
  )
}

/** Names of lists of numbers that are never a region. */
const otherLists =
  /colou?r|rgb|index|indices|idx|ids?$|frames?|times?|seconds?|size|shape|scale|dim|scores?|values?|weights?|data|pads?|padding|margin|kernel|threshold|range|matrix|array|series|labels?|obstacles?|path|points?|numbers?$/i

/** An argument that has the look of a box under a name nobody knows. */
function suspectOf(args: Readonly<Record<string, unknown>>): string | undefined {
  return Object.entries(args).find(([name, value]) => !otherLists.test(name) && isBoxLike(value))?.[0]
}

function isBoxLike(value: unknown): boolean {
  if (Array.isArray(value) || (typeof value === 'string' && /^\s*[[(]/.test(value) && value.length < 200)) {
    const read = regionsOf(value, 'box')
    return read.regions !== undefined && read.regions.length === 1
  }
  return isRecord(value) && fourOf(plainNames(value)) !== undefined
}

const fromZero = /^(?:img|image|picture|pic|photo)(?:idx|index|id|no|num|number)$|^index$|^idx$/
const fromOne = /^targetimages?$|^targetimg$/

/**
 * Which picture is meant, from 0. `img_idx`, `image_id`, `image_index` count from 0 (Qwen-Agent, REVPT), `target_image` and the
 * numbers of names like `img_1` from 1 (Pixel-Reasoner, AdaReasoner); `observation_i` is the i-th crop (Mini-o3).
 */
export function sourceOf(args: Readonly<Record<string, unknown>>): number | undefined {
  for (const [name, value] of Object.entries(args)) {
    const plain = plainName(name)
    const index = indexOf(value)
    if (fromZero.test(plain) && index !== undefined) return index
    if (fromOne.test(plain) && index !== undefined) return Math.max(0, index - 1)
    if (/^(?:image|img|picture|source)$/.test(plain)) {
      const named = namedPicture(value) ?? (typeof value === 'number' ? index : undefined)
      if (named !== undefined) return named
    }
  }
  return undefined
}

function indexOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\s*\d{1,6}\s*$/.test(value) ? Number(value) : value
  if (typeof number === 'number') return Number.isInteger(number) && number >= 0 ? number : 0
  return namedPicture(value)
}

function namedPicture(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const numbered = /^(?:img|image|picture|figure)[ _-]?(\d{1,4})$/i.exec(value.trim())
  if (numbered !== null) return Math.max(0, Number(numbered[1]) - 1)
  const crop = /^(?:observation|crop|zoom)[ _-]?(\d{1,4})$/i.exec(value.trim())
  if (crop !== null) return Number(crop[1])
  return /^original(?:[ _-]?image)?$/i.test(value.trim()) ? 0 : undefined
}

/** How many times larger the crop is asked for. */
function zoomOf(args: Readonly<Record<string, unknown>>): number | undefined {
  const value = args['factor'] ?? args['zoom_factor'] ?? args['magnification'] ?? args['scale']
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined
}
