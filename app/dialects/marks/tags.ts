/**
 * Regions between an opening and a closing mark: `<box>[…]</box>`, `<|det|>[[…]]<|/det|>`, `<point>x y</point>` and their kind,
 * with the object's name before and, of a film, the second behind. One pass over the marks; an opening one that is never closed,
 * or holds no region, is told. Every mark that is one family's own says how its numbers count; the others leave it to the dialect.
 */
import { bunches, pushAll } from '../../lists'
import type { Notation } from '../../geometry/spaces'
import type { Span } from '../dialect'
import { lookSpans, type MarkedPiece } from './pieces'
import { boundsOf, cutOff, noRegions, numbersIn, type MarkedRegion, type Regions } from './region'
import { given } from '../../given'

/** What is between two marks: a region, or the name of one. */
interface Mark {
  readonly open: string
  readonly close: string
  readonly holds: 'box' | 'point' | 'points' | 'quad' | 'name'
  /** How its numbers are written, whatever the dialect. */
  readonly notation?: Notation
}

const perMille: Notation = { space: 'per-mille', order: 'xyxy' }
const per999: Notation = { space: 'per-999', order: 'xyxy' }

/**
 * Sources: QwenLM/Qwen2-VL README.md (`<|box_start|>`), OpenGVLab/InternVL (`<ref>`, `<box>`), deepseek-ai/DeepSeek-VL2
 * deepseek_vl2/serve/app_modules/utils.py (`<|det|>`, divided by 999), ByteDance-Seed/Seed1.5-VL (`<bbox>`, `<point>`),
 * marinero4972/Open-o3-Video reward_func.py (`<obj>`).
 */
const marks: readonly Mark[] = [
  { open: '<box>', close: '</box>', holds: 'box' },
  { open: '<|box_start|>', close: '<|box_end|>', holds: 'box', notation: perMille },
  { open: '<|quad_start|>', close: '<|quad_end|>', holds: 'quad', notation: perMille },
  { open: '<quad>', close: '</quad>', holds: 'quad' },
  { open: '<|det|>', close: '<|/det|>', holds: 'box', notation: per999 },
  { open: '<bbox>', close: '</bbox>', holds: 'box', notation: perMille },
  { open: '<point>', close: '</point>', holds: 'point', notation: perMille },
  { open: '<points>', close: '</points>', holds: 'points', notation: perMille },
  { open: '<ref>', close: '</ref>', holds: 'name' },
  { open: '<|object_ref_start|>', close: '<|object_ref_end|>', holds: 'name' },
  { open: '<|ref|>', close: '<|/ref|>', holds: 'name' },
  { open: '<obj>', close: '</obj>', holds: 'name' },
]

const byOpening = new Map(marks.map((mark) => [mark.open, mark]))
const byClosing = new Map(marks.map((mark) => [mark.close, mark]))
/** All of them, and the opening ones of Molmo's, which stand in none. */
const anyMark = new RegExp(
  marks
    .flatMap(({ open, close }) => [open, close])
    .map((mark) => mark.replace(/[|/]/g, '\\$&'))
    .concat('<points?\\s')
    .join('|'),
  'g',
)

/** What stands between two marks, or behind one that is never closed. */
interface Between {
  readonly mark: Mark
  readonly start: number
  readonly end: number
  readonly inside: string
  readonly closed: boolean
}

/** Every region between marks, in order. `own`: how the dialect writes what its marks do not say themselves. */
export function tagRegions(text: string, own: Notation): readonly Span[] {
  const spans: Span[] = []
  const found = betweens(text)
  for (let i = 0; i < found.length; i++) {
    const chain = chainAt(text, found, i)
    if (chain === undefined) continue
    i = chain.last
    for (const piece of chain.pieces)
      pushAll(spans, lookSpans({ ...piece, notation: piece.notation ?? own }, own))
  }
  return spans
}

/** Every pair of marks in one pass; an opening mark before another one is closed by nothing. */
function betweens(text: string): readonly Between[] {
  const found: Between[] = []
  let pending: { mark: Mark; start: number; from: number } | undefined
  const giveUp = () => {
    if (pending === undefined || pending.mark.holds === 'name') return
    const { mark, start, from } = pending
    const end = from + numerals(text, from)
    found.push({ mark, start, end, inside: text.slice(from, end), closed: false })
  }
  for (const m of text.matchAll(anyMark)) {
    const opened = byOpening.get(m[0])
    if (/\s$/.test(m[0])) {
      giveUp()
      pending = undefined
    } else if (opened !== undefined) {
      giveUp()
      pending = { mark: opened, start: m.index, from: m.index + m[0].length }
    } else if (pending !== undefined && byClosing.get(m[0]) === pending.mark) {
      const { mark, start, from } = pending
      found.push({ mark, start, end: m.index + m[0].length, inside: text.slice(from, m.index), closed: true })
      pending = undefined
    }
  }
  giveUp()
  return found
}

/** How far a place goes on with numbers and what stands between them. */
function numerals(text: string, from: number): number {
  numeralRun.lastIndex = from
  return (numeralRun.exec(text)?.[0] ?? '').trimEnd().length
}
const numeralRun = /[\s\d.,;:()[\]+-]*/y

type TagPiece = Omit<MarkedPiece, 'notation'> & { readonly notation?: Notation }

/** A name, the regions right behind it, and the second behind those. Undefined for a name alone. */
function chainAt(
  text: string,
  found: readonly Between[],
  first: number,
): { readonly pieces: readonly TagPiece[]; readonly last: number } | undefined {
  const head = found[first]
  const name = head?.mark.holds === 'name' ? head : undefined
  const links: Between[] = []
  let last = first
  let end = name?.end
  for (let i = name === undefined ? first : first + 1; i < found.length; i++) {
    const next = found[i]
    if (next === undefined || next.mark.holds === 'name') break
    if (end !== undefined && !isBlank(text, end, next.start)) break
    links.push(next)
    last = i
    end = next.end
  }
  if (links.length === 0) return undefined
  const second = secondAt(text, links.at(-1)?.end ?? 0)
  const label = name?.inside.trim()
  const pieces = links.map((link, i): TagPiece => ({
    start: i === 0 ? (name?.start ?? link.start) : link.start,
    end: i === links.length - 1 ? (second?.end ?? link.end) : link.end,
    read: read(link),
    ...given({ label }),
    ...(second === undefined ? {} : { time: second.value }),
    ...notationOf(link, name),
  }))
  return { pieces, last }
}

/** InternVL and the first Qwen-VL write thousandths and name the object first; a `<box>` alone is the dialect's. */
function notationOf({ mark }: Between, name: Between | undefined): { notation?: Notation } {
  const named = mark.open === '<box>' && name?.mark.open === '<ref>' ? perMille : undefined
  const notation = mark.notation ?? named
  return given({ notation })
}

function isBlank(text: string, from: number, to: number): boolean {
  return to - from <= 20 && text.slice(from, to).trim() === ''
}

/** Open-o3-Video: `at<t>3.0</t>s` behind the boxes. */
function secondAt(text: string, from: number): { readonly value: number; readonly end: number } | undefined {
  second.lastIndex = from
  const found = second.exec(text)
  return found === null ? undefined : { value: Number(found[1]), end: from + found[0].length }
}
const second = /\s{0,9}(?:at)?\s{0,9}<t>\s{0,9}(\d+(?:\.\d+)?)\s{0,9}<\/t>s?/y

function read({ mark, inside, closed }: Between): Regions {
  // An opening mark alone may be words about marks.
  if (!closed) return inside.trim() === '' ? noRegions : cutOff
  switch (mark.holds) {
    case 'quad':
      return quads(inside)
    case 'points':
      return asMany(numbersIn(inside), 2)
    default:
      return regionsBetween(inside, mark.holds === 'point' ? 2 : 4)
  }
}

/** Numbers in any brackets, or none: as many regions as they make. A form (`[x1, y1, x2, y2]`) is no region. */
export function regionsBetween(inside: string, each: 2 | 4): Regions {
  const numbers = numbersIn(inside)
  if (numbers.length === 0) return noRegions
  const groups = paired(groupsOf(inside), each)
  const whole = groups.every(({ length }) => length === 4 || length === 2)
  const read = whole ? { regions: groups.map((group) => ({ numbers: group })) } : asMany(numbers, each)
  // A region in words is not what the mark is for.
  return /\p{L}/u.test(inside)
    ? { ...read, regions: read.regions.map((region): MarkedRegion => ({ ...region, rough: true })) }
    : read
}

/** The innermost brackets' numbers; all of them where there are no brackets. */
function groupsOf(inside: string): readonly (readonly number[])[] {
  const inner = [...inside.matchAll(/[[(<]([^[\]()<>]*)[\])>]/g)].map((m) => numbersIn(m[1] ?? ''))
  const groups = inner.filter((group) => group.length > 0)
  return groups.length > 0 ? groups : [numbersIn(inside)]
}

/** `(x1,y1),(x2,y2)` is one box of two corners. */
function paired(groups: readonly (readonly number[])[], each: 2 | 4): readonly (readonly number[])[] {
  const pairs = groups.length % 2 === 0 && groups.every((group) => group.length === 2)
  if (each === 2 || !pairs) return groups
  return bunches(groups, 2).map((pair) => pair.flat())
}

/** So many numbers a region, without any brackets. */
function asMany(numbers: readonly number[], each: number): Regions {
  if (numbers.length === 0 || numbers.length % each !== 0)
    return { regions: [], broken: `The region cannot be read: ${numbers.length} numbers instead of ${each}.` }
  return { regions: bunches(numbers, each).map((list) => ({ numbers: list })) }
}

function quads(inside: string): Regions {
  const numbers = numbersIn(inside)
  return numbers.length % 8 === 0 && numbers.length > 0
    ? { regions: bunches(numbers, 8).map(boundsOf) }
    : regionsBetween(inside, 4)
}
