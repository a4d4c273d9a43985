/** What speaks for and against a reading, in plain sentences. Pure; weighs nothing itself. */
import { msg } from '../message'
import type { Size } from '../geometry/box'
import { inXyOrder, type Order, type SpaceId } from '../geometry/spaces'
import type { BoxReading, Fit, WrittenBox } from './written'

const spaceNames: Readonly<Record<SpaceId, string>> = {
  input: 'pixels of the resized image',
  image: 'pixels of the original',
  unit: msg('fractions'),
  percent: msg('percent'),
  'per-mille': msg('thousandths'),
  'per-999': msg('999ths'),
  'bins-1000': msg('1000 bins'),
  'bins-1024': msg('1024 bins'),
  'square-padded': 'fractions of the padded square',
}
const orderNames: Readonly<Record<Order, string>> = {
  xyxy: msg('x first'),
  yxyx: msg('y first'),
  xywh: 'x, y, width, height',
}

/** A reading in words: “thousandths, y first”. */
export function notationName({ space, order, pixels }: BoxReading): string {
  const name = `${spaceNames[space]}, ${orderNames[order]}`
  return pixels === undefined ? name : msg(`max_pixels ${counted(pixels)}: ${name}`)
}

/** Why another reading is better than the one in use. */
export function betterFact(better: Fit, now: Fit, boxes: number): string {
  if (now.misfits === better.misfits)
    return `Read as ${notationName(now)}, no box would come beyond 1000 on images that are larger.`
  const share =
    now.misfits === boxes && boxes === 1 ? 'The box' : msg(`${now.misfits} of ${counted(boxes)} boxes`)
  const then =
    better.misfits > 0
      ? better.misfits === 1
        ? msg('1 does not')
        : msg(`${better.misfits} do not`)
      : boxes === 1
        ? 'it fits'
        : 'all fit'
  const fits = now.misfits === 1 ? 'does' : 'do'
  return `${share} ${fits} not fit as ${notationName(now)}; as ${notationName(better)}, ${then}.`
}

/** What numbers, images and corners say by themselves. */
export function factsOf(boxes: readonly WrittenBox[], now: BoxReading, mixed: number): readonly string[] {
  if (boxes.length === 0) return ['No box lies in an image whose size is known.']
  const largest = boxes.reduce((most, b) => Math.max(most, ...b.numbers.map(Math.abs)), 0)
  const widest = boxes.reduce((most, { image }) => Math.max(most, image.width, image.height), 0)
  const where = `in ${boxesOf(boxes.length)} on images up to ${counted(widest)} px a side`
  const facts = [numbersFact(largest, widest, where)]
  const reversed = boxes.filter(({ numbers }) => isReversed(numbers)).length
  if (reversed > 0 && now.order !== 'xywh')
    facts.push(
      `In ${boxesOf(reversed)} the second corner lies before the first: swapped, or x, y, width, height.`,
    )
  if (mixed > 0)
    facts.push(`${boxesOf(mixed)} ${mixed === 1 ? 'is' : 'are'} written as fractions, the others are not.`)
  return facts
}

function numbersFact(largest: number, widest: number, where: string): string {
  if (largest <= 1) return `No number above 1 ${where}.`
  if (largest <= 1000 && widest > 1100) return `None above 1000 ${where}: thousandths would look like this.`
  const number = largest < 1e6 ? counted(Math.round(largest * 1000) / 1000) : largest.toPrecision(3)
  return `Largest number ${number} ${where}${largest > 1000 ? ': no thousandths' : ''}.`
}

/** That boxes of the resized image lie elsewhere where the model was shown fewer pixels than is taken. */
export function shownFact({ image, frame }: WrittenBox, other: Size, pixels: number): string {
  return (
    `Taken as what the model saw of ${sized(image)}: ${sized(frame)}. ` +
    `With max_pixels ${counted(pixels)} it saw ${sized(other)}, and the boxes lie elsewhere.`
  )
}

function boxesOf(count: number): string {
  return count === 1 ? msg('1 box') : msg(`${counted(count)} boxes`)
}

function isReversed(numbers: readonly number[]): boolean {
  if (numbers.length !== 4) return false
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = inXyOrder(numbers, 'xyxy')
  return x2 < x1 || y2 < y1
}

function sized({ width, height }: Size): string {
  return `${counted(width)} × ${counted(height)}`
}

function counted(n: number): string {
  return n.toLocaleString('en')
}
