/**
 * Where a request lies on the original image and what the model then gets to see, also when its numbers count in an
 * earlier crop. One function for running, reading and re-reading. Pure; knows no family.
 */
import { box, clampBox, type Box, type Point, type Size } from '../geometry/box'
import { boxIn, inXyOrder, type Notation } from '../geometry/spaces'
import type { ImageId, LookFlag, Placed, View } from '../trace/step'
import { aroundPoint } from './crops'
import type { Budgets, Dialect } from './dialect'

/** A picture the model has seen: the part of the original it shows, and how it was seen. */
export interface Seen {
  readonly area: Box<'image'>
  readonly view: View
}

/** The original image with its view; `inside` where the numbers count in an earlier crop. */
export interface Ground {
  readonly dialect: Dialect
  readonly image: { readonly id: ImageId; readonly size: Size }
  readonly view: View
  readonly budgets: Budgets
  readonly inside?: Seen
  /** How the numbers are written; absent, or what the dialect says itself: read by the dialect's own exact rule. */
  readonly notation?: Notation
  /** How many times larger the request asks its crop to be. */
  readonly zoom?: number
}

/** A request with its place; `view` absent: no crop can be given. `frame`: what the numbers count in. */
export interface PlacedLook extends Placed {
  readonly frame: Size
  readonly view?: View
}

/** Places a request. Regions are in original pixels, crops in whole ones inside the image. */
export function placeLook(numbers: readonly number[], ground: Ground): PlacedLook {
  const { dialect, budgets, inside, image } = ground
  const frame = (inside?.view ?? ground.view).size
  const picture = pictureSize(ground)
  const { region, flags, point } = readNumbers(numbers, ground, { picture, frame })
  const placed = {
    region: outOf(region, picture, inside),
    ...(point === undefined ? {} : { point: pointOut(point, picture, inside) }),
    frame,
  }
  // A point is only shown to a model whose own requests are points; elsewhere it is a click, or something named.
  const named = dialect.shows === 'none' || (numbers.length === 2 && !asksForPoints(dialect))
  if (flags.includes('invalid') || named) return { ...placed, flags }
  const { zoom } = ground
  const view = dialect.crop(image.id, region, picture, zoom === undefined ? budgets : { ...budgets, zoom })
  if (view === undefined) return { ...placed, flags: [...flags, 'invalid'] }
  if (inside === undefined || view.crop === undefined) return { ...placed, flags, view }
  const cut = wholePixels(outOf(view.crop, picture, inside), image.size)
  return { ...placed, flags, view: { ...view, crop: cut } }
}

/** How a dialect writes its numbers. */
export function notationOf({ space, order = 'xyxy' }: Pick<Dialect, 'space' | 'order'>): Notation {
  return { space, order }
}

/** What the numbers count in: the picture the tool cuts from and the frame the model saw it in. */
interface Sizes {
  readonly picture: Size
  readonly frame: Size
}

function readNumbers(numbers: readonly number[], { dialect, notation }: Ground, sizes: Sizes) {
  const { picture, frame } = sizes
  const own = notationOf(dialect)
  const same = notation === undefined || (notation.space === own.space && notation.order === own.order)
  if (numbers.length === 2 && !asksForPoints(dialect))
    return aroundPoint(pointIn(notation ?? own, numbers, sizes), picture)
  if (same) return dialect.region(numbers, picture, frame)
  if (numbers.length !== 2) return readAs(notation, numbers, sizes)
  const { x, y } = pointIn(notation, numbers, sizes)
  return dialect.region([x, y], picture, frame)
}

/** Whether the dialect's own requests name points, which count in pixels of the picture (ViGoRL). */
function asksForPoints(dialect: Dialect): boolean {
  const size = { width: 1, height: 1 }
  return dialect.request(box(0, 0, 1, 1), size, size).numbers.length === 2
}

/** Pixels of the picture the tool cuts from. */
function pictureSize({ dialect, image, inside }: Ground): Size {
  if (inside === undefined) return image.size
  if (dialect.nested === 'seen') return inside.view.size
  const { left, top, right, bottom } = inside.area
  return { width: right - left, height: bottom - top }
}

/** A point read in a space, in pixels of the picture. */
function pointIn({ space, order }: Notation, numbers: readonly number[], { picture, frame }: Sizes): Point {
  const [x = 0, y = 0] = inXyOrder(numbers, order)
  const at = boxIn(space, [x, y, x, y], picture, frame)
  return { x: at.left, y: at.top }
}

/** The generic reading, clamped; a box with no area is invalid. */
function readAs(
  { space, order }: Notation,
  numbers: readonly number[],
  { picture, frame }: Sizes,
): ReturnType<Dialect['region']> {
  const asked = boxIn(space, inXyOrder(numbers, order), picture, frame)
  const region = clampBox(asked, picture)
  const flags: LookFlag[] = []
  // Half a pixel: thousandths and smart-resized pixels do not add up to whole ones.
  const past =
    Math.max(-asked.left, -asked.top, asked.right - picture.width, asked.bottom - picture.height) > 0.5
  if (past) flags.push('clamped')
  if (!(region.right > region.left && region.bottom > region.top)) flags.push('invalid')
  return { region, flags }
}

/** A box of a picture as a box of the original. */
function outOf(b: Box<'image'>, picture: Size, inside: Seen | undefined): Box<'image'> {
  if (inside === undefined) return b
  const { left, top, right, bottom } = inside.area
  const x = (right - left) / picture.width
  const y = (bottom - top) / picture.height
  return box(left + b.left * x, top + b.top * y, left + b.right * x, top + b.bottom * y)
}

function pointOut({ x, y }: Point, picture: Size, inside: Seen | undefined): Point {
  const { left, top } = outOf(box(x, y, x, y), picture, inside)
  return { x: left, y: top }
}

/** The smallest whole-pixel box around `b` inside the image; at least one pixel. */
function wholePixels(b: Box<'image'>, image: Size): Box<'image'> {
  const left = Math.min(Math.max(0, Math.floor(b.left + slack)), image.width - 1)
  const top = Math.min(Math.max(0, Math.floor(b.top + slack)), image.height - 1)
  const right = Math.max(left + 1, Math.min(image.width, Math.ceil(b.right - slack)))
  const bottom = Math.max(top + 1, Math.min(image.height, Math.ceil(b.bottom - slack)))
  return box(left, top, right, bottom)
}

/** Rounding of the arithmetic, far below a pixel. */
const slack = 1e-6
