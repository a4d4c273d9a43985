/**
 * Spaces in which models write boxes, as a person can choose them: numbers as written to pixels of the image they count in,
 * and back. Dialects may have their own exact rule (rounding, inclusive edges); this one redraws a trace under another reading.
 */
import { box, type Box, type Point, type Size } from './box'

/** The spaces a model’s numbers can count in. */
export const spaceIds = [
  'input',
  'image',
  'unit',
  'percent',
  'per-mille',
  'per-999',
  'bins-1000',
  'bins-1024',
  'square-padded',
] as const

/**
 * `input`: pixels of the resized image the model saw. `image`: pixels of the original. `unit`: 0..1 per axis. `percent`:
 * 0..100. `per-mille`: 0..1000. `per-999`: 0..999, the last one being the far edge (DeepSeek-VL2). `bins-1000`: the middle of
 * bin n of 1000 (Florence-2). `bins-1024`: the near edge of bin n of 1024 (PaliGemma). `square-padded`: 0..1 of the image
 * padded to a square, centred (Visual-CoT).
 */
export type SpaceId = (typeof spaceIds)[number]

/** The orders in which four numbers can stand for a box. */
export const orders = ['xyxy', 'yxyx', 'xywh'] as const

/** What the numbers of a box are, in the order written. Of a point: `xyxy` and `xywh` mean x, y; `yxyx` means y, x. */
export type Order = (typeof orders)[number]

/** How numbers are written. */
export interface Notation {
  readonly space: SpaceId
  readonly order: Order
}

/** Whether numbers are written in the same way. */
export function sameNotation(a: Notation, b: Notation): boolean {
  return a.space === b.space && a.order === b.order
}

/** The image that numbers count in, the original or an earlier crop. */
export interface Source {
  /** Its own pixels: what a tool cuts from. */
  readonly size: Size
  /** The size the model saw it at. */
  readonly frame: Size
}

/** Four numbers as a box, two of a point as a box without area, in pixels of the source; neither rounded nor clamped. */
export function boxIn(notation: Notation, numbers: readonly number[], source: Source): Box<'source'> {
  const { x, y } = axesOf(notation.space, source)
  const [x1 = 0, y1 = 0, x2 = x1, y2 = y1] = inXyOrder(numbers, notation.order)
  return box(x.pixels(x1), y.pixels(y1), x.pixels(x2), y.pixels(y2))
}

/**
 * The tightest numbers around a box, as fine as the space is written. `boxIn` of them holds the box as far as the space can say
 * it, and the box they give has the same numbers again.
 */
export function numbersFor(notation: Notation, b: Box<'source'>, source: Source): readonly number[] {
  const { x, y } = axesOf(notation.space, source)
  const [x1, x2] = edgesOn(x, b.left, b.right)
  const [y1, y2] = edgesOn(y, b.top, b.bottom)
  switch (notation.order) {
    case 'xyxy':
      return [x1, y1, x2, y2]
    case 'yxyx':
      return [y1, x1, y2, x2]
    case 'xywh':
      return [x1, y1, clean(x2 - x1), clean(y2 - y1)]
  }
}

/** Two edges as numbers. What is larger than nothing stays so, also where a space has no number for the far edge of an image. */
function edgesOn({ number, step, last }: Axis, near: number, far: number): readonly [number, number] {
  const [first, second] = [number(near, down), number(far, up)]
  if (second > first || far <= near) return [first, second]
  return first + step <= last ? [first, clean(first + step)] : [clean(second - step), second]
}

/** The two numbers nearest to a point in pixels of the source. */
export function pointFor(notation: Notation, at: Point, source: Source): readonly number[] {
  const { x, y } = axesOf(notation.space, source)
  const pair = [x.number(at.x, Math.round), y.number(at.y, Math.round)]
  return notation.order === 'yxyx' ? pair.reverse() : pair
}

/** Numbers as written, as [x1, y1, x2, y2]; two of a point as [x, y]. */
export function inXyOrder(numbers: readonly number[], order: Order): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 0] = numbers
  const point = numbers.length === 2
  switch (order) {
    case 'xyxy':
      return numbers
    case 'yxyx':
      return point ? [b, a] : [b, a, d, c]
    case 'xywh':
      return point ? numbers : [a, b, a + c, b + d]
  }
}

/** Numbers of a box or a point as shares of an image: none above 1, and not all whole. */
export function isFraction(numbers: readonly number[]): boolean {
  const counted = numbers.length === 4 || numbers.length === 2
  const shares = counted && numbers.every((n) => n >= 0 && n <= 1)
  return shares && numbers.some((n) => !Number.isInteger(n))
}

/** Whether numbers of a space are shares, none above 1 where they lie in the image. */
export function countsInShares(space: SpaceId): boolean {
  return space === 'unit' || space === 'square-padded'
}

/** One axis of a space: numbers to pixels of the source, and back to a number that can be written. */
interface Axis {
  readonly pixels: (n: number) => number
  readonly number: (pixel: number, round: (v: number) => number) => number
  /** Between two numbers that can be written, and the largest of them. */
  readonly step: number
  readonly last: number
}

/** What counting is like in a space. `full`: the number of the far edge; `last`: the largest that is written. */
interface Scale {
  readonly full: number
  readonly last?: number
  readonly digits?: number
  /** Added to a number before it is scaled. */
  readonly shift?: number
  /** Pixels that the number 0 lies before the image. */
  readonly pad?: number
}

const counted = {
  unit: { full: 1, digits: 3 },
  percent: { full: 100, digits: 1 },
  'per-mille': { full: 1000 },
  'per-999': { full: 999 },
  'bins-1000': { full: 1000, last: 999, shift: 0.5 },
  'bins-1024': { full: 1024, last: 1023 },
} as const satisfies Readonly<Record<string, Scale>>

function axesOf(space: SpaceId, { size, frame }: Source): { readonly x: Axis; readonly y: Axis } {
  switch (space) {
    case 'image':
      return { x: axis(size.width, { full: size.width }), y: axis(size.height, { full: size.height }) }
    case 'input':
      return { x: axis(size.width, { full: frame.width }), y: axis(size.height, { full: frame.height }) }
    case 'square-padded': {
      const side = Math.max(size.width, size.height)
      const padded = (pixels: number) => axis(side, { full: 1, digits: 3, pad: (side - pixels) / 2 })
      return { x: padded(size.width), y: padded(size.height) }
    }
    default: {
      const scale = counted[space]
      return { x: axis(size.width, scale), y: axis(size.height, scale) }
    }
  }
}

function axis(pixels: number, { full, last = full, digits = 0, shift = 0, pad = 0 }: Scale): Axis {
  const grain = 10 ** digits
  return {
    step: 1 / grain,
    last,
    pixels: (n) => ((n + shift) * pixels) / full - pad,
    number: (pixel, round) => {
      const exact = ((pixel + pad) * full) / pixels - shift
      return Math.min(last, Math.max(0, clean(round(exact * grain) / grain)))
    },
  }
}

/** Rounding of the arithmetic, far below anything that is written. */
const slack = 1e-6
const down = (v: number): number => Math.floor(v + slack)
const up = (v: number): number => Math.ceil(v - slack)

/** Without what binary fractions leave behind. */
function clean(n: number): number {
  return Number(n.toFixed(6))
}
