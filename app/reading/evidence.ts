/**
 * How are the boxes of a file written? What speaks for and against each unit and order, in sentences and numbers, so that a
 * reading is never taken silently. Pure; knows no format. Only weighs: what is done with it is decided elsewhere.
 */
import type { Size } from '../geometry/box'
import { boxIn, inXyOrder, type Notation, type Order, type SpaceId } from '../geometry/spaces'

/** A box of four numbers as written, with the image it is on and the size the model saw it at. */
export interface WrittenBox {
  readonly numbers: readonly number[]
  readonly image: Size
  readonly frame: Size
}

/** One way to read the boxes. `misfits`: boxes that then lie outside their image, are inside out, or have no size. */
export interface Fit extends Notation {
  readonly misfits: number
}

/** What the boxes of a file say. */
export interface Evidence {
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
}

/** Weighs the boxes of a file, or of one trace, that is read in `now`. */
export function weigh(boxes: readonly WrittenBox[], now: Notation): Evidence {
  const all = boxes.filter(isKnown)
  const isMixed = now.space !== 'unit' && now.space !== 'square-padded'
  const fractions = isMixed ? all.filter(isFraction) : []
  // A few fractions among others are another matter than a file of fractions.
  const mixed = fractions.length * 2 < all.length ? fractions.length : 0
  const known = mixed > 0 ? all.filter((b) => !isFraction(b)) : all
  const fit = (notation: Notation): Fit => ({ ...notation, misfits: misfitsOf(known, notation) })
  const fits = candidates(known).map(fit)
  const current = fit(now)
  const others = fits.filter((f) => !isSame(f, now) && !isSameHere(f, now, known))
  // Of ways that fit as well: another unit is likelier than another order, and one change likelier than two.
  const changes = (f: Fit) => (f.order === now.order ? 0 : 2) + (f.space === now.space ? 0 : 1)
  const ranked = others.toSorted((a, b) => a.misfits - b.misfits || changes(a) - changes(b))
  const best = ranked[0]
  const facts = factsOf(known, { now: current, mixed })
  if (known.length === 0 || best === undefined)
    return { boxes: all.length, now: current, alternatives: [], facts, mixed }
  const better = isClearlyBetter(best, current, known) ? best : likelyThousandths(known, current, fits)
  const limit = Math.max(Math.min(current.misfits, best.misfits), known.length * tolerated)
  return {
    boxes: all.length,
    now: current,
    ...(better === undefined ? {} : { better }),
    // Every order fits boxes near the diagonal: another one is only named where something speaks against this one.
    alternatives: ranked.filter((f) => f.misfits <= limit && (f.order === now.order || current.misfits > 0)),
    facts: better === undefined ? facts : [betterFact(better, known, current), ...facts],
    mixed,
  }
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

function isKnown({ numbers, image }: WrittenBox): boolean {
  return numbers.length === 4 && image.width > 0 && image.height > 0
}

function isFraction({ numbers }: WrittenBox): boolean {
  return numbers.every((n) => n >= 0 && n <= 1) && numbers.some((n) => !Number.isInteger(n))
}

function largestOf(boxes: readonly WrittenBox[]): number {
  return boxes.reduce((most, b) => Math.max(most, ...b.numbers.map(Math.abs)), 0)
}

/** Ways in the order numbers of this size suggest. The rarer scales are only a person's choice: nothing tells 999 from 1000. */
function candidates(boxes: readonly WrittenBox[]): readonly Notation[] {
  const spaces = likeliest(largestOf(boxes))
  const orders: readonly Order[] = ['xyxy', 'yxyx', 'xywh']
  return orders.flatMap((order) => spaces.map((space) => ({ space, order })))
}

function likeliest(largest: number): readonly SpaceId[] {
  if (largest <= 1.5) return ['unit', 'square-padded', 'percent', 'per-mille', 'input', 'image']
  if (largest <= 100) return ['per-mille', 'input', 'image', 'percent', 'unit', 'square-padded']
  if (largest <= 1000) return ['per-mille', 'input', 'image', 'unit', 'square-padded']
  return ['input', 'image', 'per-mille', 'unit', 'square-padded']
}

function isSame(a: Notation, b: Notation): boolean {
  return a.space === b.space && a.order === b.order
}

/** Pixels of the image and of the resized image are the same where nothing was resized. */
function isSameHere(a: Notation, b: Notation, boxes: readonly WrittenBox[]): boolean {
  const pixels = (n: Notation) => n.space === 'image' || n.space === 'input'
  const isUnresized = boxes.every((w) => w.image.width === w.frame.width && w.image.height === w.frame.height)
  return a.order === b.order && pixels(a) && pixels(b) && isUnresized
}

function misfitsOf(boxes: readonly WrittenBox[], notation: Notation): number {
  return boxes.reduce((sum, b) => sum + (fits(b, notation) ? 0 : 1), 0)
}

function fits(written: WrittenBox, notation: Notation): boolean {
  const { left, top, right, bottom } = placed(written, notation)
  const { width, height } = written.image
  const dx = careless * width
  const dy = careless * height
  const inside = left >= -dx && top >= -dy && right <= width + dx && bottom <= height + dy
  const small = Math.abs(right - left) < tiny && Math.abs(bottom - top) < tiny
  // Corners the wrong way round are a slip under any unit, but a sign against an order.
  return inside && !small && right >= left && bottom >= top
}

function placed({ numbers, image, frame }: WrittenBox, notation: Notation) {
  return boxIn(notation, numbers, { size: image, frame })
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
function likelyThousandths(boxes: readonly WrittenBox[], now: Fit, fits: readonly Fit[]): Fit | undefined {
  if ((now.space !== 'image' && now.space !== 'input') || largestOf(boxes) > 1000) return undefined
  const found = fits.find((f) => f.space === 'per-mille' && f.order === now.order)
  if (found === undefined || found.misfits > now.misfits) return undefined
  return chanceBelowThousand(boxes, now) < unlikely && reach(boxes, found) >= plausibleReach
    ? found
    : undefined
}

/** How likely far edges anywhere in the image would all be at most 1000, were they pixels. */
function chanceBelowThousand(boxes: readonly WrittenBox[], { space }: Notation): number {
  return boxes.reduce((chance, { image, frame }) => {
    const { width, height } = space === 'input' ? frame : image
    return chance * Math.min(1, 1000 / width) * Math.min(1, 1000 / height)
  }, 1)
}

const spaceNames: Readonly<Record<SpaceId, string>> = {
  input: 'pixels of the resized image',
  image: 'pixels of the original',
  unit: 'fractions',
  percent: 'percent',
  'per-mille': 'thousandths',
  'per-999': '999ths',
  'bins-1000': '1000 bins',
  'bins-1024': '1024 bins',
  'square-padded': 'fractions of the padded square',
}
const orderNames: Readonly<Record<Order, string>> = {
  xyxy: 'x first',
  yxyx: 'y first',
  xywh: 'x, y, width, height',
}

/** A notation in words: “thousandths, y first”. */
export function notationName({ space, order }: Notation): string {
  return `${spaceNames[space]}, ${orderNames[order]}`
}

function betterFact(better: Fit, boxes: readonly WrittenBox[], now: Fit): string {
  const share = `${now.misfits} of ${countOf(boxes.length, 'box', 'boxes')}`
  if (now.misfits === better.misfits)
    return `Read as ${notationName(now)}, no box would come beyond 1000 on images that are larger.`
  return `${share} ${now.misfits === 1 ? 'does' : 'do'} not fit as ${notationName(now)}; as ${notationName(better)}, ${better.misfits === 0 ? 'all fit' : `${better.misfits} do not`}.`
}

function factsOf(
  boxes: readonly WrittenBox[],
  { now, mixed }: { readonly now: Fit; readonly mixed: number },
): readonly string[] {
  if (boxes.length === 0) return ['No box lies in an image whose size is known.']
  const counted = countOf(boxes.length, 'box', 'boxes')
  const largest = largestOf(boxes)
  const widest = boxes.reduce((most, { image }) => Math.max(most, image.width, image.height), 0)
  const facts = [
    largest <= 1
      ? `No number above 1 in ${counted}.`
      : `Largest number ${round(largest)} in ${counted} on images up to ${widest} pixels a side.`,
  ]
  if (largest <= 1000 && largest > 1 && widest > 1100)
    facts.push('None above 1000 although images are larger: thousandths would look like this.')
  if (largest > 1000) facts.push('Numbers above 1000: no thousandths.')
  const reversed = boxes.filter(({ numbers }) => isReversed(numbers)).length
  if (reversed > 0 && now.order !== 'xywh')
    facts.push(
      `In ${countOf(reversed, 'box', 'boxes')} the second corner lies before the first: swapped, or x, y, width, height.`,
    )
  if (mixed > 0)
    facts.push(`${countOf(mixed, 'box is', 'boxes are')} written as fractions, the others are not.`)
  return facts
}

function isReversed(numbers: readonly number[]): boolean {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = inXyOrder(numbers, 'xyxy')
  return x2 < x1 || y2 < y1
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}

function round(n: number): number {
  return Math.round(n * 1000) / 1000
}
