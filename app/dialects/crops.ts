/**
 * Arithmetic that crop rules share: Python's rounding, whole-pixel cuts, growing small boxes, regions by the generic rule.
 * Everything counts in the image that is cut from. Knows no family.
 */
import { box, clampBox, heightOf, widthOf, type Box, type Point, type Size } from '../geometry/box'
import { roundHalfEven, smartResize, type PixelBudget } from '../geometry/smart-resize'
import { boxIn, type Notation, type Source } from '../geometry/spaces'
import type { ImageId, LookFlag, View } from '../trace/step'
import type { Cut, Deviation, Region } from './dialect'

/** Qwen2-VL and Qwen2.5-VL: patch 14 × merge 2. */
export const cell28 = 28

/** Longest side over shortest that `smart_resize` takes (qwen-vl-utils). */
export const thinnest = 200

/** Of tools that cut and resize before anything is read into RGB: what is done so here, too, is not said. */
export const cutInOwnMode: Deviation = {
  about: 'crop',
  words:
    'Upstream cuts and resizes grey with transparency, and grey of 16 bits, before it makes 8-bit colours of it; here it is read first.',
  when: ({ read }) => read?.mode === 'LA' || read?.mode === 'I;16',
}

/** Of the same tools: they save their crops as PNG. */
export const cropsUnsaved: Deviation = {
  about: 'image',
  words: 'Its tool cannot save crops of a CMYK file as PNG, and fails: no look at this image is answered.',
  when: ({ read }) => read?.mode === 'CMYK',
}

/** How something is seen at this size, in cells of `cell` pixels. */
export function seenAt(size: Size, filter: View['filter'], cell: number): Omit<Cut, 'crop'> {
  return { size, filter, grid: { width: size.width / cell, height: size.height / cell } }
}

/** `Image.crop` of Pillow rounds the four edges half to even (PIL/Image.py `_crop`). Held inside the image. */
export function pillowCut(b: Box<'source'>, picture: Size): Box<'source'> | undefined {
  return held(b, picture, roundHalfEven)
}

/** `int()` of the four edges. Held inside the image. */
export function truncatedCut(b: Box<'source'>, picture: Size): Box<'source'> | undefined {
  return held(b, picture, (v) => wholePixel(v, Infinity))
}

/** `int()` of an edge, between 0 and `most`. Numbers that were mapped there and back miss their whole value by rounding only. */
export function wholePixel(v: number, most: number): number {
  return Math.min(Math.max(Math.trunc(v + slack), 0), most)
}

function held(b: Box<'source'>, image: Size, whole: (v: number) => number): Box<'source'> | undefined {
  const cut = clampBox(box<'source'>(whole(b.left), whole(b.top), whole(b.right), whole(b.bottom)), image)
  return cut.right - cut.left < 1 || cut.bottom - cut.top < 1 ? undefined : cut
}

/** Whether `smart_resize` refuses it. */
export function isTooThin({ width, height }: Size): boolean {
  return Math.max(width, height) > thinnest * Math.min(width, height)
}

/** The size of a crop by `smart_resize`; undefined for what it refuses. */
export function resizedOrNone(size: Size, budget: PixelBudget, factor: number): Size | undefined {
  const { width, height } = size
  if (!(width > 0 && height > 0) || isTooThin(size)) return undefined
  return smartResize(size, budget, factor)
}

/** A box held inside the image, with the flags that says: past the edge (by more than half a pixel), or without area. */
export function heldRegion(asked: Box<'source'>, picture: Size): Region {
  const region = clampBox(asked, picture)
  const flags: LookFlag[] = []
  // Half a pixel: thousandths and smart-resized pixels do not add up to whole ones.
  const past = Math.max(-asked.left, -asked.top, asked.right - picture.width, asked.bottom - picture.height)
  if (past > 0.5) flags.push('clamped')
  if (!(region.right > region.left && region.bottom > region.top)) flags.push('invalid')
  return { region, flags }
}

/** Numbers read by the generic rule of a notation: a box held inside, or the small box around a point. */
export function genericRegion(notation: Notation, numbers: readonly number[], source: Source): Region {
  const asked = boxIn(notation, numbers, source)
  return numbers.length === 2 ? aroundPoint(asked, source.size) : heldRegion(asked, source.size)
}

/** Nobody wrote that box: it is there to be seen and taken hold of. */
function aroundPoint({ left: x, top: y }: Box<'source'>, picture: Size): Region {
  const reach = pointReach(picture)
  const { region, flags } = heldRegion(box(x - reach, y - reach, x + reach, y + reach), picture)
  const outside = x < 0 || y < 0 || x > picture.width || y > picture.height
  const odd = outside ? flags : flags.filter((f) => f !== 'clamped')
  return { region, point: { x, y }, flags: ['point', ...odd] }
}

/** Pixels from a point to the edges of the box drawn around it. */
export function pointReach({ width, height }: Size): number {
  return Math.max(8, Math.ceil(Math.max(width, height) / 100))
}

/** The point a box lies around: its middle, but for one of `reach` that was cut off at the image's edge. */
export function pointOfBox(r: Box<'source'>, { width, height }: Size, reach: number): Point {
  return { x: middle([r.left, r.right], width, reach), y: middle([r.top, r.bottom], height, reach) }
}

/** Edges that were mapped to another space and back miss their whole pixel by rounding: far less than this. */
export const slack = 1e-6

function middle([near, far]: readonly [number, number], side: number, reach: number): number {
  const [first, last] = [near <= slack, far >= side - slack]
  if (far - near < 2 * reach - slack && first !== last)
    return first ? Math.max(0, far - reach) : Math.min(side, near + reach)
  return (near + far) / 2
}

/**
 * A box with a side under `least` pixels grown around its centre, as the zoom tools of DeepEyes (visual_toolbox_v2.py) and
 * Qwen-Agent (image_zoom_in_qwen3vl.py) do it with the same lines.
 */
export function grownToLeast(b: Box<'source'>, least: number): Box<'source'> {
  const width = widthOf(b)
  const height = heightOf(b)
  if (height >= least && width >= least) return b
  const x = (b.left + b.right) / 2
  const y = (b.top + b.bottom) / 2
  const ratio = least / Math.min(height, width)
  const halfHeight = Math.ceil(height * ratio * 0.5)
  const halfWidth = Math.ceil(width * ratio * 0.5)
  return box(
    Math.floor(x - halfWidth),
    Math.floor(y - halfHeight),
    Math.ceil(x + halfWidth),
    Math.ceil(y + halfHeight),
  )
}

/**
 * A tool's `int(n * scale)` taken back, to the last bit: the largest whole `n` whose pixel lies before `pixel` (at least 0).
 * `pixelOf` is the tool's own arithmetic.
 */
export function lastBefore(pixel: number, scale: number, pixelOf: (n: number) => number): number {
  let n = Math.ceil(pixel / scale) + 1
  while (n > 0 && pixelOf(n) >= pixel) n--
  return Math.max(0, n)
}

/** The same for a far edge: the smallest whole `n` whose pixel is `pixel` or lies behind it. */
export function firstFrom(pixel: number, scale: number, pixelOf: (n: number) => number): number {
  let n = Math.max(0, Math.ceil(pixel / scale) - 2)
  while (pixelOf(n) < pixel) n++
  return n
}

/** The whole image as a Qwen-VL model with cells of this side sees it; throws Failure `bad-input` for impossible shapes. */
export function overviewIn(cell: number) {
  return (image: ImageId, size: Size, budgets: { readonly image: PixelBudget }): View => ({
    image,
    ...seenAt(smartResize(size, budgets.image, cell), 'bicubic', cell),
  })
}

/** `[1, 2, 3, 4]` with at most `digits` decimals. */
export function writeNumbers(numbers: readonly number[], digits = 0): string {
  return `[${numbers.map((n) => String(Number(n.toFixed(digits)))).join(', ')}]`
}
