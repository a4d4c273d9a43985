/**
 * How are the boxes of a file written? What speaks for and against each unit and order, in sentences and numbers, so that a
 * reading is never taken silently. The one place that weighs: for the command line, the index and the window. Pure; knows no
 * format. Only weighs: what is done with it is decided in decide.ts.
 */
import { sameSize, type Size } from '../geometry/box'
import {
  boxIn,
  countsInShares,
  inXyOrder,
  isFraction,
  sameNotation,
  type Notation,
  type Order,
  type SpaceId,
} from '../geometry/spaces'
import { betterFact, factsOf, shownFact } from './evidence-words'
import { usualPixels } from './frame'
import type { BoxReading, Fit, FrameAt, WrittenBox } from './written'
import { given } from '../given'

/** What the boxes of a file say. */
export interface FitEvidence {
  /** Boxes that were weighed: those that lie in the image itself. */
  readonly boxes: number
  /** As they are read now. */
  readonly now: Fit
  /** A way that fits clearly better. */
  readonly better?: Fit
  /** Every way that fits about as well as the best, likeliest first, without the one in use. */
  readonly alternatives: readonly Fit[]
  /** Sentences, most telling first. */
  readonly facts: readonly string[]
  /** Boxes that are written in another unit than the rest: fractions among pixels or thousandths. */
  readonly mixed: number
  /** All lie where a model that was shown less would have put them: they may be meant elsewhere. */
  readonly shrunk?: Fit
}

/** Weighs the boxes of a file, or of one trace, that is read in `now`. */
export function weigh(boxes: readonly WrittenBox[], now: BoxReading, frameAt?: FrameAt): FitEvidence {
  const all = boxes.filter(isKnown)
  const fractions = countsInShares(now.space) ? [] : all.filter(({ numbers }) => isFraction(numbers))
  // A few fractions among others are another matter than a file of fractions.
  const mixed = fractions.length * 2 < all.length ? fractions.length : 0
  const known = mixed > 0 ? all.filter(({ numbers }) => !isFraction(numbers)) : all
  const current = fitOf(known, now)
  const facts = factsOf(known, now, mixed)
  const ranked = rankedOf(known, current)
  const [best] = ranked
  if (best === undefined) return { boxes: all.length, now: current, alternatives: [], facts, mixed }
  const seenSmaller = smallerFits(known, current, frameAt)
  const better = isClearlyBetter(best, current, known) ? best : likelyThousandths(known, current, seenSmaller)
  const limit = Math.max(Math.min(current.misfits, best.misfits), known.length * tolerated)
  // Every order fits boxes near the diagonal: another one is only named where something speaks against this one.
  const alternatives = ranked.filter(
    (f) => f.misfits <= limit && f.misfits < known.length && (f.order === now.order || current.misfits > 0),
  )
  const shrunk =
    better === undefined ? seenSmaller.find((f) => chanceWithin(known, f, frameAt) < shrunkBelow) : undefined
  return {
    boxes: all.length,
    now: current,
    ...given({ better, shrunk }),
    alternatives: [...alternatives, ...seenSmaller],
    facts: [
      ...(better === undefined ? [] : [betterFact(better, current, known.length)]),
      ...facts,
      ...(shrunk === undefined ? [] : shrunkFacts(known, shrunk, frameAt)),
    ],
    mixed,
  }
}

/** Every way in which one box can be true, the way it is read now first, then the likeliest; each place once. */
export function possibleReadings(
  written: WrittenBox,
  now: BoxReading,
  frameAt?: FrameAt,
): readonly BoxReading[] {
  const ways = candidates([written], now.order)
  const alike = (reading: Notation) => reading.order === now.order
  const smaller =
    frameAt === undefined
      ? []
      : usualPixels.map(({ pixels }): BoxReading => ({ space: 'input', order: now.order, pixels }))
  // Another unit or size is likelier than another order; the rarer scales differ by less than an eye can tell.
  const all: readonly BoxReading[] = [
    ...ways.filter(alike),
    ...smaller,
    ...ways.filter((way) => !alike(way) && way.space === now.space),
    ...ways.filter((way) => !alike(way) && way.space !== now.space),
    ...rareSpaces.map((space) => ({ space, order: now.order })),
  ]
  const seen = new Set<string>()
  return [now, ...all].filter((reading, i) => {
    const at = seenBy(written, reading, frameAt)
    const place = placeKey(placed(at, reading))
    if (seen.has(place) || (i > 0 && !fits(at, reading))) return false
    seen.add(place)
    return true
  })
}

/** Whether a box can be true as it is read: inside its image, the right way round, of some size. */
export function fits(written: WrittenBox, notation: Notation): boolean {
  const { left, top, right, bottom } = placed(written, notation)
  const { width, height } = written.image
  const dx = careless * width
  const dy = careless * height
  const inside = left >= -dx && top >= -dy && right <= width + dx && bottom <= height + dy
  if (written.numbers.length === 2) return inside
  const small = Math.abs(right - left) < tiny && Math.abs(bottom - top) < tiny
  // Corners the wrong way round are a slip under any unit, but a sign against an order.
  return inside && !small && right >= left && bottom >= top
}

/**
 * How far past an edge, in shares of the side, a box is still taken for a careless one. VLM-R³ overshoots images of 224
 * pixels by up to an eighth (its published MMVP log).
 */
const careless = 0.15
/** A region of fewer pixels a side than this was meant to be larger. */
const tiny = 2
/** Share of boxes that may be wrong under any reading. */
const tolerated = 0.02
/** Boxes that have to speak against an order before another one is taken. */
const telling = 3
/** Somewhere in a file some box comes this far across its image. */
const plausibleReach = 0.5
/** Chance below which boxes of pixels that all stay below 1000 on larger images are no accident. */
const unlikely = 0.02
/** The same for boxes that all lie where a smaller frame would have them: only told, so it may be less sure. */
const shrunkBelow = 0.1

function isKnown({ numbers, image }: WrittenBox): boolean {
  return (numbers.length === 4 || numbers.length === 2) && image.width > 0 && image.height > 0
}

function largestOf(boxes: readonly WrittenBox[]): number {
  return boxes.reduce((most, b) => Math.max(most, ...b.numbers.map(Math.abs)), 0)
}

/** Ways in the order numbers of this size suggest. The rarer scales are only a person's choice: nothing tells 999 from 1000. */
function candidates(boxes: readonly WrittenBox[], first: Order): readonly Notation[] {
  const spaces = likeliest(largestOf(boxes))
  const orders: readonly Order[] = [first, ...(['xyxy', 'yxyx', 'xywh'] as const).filter((o) => o !== first)]
  return orders.flatMap((order) => spaces.map((space) => ({ space, order })))
}

const rareSpaces: readonly SpaceId[] = ['per-999', 'bins-1000', 'bins-1024']

function likeliest(largest: number): readonly SpaceId[] {
  if (largest <= 1.5) return ['unit', 'square-padded', 'percent', 'per-mille', 'input', 'image']
  if (largest <= 100) return ['per-mille', 'input', 'image', 'percent', 'unit', 'square-padded']
  if (largest <= 1000) return ['per-mille', 'input', 'image', 'unit', 'square-padded']
  return ['input', 'image', 'per-mille', 'unit', 'square-padded']
}

/** All ways but the one in use, best first. Of ways that fit as well: one change is likelier than two, a unit than an order. */
function rankedOf(known: readonly WrittenBox[], now: Fit): readonly Fit[] {
  if (known.length === 0) return []
  const changes = (f: Fit) => (f.order === now.order ? 0 : 2) + (f.space === now.space ? 0 : 1)
  return candidates(known, 'xyxy')
    .filter((f) => !sameNotation(f, now) && !isSameHere(f, now, known))
    .map((notation) => fitOf(known, notation))
    .toSorted((a, b) => a.misfits - b.misfits || changes(a) - changes(b))
}

/** Pixels of the image and of the resized image are the same where nothing was resized. */
function isSameHere(a: Notation, b: Notation, boxes: readonly WrittenBox[]): boolean {
  const pixels = (n: Notation) => n.space === 'image' || n.space === 'input'
  const isUnresized = boxes.every((w) => sameSize(w.image, w.frame))
  return a.order === b.order && pixels(a) && pixels(b) && isUnresized
}

function fitOf(boxes: readonly WrittenBox[], reading: BoxReading): Fit {
  return { ...reading, misfits: boxes.reduce((sum, b) => sum + (fits(b, reading) ? 0 : 1), 0) }
}

function placed({ numbers, image, frame }: WrittenBox, notation: Notation) {
  return boxIn(notation, numbers, { size: image, frame })
}

/** A box as a model saw it that was shown no more than the reading says. */
function seenBy(
  written: WrittenBox,
  { space, pixels }: BoxReading,
  frameAt: FrameAt | undefined,
): WrittenBox {
  if (space !== 'input' || pixels === undefined || frameAt === undefined) return written
  return { ...written, frame: frameAt(written.image, pixels) }
}

function placeKey({ left, top, right, bottom }: ReturnType<typeof placed>): string {
  return [left, top, right, bottom].map(Math.round).join()
}

/** A box or two may be wrong under any reading: another one has to be right about most of them. */
function isClearlyBetter(best: Fit, now: Fit, boxes: readonly WrittenBox[]): boolean {
  if (now.misfits === 0 || best.misfits * 4 > now.misfits) return false
  // One or two boxes inside out are slips of the model, not another order.
  if (best.order !== now.order && now.misfits < telling) return false
  // Small numbers fit every large space. Where most boxes are well as they are, another reading must at least use its space.
  return now.misfits * 2 >= boxes.length || reach(boxes, best) >= plausibleReach
}

/** How far the boxes come, in shares of a side. */
function reach(boxes: readonly WrittenBox[], notation: Notation): number {
  return boxes.reduce((most, b) => {
    const { right, bottom } = placed(b, notation)
    return Math.max(most, right / b.image.width, bottom / b.image.height)
  }, 0)
}

/** No number above 1000 on images that are wider than that: if boxes lie anywhere, pixels hardly do that so often. */
function likelyThousandths(boxes: readonly WrittenBox[], now: Fit, smaller: readonly Fit[]): Fit | undefined {
  if ((now.space !== 'image' && now.space !== 'input') || largestOf(boxes) > 1000) return undefined
  // Pixels of a smaller image would look the same.
  if (smaller.length > 0) return undefined
  const found = fitOf(boxes, { space: 'per-mille', order: now.order })
  if (found.misfits > now.misfits) return undefined
  return chanceBelow(boxes, now, { width: 1000, height: 1000 }) < unlikely &&
    reach(boxes, found) >= plausibleReach
    ? found
    : undefined
}

/** How likely far edges anywhere in the image would all stay within these, were they pixels. */
function chanceBelow(boxes: readonly WrittenBox[], { space }: Notation, within: Size): number {
  return boxes.reduce((chance, { image, frame }) => {
    const { width, height } = space === 'input' ? frame : image
    return chance * Math.min(1, within.width / width) * Math.min(1, within.height / height)
  }, 1)
}

/** Usual budgets under which every box would lie inside the smaller image, to the pixel. */
function smallerFits(boxes: readonly WrittenBox[], now: Fit, frameAt: FrameAt | undefined): readonly Fit[] {
  if (now.space !== 'input' || frameAt === undefined || now.misfits > 0) return []
  return usualPixels.flatMap(({ pixels }) => {
    const isSmaller = boxes.some((b) => frameAt(b.image, pixels).width < b.frame.width)
    const inside = boxes.every((b) => isInside(b, now.order, frameAt(b.image, pixels)))
    return isSmaller && inside ? [{ space: 'input' as const, order: now.order, pixels, misfits: 0 }] : []
  })
}

function isInside({ numbers }: WrittenBox, order: Order, { width, height }: Size): boolean {
  const [x1 = 0, y1 = 0, x2 = x1, y2 = y1] = inXyOrder(numbers, order)
  return Math.max(x1, x2) <= width && Math.max(y1, y2) <= height
}

function chanceWithin(
  boxes: readonly WrittenBox[],
  { pixels = 0 }: Fit,
  frameAt: FrameAt | undefined,
): number {
  return boxes.reduce((chance, { image, frame }) => {
    const { width, height } = frameAt?.(image, pixels) ?? frame
    return chance * Math.min(1, width / frame.width) * Math.min(1, height / frame.height)
  }, 1)
}

function shrunkFacts(
  boxes: readonly WrittenBox[],
  { pixels = 0 }: Fit,
  frameAt: FrameAt | undefined,
): readonly string[] {
  const largest = boxes.reduce<WrittenBox | undefined>(
    (most, b) => (most === undefined || b.image.width > most.image.width ? b : most),
    undefined,
  )
  return largest === undefined || frameAt === undefined
    ? []
    : [shownFact(largest, frameAt(largest.image, pixels), pixels)]
}
