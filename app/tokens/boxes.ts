/** How sure a model was of a box: its edges as what else they could have been, the runners-up as boxes, and one number for all of it. Pure. */
import { box, heightOf, iou, widthOf, type Box, type Side } from '../geometry/box'
import { inXyOrder, type Order } from '../geometry/spaces'
import type { Distribution, ShareOfValue } from '../trace/odds'
import type { LookStep, Step } from '../trace/step'
import { writtenNumbers } from './numbers'
import { distributionOf } from './values'

/** A side, and what the number that says where it is could have been. */
export interface SideOdds {
  readonly side: Side
  readonly distribution: Distribution
  /** The same on the image, in pixels along its axis, the likeliest first: from one to the other, with its share. */
  readonly places: readonly { readonly from: number; readonly to: number; readonly probability: number }[]
}

/** The box with one of its numbers as it could have been. */
export interface GhostBox {
  readonly side: Side
  readonly value: ShareOfValue
  readonly region: Box<'image'>
}

/** Gives the region of numbers on the image; undefined where they have none. */
export type NumbersToRegion = (numbers: readonly number[]) => Box<'image'> | undefined

/** Where other numbers would lie, and how likely they are; absent: by the alternatives that the trace has. */
export interface NumberPlacing {
  readonly place: NumbersToRegion
  readonly odds?: readonly Distribution[] | undefined
}

const sides: Readonly<Record<Order, readonly Side[]>> = {
  xyxy: ['left', 'top', 'right', 'bottom'],
  yxyx: ['top', 'left', 'bottom', 'right'],
  xywh: ['left', 'top', 'right', 'bottom'],
}

/**
 * Where other numbers of a look would lie, by where its own do; undefined where those were changed on the way (clamped, swapped, grown), so
 * that nothing follows from them.
 */
export function placeBy(
  { request: { numbers }, region, flags }: LookStep,
  order: Order,
): NumbersToRegion | undefined {
  const changed = [
    'clamped',
    'swapped',
    'grown',
    'invalid',
    'other-image',
    'missing-image',
    'fractions',
  ] as const
  if (numbers.length !== 4 || changed.some((flag) => flags.includes(flag))) return undefined
  const own = boxOfNumbers(numbers, order)
  const scale = { x: widthOf(region) / widthOf(own), y: heightOf(region) / heightOf(own) }
  if (!(scale.x > 0) || !(scale.y > 0) || !Number.isFinite(scale.x + scale.y)) return undefined
  return (others) => {
    const b = boxOfNumbers(others, order)
    const x = (value: number) => region.left + (value - own.left) * scale.x
    const y = (value: number) => region.top + (value - own.top) * scale.y
    return box(x(b.left), y(b.top), x(b.right), y(b.bottom))
  }
}

/** Shares of an edge side by side: each place as wide as reaches halfway to its neighbours. Along the axis, in pixels of the image. */
export function bandsOf({ places }: SideOdds): SideOdds['places'] {
  const sorted = [...places].sort((a, b) => a.from + a.to - (b.from + b.to))
  const middle = (i: number) => ((sorted[i]?.from ?? 0) + (sorted[i]?.to ?? 0)) / 2
  return sorted.map((place, i) => {
    const before = i > 0 ? (middle(i) - middle(i - 1)) / 2 : undefined
    const after = i < sorted.length - 1 ? (middle(i + 1) - middle(i)) / 2 : undefined
    const [low, high] = [Math.min(place.from, place.to), Math.max(place.from, place.to)]
    const half = (own: number | undefined, other: number | undefined) => own ?? other ?? 0
    return {
      from: Math.min(low, middle(i) - half(before, after)),
      to: Math.max(high, middle(i) + half(after, before)),
      probability: place.probability,
    }
  })
}

/** What the numbers of a look could have been, in their order; undefined where that is not known of all of them. */
export function oddsOf(look: LookStep): readonly Distribution[] | undefined {
  const found = writtenNumbers(look)?.map(distributionOf)
  return found?.every((d) => d !== undefined) === true ? found : undefined
}

/** The four edges of a look; undefined for a point, and where their odds are not known. */
export function edgesOf(
  look: LookStep,
  order: Order,
  { place, odds: known }: NumberPlacing,
): readonly SideOdds[] | undefined {
  const { numbers } = look.request
  const odds = numbers.length === 4 ? (known ?? oddsOf(look)) : undefined
  return odds?.map((distribution, i) => {
    const side = sides[order][i] as Side
    const at = (value: number) => place(replaced(numbers, i, value))?.[side]
    const places = distribution.values.flatMap(({ low, high, probability }) => {
      const [from, to] = [at(low), at(high)]
      return from === undefined || to === undefined ? [] : [{ from, to, probability }]
    })
    return { side, distribution, places }
  })
}

/** Boxes less likely than this are not shown, and no more than so many. */
const leastGhost = 0.02
const mostGhosts = 8

/** The likeliest other boxes: one number another, the rest as it was written. What the model would have written behind it, it says when asked. */
export function ghostsOf(
  look: LookStep,
  order: Order,
  { place, odds: known }: NumberPlacing,
): readonly GhostBox[] {
  const { numbers } = look.request
  const odds = numbers.length === 4 ? (known ?? oddsOf(look) ?? []) : []
  const all = odds.flatMap(({ values }, i) =>
    values.flatMap((value): GhostBox[] => {
      // Of a span it is not known which box it would be.
      if (value.by === undefined || value.low !== value.high || value.probability < leastGhost) return []
      const region = place(replaced(numbers, i, value.low))
      return region === undefined || !(widthOf(region) > 0 && heightOf(region) > 0)
        ? []
        : [{ side: sides[order][i] as Side, value, region }]
    }),
  )
  return all.sort((a, b) => b.value.probability - a.value.probability).slice(0, mostGhosts)
}

/**
 * How sure a model was of where it looked, 0..1: how much a box drawn from the odds of its edges would share with the one it wrote, on
 * average (IoU). Neighbouring numbers cost little, another place costs all. Undefined for a point, and where no alternatives were kept.
 */
export function confidenceOf(
  look: LookStep,
  order: Order,
  odds: readonly Distribution[] | undefined = oddsOf(look),
): number | undefined {
  return odds && overlapOf(look, odds, order)
}

/** Of each look in order, null where it is not known; undefined where it is known of none. */
export function confidencesOf(steps: readonly Step[], order: Order): readonly (number | null)[] | undefined {
  const all = steps.flatMap((step) => (step.type === 'look' ? [confidenceOf(step, order) ?? null] : []))
  return all.some((c) => c !== null) ? all : undefined
}

/** Of the look it was least sure of; undefined where that is known of none. */
export function leastConfidence(steps: readonly Step[], order: Order): number | undefined {
  const known = confidencesOf(steps, order)?.filter((c) => c !== null)
  return known && Math.min(...known)
}

/** So many values of a number are weighed: what lies beyond is a hair. */
const mostValues = 8

/** Each number is drawn as if the others had been written as they were: what it was told behind another is not known. */
function overlapOf(
  { request: { numbers } }: LookStep,
  odds: readonly Distribution[],
  order: Order,
): number | undefined {
  if (numbers.length !== 4 || !odds.every((d) => d.open)) return undefined
  const own = boxOfNumbers(numbers, order)
  const [a, b, c, d] = odds.map(({ values }) =>
    values.slice(0, mostValues).map(({ low, high, probability }) => ({ at: (low + high) / 2, probability })),
  )
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined
  let [sum, weight] = [0, 0]
  for (const first of a)
    for (const second of b)
      for (const third of c)
        for (const fourth of d) {
          const p = first.probability * second.probability * third.probability * fourth.probability
          weight += p
          const other = boxOfNumbers([first.at, second.at, third.at, fourth.at], order)
          if (other.right > other.left && other.bottom > other.top) sum += p * iou(own, other)
        }
  return weight > 0 ? sum / weight : undefined
}

function boxOfNumbers(numbers: readonly number[], order: Order): Box<'source'> {
  const [x1 = 0, y1 = 0, x2 = x1, y2 = y1] = inXyOrder(numbers, order)
  return box(x1, y1, x2, y2)
}

function replaced(numbers: readonly number[], at: number, value: number): readonly number[] {
  return numbers.map((n, i) => (i === at ? value : n))
}
