/**
 * What a call asks for: a region (a look), something that looks like a region and cannot be read (told, never drawn, never the
 * answer), or something else (a call step). By the names the field uses for boxes, images and labels; a dialect adds only what
 * is particular to it. Knows no family.
 */
import type { Notation } from '../../geometry/spaces'
import { given } from '../../given'
import type { Span } from '../dialect'
import { lookSpans } from '../marks/pieces'
import { answerSpan, spansInOrder } from '../spans'
import {
  isInWords,
  isRegionName,
  isVagueName,
  isWordsName,
  labelOf,
  plainName,
  regionsIn,
  wantedOf,
} from './box-value'
import type { Regions, BoxOrPoint } from './box-value'
import type { SpelledCall } from './call'
import { notationOfCall, seeksRegion } from './known-tools'
import { CutOff } from './loose'
import { callsIn, type ScannedCall } from './scan'
import { sourceIndex } from './source'

/** How a dialect's calls are read. */
export interface CallRules {
  /** How the dialect writes its numbers. */
  readonly notation: Notation
  /** Images a call names are of no effect: the tool always cuts out of the original. */
  readonly ignoresIndex?: boolean
  /** What its tools are given, where a name does not tell; absent: boxes, and points under their names. */
  readonly wanted?: BoxOrPoint
  /** The dialect's own tools: their numbers are written as the dialect writes them, whatever others of the name do. */
  readonly own?: (call: SpelledCall) => boolean
  /** A call without any marks is answered as others are; absent: it is drawn, but no family's own code runs it. */
  readonly runsBare?: boolean
  /** How many times larger a call asks its crop to be; absent: what its arguments say under the usual names. */
  readonly zoom?: (call: SpelledCall) => number | undefined
}

/** Every call of a turn as spans, in order. */
export function callSpans(text: string, rules: CallRules): readonly Span[] {
  return callsIn(text).flatMap((scanned): readonly Span[] => {
    const found = scanned.call === undefined ? unread(scanned, rules) : readCall(scanned.call, rules)
    // Several regions of one call: the first has the text, the others follow it without any.
    return found.map((span, i) => ({
      ...span,
      start: i === 0 ? scanned.start : scanned.end,
      end: scanned.end,
    }))
  })
}

/** A reader of turns in which nothing but calls and a marked answer stands. */
export function callReader(rules: CallRules, answers: (text: string) => readonly Span[] = answerSpan) {
  return (text: string): readonly Span[] => spansInOrder([...callSpans(text, rules), ...answers(text)])
}

/** What a call asks for; never nothing. Places are not its business. */
function readCall(call: SpelledCall, rules: CallRules): readonly Span[] {
  const { reads, words } = askedOf(call, rules)
  const spans = reads.flatMap((read) => lookSpansOf(call, read, rules))
  const looks = spans.filter((span) => span.type === 'look')
  // Of several arguments one region is enough; what is broken beside regions of one list stays told.
  if (looks.length > 0) return reads.length > 1 ? looks : spans
  if (spans.length > 0) return spans.slice(0, 1)
  const suspect = suspectOf(call.arguments)
  if (suspect !== undefined)
    return [
      malformed(
        `“${suspect}” may be a region, under a name that is not known. A named reader can say what it is.`,
      ),
    ]
  const nameless = call.cut === true && call.name === ''
  if (words === undefined && (seeksRegion(call) || nameless))
    return [
      malformed(call.cut === true ? 'The call breaks off before its region.' : 'The call names no region.'),
    ]
  return [
    {
      type: 'call',
      ...nowhere,
      name: call.name,
      ...(words === undefined || words === '' ? {} : { about: words }),
    },
  ]
}

/** Until the call's own place is known. */
const nowhere = { start: 0, end: 0 }

function malformed(reason: string): Span {
  return { type: 'malformed', ...nowhere, message: `The region request cannot be read. ${reason}` }
}

/** A call that is no data at all: numbers in brackets, by pattern, or nothing. */
function unread({ body }: ScannedCall, { wanted, notation }: CallRules): readonly Span[] {
  const numbers = roughNumbers(body, wanted === 'point' ? 2 : 4)
  if (numbers === undefined) return [malformed('The call is broken.')]
  const read = { regions: [{ numbers, rough: true as const }] }
  return lookSpans({ ...nowhere, read, notation }, notation)
}

/** Numbers in brackets of either kind, in something that should have been data. */
export function roughNumbers(body: string, count: 2 | 4 = 4): readonly number[] | undefined {
  const numbers = (count === 4 ? fourInBrackets : twoInBrackets).exec(body)?.slice(1).map(Number)
  return numbers?.every((n) => Number.isFinite(n)) === true ? numbers : undefined
}

const twoInBrackets = /[[(]\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*[\])]/
const fourInBrackets = /[[(]\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*,\s*(-?[\d.]+)\s*[\])]/

/** An argument that names a region. */
interface Asked {
  readonly read: Regions
  readonly label?: string | undefined
}

function lookSpansOf(
  call: SpelledCall,
  { read, label = labelOf(call.arguments) }: Asked,
  rules: CallRules,
): readonly Span[] {
  const source = rules.ignoresIndex === true ? undefined : sourceIndex(call.arguments)
  const first = read.regions[0]?.numbers ?? []
  const known = rules.own?.(call) === true ? undefined : notationOfCall(call, first)
  const rough = call.cut === true || call.loose === true
  const zoom = (rules.zoom ?? zoomOf)(call)
  const piece = {
    ...nowhere,
    read,
    notation: known ?? rules.notation,
    rough,
    ...given({ label, source }),
  }
  const named = call.bare === true && rules.runsBare !== true ? (true as const) : undefined
  return lookSpans(piece, rules.notation).map((span) =>
    span.type === 'look' ? { ...span, ...given({ zoom, named }) } : span,
  )
}

/** The regions of the arguments: under a name for one, or as four arguments of their own; and one in words. */
function askedOf(
  call: SpelledCall,
  rules: CallRules,
): { readonly reads: readonly Asked[]; readonly words?: string } {
  const named = namedValues(call.arguments)
  const words = named.find(({ name, value }) => (isVagueName(name) || isWordsName(name)) && isInWords(value))
  const reads = named.flatMap(({ name, value, label }): readonly Asked[] => {
    if (isWordsName(name) || (isVagueName(name) && isInWords(value))) return []
    const wanted = wantedOf(name)
    const read = regionsIn(value, rules.wanted ?? wanted.kind, wanted.many)
    return read.regions.length > 0 || isMeantAsRegion(name, value, call) ? [{ read, label }] : []
  })
  const beside = reads.some(({ read }) => read.regions.length > 0) ? undefined : besideOf(call)
  return {
    reads: beside === undefined ? reads : [{ read: beside }],
    ...(words === undefined ? {} : { words: String(words.value).trim() }),
  }
}

/** Whether what cannot be read was meant as a region: `null` says that there is none, and some names have other uses. */
function isMeantAsRegion(name: string, value: unknown, call: SpelledCall): boolean {
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
    const inner = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isRecord)
    const deeper = depth > 2 ? [] : inner.flatMap((v) => namedValues(v, depth + 1))
    if (deeper.length > 0) return deeper
    return isRegionName(name) || isWordsName(name) ? [{ name, value, ...given({ label }) }] : []
  })
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof CutOff)
}

/** `x1`, `y1`, `x2`, `y2` as arguments of their own, or x and y of a click; undefined where there is nothing like it. */
function besideOf(call: SpelledCall): Regions | undefined {
  const sides = Object.entries(call.arguments).filter(([name]) => sideName.test(plainName(name)))
  if (sides.length < 2) return undefined
  const box = regionsIn(Object.fromEntries(sides), 'box')
  const typed = sides.every(([, value]) => typeof value === 'number')
  const own = box.regions.map(({ numbers, notation }) => ({
    numbers,
    ...given({ notation }),
    ...(typed ? {} : { rough: true as const }),
  }))
  if (own.length > 0) return { regions: own }
  if (pointing.test(actionOf(call))) {
    const point = regionsIn(Object.fromEntries(sides.filter(([name]) => /^[xy]$/i.test(name))), 'point')
    const [at] = point.regions
    if (at !== undefined) return { regions: [typed ? { numbers: at.numbers } : at] }
  }
  return seeksRegion(call) ? box : undefined
}

const sideName = /^(?:[xy][012]|[xy](?:min|max)|min[xy]|max[xy]|left|top|right|bottom|width|height|[xywh])$/
const pointing = /click|tap|press|point|move|hover|scroll|drag|mouse|touch/i

function actionOf(call: SpelledCall): string {
  const { action, type } = call.arguments
  return [call.name, action, type].filter((v) => typeof v === 'string').join(' ')
}

/** Names of lists of numbers that are never a region. */
const otherLists =
  /colou?r|rgb|index|indices|idx|ids?$|frames?|times?|seconds?|size|shape|scale|dim|scores?|values?|weights?|data|pads?|padding|margin|kernel|threshold|range|matrix|array|series|labels?|obstacles?|path|points?|numbers?$/i

/** An argument that has the look of a box under a name nobody knows. */
function suspectOf(args: Readonly<Record<string, unknown>>): string | undefined {
  return Object.entries(args).find(([name, value]) => !otherLists.test(name) && isBoxLike(value))?.[0]
}

function isBoxLike(value: unknown): boolean {
  const listed =
    Array.isArray(value) || (typeof value === 'string' && /^\s*[[(]/.test(value) && value.length < 200)
  if (!listed && !isRecord(value)) return false
  const read = regionsIn(value, 'box')
  return read.broken === undefined && read.regions.length === 1 && read.regions[0]?.numbers.length === 4
}

/** How many times larger the crop is asked for. */
export function zoomOf({ arguments: args }: SpelledCall): number | undefined {
  const value = args['factor'] ?? args['zoom_factor'] ?? args['magnification'] ?? args['scale']
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined
}
