/**
 * Molmo's points: `<point x="63.5" y="44.5" alt="…">…</point>`, `<points x1= y1= x2= …>` in percent (the first Molmo), and
 * `<points coords="1 1 345 678 2 500 250">…</points>` in thousandths (Molmo2): for each image or second its number, then for each
 * object its number, x, y; images are counted from 1 and parted by `;` or a tab. `<tracks coords="0.5 1 …">` follows objects
 * through a film. Sources: allenai/Molmo-7B-D-0924 (model card: divide by 100), allenai/Molmo2-8B (model card:
 * `extract_multi_image_points`; three or four digits a coordinate).
 */
import type { Notation } from '../../geometry/spaces'
import type { Span } from '../dialect'
import { lookSpans, type MarkedPiece } from './pieces'
import { cutOff, type MarkedRegion } from './region'

const percent: Notation = { space: 'percent', order: 'xyxy' }
const perMille: Notation = { space: 'per-mille', order: 'xyxy' }

/** An opening mark with its attributes; `loose` where they do not end as they should (MolmoPoint's own tokens, a cut). */
const opening =
  /<(points?|tracks)\s(?:([^<>]*)>|(?<loose>coords\s{0,5}=[^\n]{0,300})|(?<cut>[xy]\d{0,3}\s{0,5}=[^<>]{0,4000}$))/g

/** Every point, in order. `own`: how the dialect writes. */
export function molmoPoints(text: string, own: Notation): readonly Span[] {
  let done = 0
  return [...text.matchAll(opening)].flatMap((m): readonly Span[] => {
    const [whole, tag = '', inside = ''] = m
    if (m.index < done) return []
    if (m.groups?.['loose'] !== undefined) {
      done = m.index + whole.length
      return [{ type: 'malformed', start: m.index, end: done, message: unreadable }]
    }
    const torn = m.groups?.['cut']
    if (torn !== undefined) {
      done = text.length
      return inPercent(torn, { start: m.index, end: done, label: '', cut: true }, own)
    }
    const closing = closingOf(text, m.index + whole.length, { tag, inside })
    const marked = {
      start: m.index,
      end: closing.end,
      label: closing.words || attribute(inside, 'alt') || '',
    }
    const coords = attribute(inside, 'coords')
    const spans = coords === undefined ? inPercent(inside, marked, own) : inCoords(coords, marked, own)
    if (spans.length > 0) done = closing.end
    return spans
  })
}

/** `cut`: the text ends among the attributes. */
type Marked = Pick<MarkedPiece, 'start' | 'end'> & { readonly label: string; readonly cut?: true }

/** The words between the marks; an opening mark that closes itself, or is never closed, has none. */
function closingOf(
  text: string,
  from: number,
  { tag, inside }: { readonly tag: string; readonly inside: string },
) {
  if (inside.trimEnd().endsWith('/')) return { end: from, words: '' }
  words.lastIndex = from
  const said = words.exec(text)?.[0] ?? ''
  const close = `</${tag}>`
  const closed = text.startsWith(close, from + said.length)
  return closed ? { end: from + said.length + close.length, words: said.trim() } : { end: from, words: '' }
}
const words = /[^<]*/y

function attribute(inside: string, name: string): string | undefined {
  const found = attributes(inside).find(([key]) => key === name)
  return found?.[1]
}

function attributes(inside: string): readonly (readonly [string, string])[] {
  return [...inside.matchAll(/(?<![\w-])([\w-]+)\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)')/g)].map(
    ([, key = '', double, single]) => [key, double ?? single ?? ''] as const,
  )
}

/** `x`, `y`, or `x1`, `y1`, `x2`, …, in the order they stand. */
function inPercent(inside: string, marked: Marked, own: Notation): readonly Span[] {
  const values = new Map(attributes(inside))
  const points = [...values].flatMap(([key, x]) => {
    const number = /^x(\d*)$/.exec(key)?.[1]
    return number === undefined ? [] : [[Number(x), Number(values.get(`y${number}`) ?? NaN)]]
  })
  const { cut, ...piece } = marked
  if (points.length === 0 && cut === undefined) return []
  const whole = points.filter((numbers) => numbers.every((n) => Number.isFinite(n)))
  const regions = whole.map((numbers): MarkedRegion => ({ numbers }))
  const broken = cut === true ? cutOff.broken : whole.length < points.length ? unreadable : undefined
  const read = broken === undefined ? { regions } : { regions, broken }
  return lookSpans({ ...piece, read, notation: percent }, own)
}

const unreadable = 'The points cannot be read.'

/** One image's, or one second's, points. */
interface Frame {
  readonly at: number
  /** Seconds have a decimal point; images are whole numbers. */
  readonly isTime: boolean
  readonly points: readonly (readonly [number, number])[]
}

function inCoords(coords: string, marked: Marked, own: Notation): readonly Span[] {
  const parts = coords.split(/[;:,\t]/).filter((part) => part.trim() !== '')
  const read = parts.map((part) => framesIn(part.trim().split(/\s+/)))
  const known = read.flatMap((frames) => frames ?? [])
  // Some programs count images from 0.
  const base = known.some(({ at, isTime }) => !isTime && at === 0) ? 0 : 1
  const looks = known.flatMap((frame, i) =>
    lookSpans(
      {
        ...marked,
        start: i === 0 ? marked.start : marked.end,
        read: { regions: frame.points.map((numbers): MarkedRegion => ({ numbers })) },
        notation: perMille,
        ...(frame.isTime ? { time: frame.at } : frame.at > base ? { source: frame.at - base } : {}),
      },
      own,
    ),
  )
  if (known.length > 0 && !read.includes(undefined)) return looks
  const start = looks.length === 0 ? marked.start : marked.end
  return [...looks, { type: 'malformed', start, end: marked.end, message: unreadable }]
}

/**
 * A number for the image, then for each object its number, x and y. Where the marks between images are lost, an image's
 * number is told by what follows: coordinates have three or four digits. Undefined: no such list.
 */
function framesIn(words: readonly string[]): readonly Frame[] | undefined {
  if (!words.every((word) => /^\d+(?:\.\d+)?$/.test(word))) return undefined
  const isCoordinate = (i: number) => /^\d{3,4}$/.test(words[i] ?? '')
  const frames: { at: number; isTime: boolean; points: [number, number][] }[] = []
  for (let i = 0; i < words.length;) {
    const begins = i === 0 || (isCoordinate(i + 2) && isCoordinate(i + 3) && !isCoordinate(i + 1))
    if (begins) {
      frames.push({ at: Number(words[i]), isTime: words[i]?.includes('.') === true, points: [] })
      i++
      // Some write the image, x and y alone.
      if (words.length - i === 2 && isCoordinate(i) && isCoordinate(i + 1)) i--
    }
    if (words.length - i < 3) return undefined
    frames.at(-1)?.points.push([Number(words[i + 1]), Number(words[i + 2])])
    i += 3
  }
  return frames
}
