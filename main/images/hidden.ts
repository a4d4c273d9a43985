/**
 * Parts of a view taken out of sight: painted over in its own pixels, after every resize, so that nothing of them runs into what
 * is left. Knows no model.
 */
import type { Box } from '../../app/geometry/box'
import type { HiddenParts } from '../../app/trace/step'
import type { Pixels } from './raster'

/** The middle of the scale: neither paper nor night, and near the mean the encoders were trained around. */
export const grey = 128

/** A blur reaches over this share of the view's shorter side: no letter and no line is left of what a model looks closer at. */
const reach = 1 / 6
const leastReach = 8

/** A view with nothing hidden, from which the same with parts hidden can be made many times. */
export interface UncoveredView {
  readonly pixels: Pixels
  /** The part of the image that it shows, in image pixels. */
  readonly region: Box<'image'>
  /** Its blur, once it was asked for. */
  blurred?: Uint8Array
}

/** The pixels of a view without what is hidden of it. A box that does not touch the view changes nothing. */
export function hide(view: UncoveredView, { cover, boxes }: HiddenParts): Pixels {
  const { width, height, data } = view.pixels
  const places = boxes.map((b) => placeOf(b, view)).filter((p) => p.right > p.left && p.bottom > p.top)
  if (places.length === 0) return view.pixels
  const covered = new Uint8Array(data)
  const under = cover === 'blur' ? (view.blurred ??= blurred(view.pixels)) : undefined
  for (const { left, top, right, bottom } of places)
    for (let y = top; y < bottom; y++) {
      const [from, to] = [(y * width + left) * 3, (y * width + right) * 3]
      if (under === undefined) covered.fill(grey, from, to)
      else covered.set(under.subarray(from, to), from)
    }
  return { width, height, data: covered }
}

/** Whole pixels of the view; neighbours on the image stay neighbours there. */
function placeOf({ left, top, right, bottom }: Box<'image'>, { pixels, region }: UncoveredView) {
  const across = (x: number) => along(x, [region.left, region.right], pixels.width)
  const down = (y: number) => along(y, [region.top, region.bottom], pixels.height)
  return { left: across(left), top: down(top), right: across(right), bottom: down(bottom) }
}

function along(at: number, [from, to]: readonly [number, number], length: number): number {
  return Math.max(0, Math.min(length, Math.round(((at - from) / (to - from)) * length)))
}

/** Three box blurs in a row, each way: as good as a Gauss, and as quick for any reach. */
function blurred({ width, height, data }: Pixels): Uint8Array {
  const radius = Math.max(leastReach, Math.round(Math.min(width, height) * reach))
  const across = { lines: height, length: width, step: 3, next: width * 3, radius }
  const down = { lines: width, length: height, step: width * 3, next: 3, radius }
  let now = data
  for (let pass = 0; pass < 3; pass++) now = boxBlur(boxBlur(now, across), down)
  return now
}

interface Lines {
  readonly lines: number
  readonly length: number
  /** Bytes from one pixel of a line to the next, and from one line to the next. */
  readonly step: number
  readonly next: number
  readonly radius: number
}

/** Each pixel the mean of those around it on its line; the line's ends go on beyond it. */
function boxBlur(data: Uint8Array, { lines, length, step, next, radius }: Lines): Uint8Array {
  const out = new Uint8Array(data.length)
  const count = 2 * radius + 1
  for (let line = 0; line < lines; line++)
    for (let channel = 0; channel < 3; channel++) {
      const start = line * next + channel
      const at = (i: number) => data[start + Math.max(0, Math.min(length - 1, i)) * step] as number
      let sum = 0
      for (let i = -radius; i <= radius; i++) sum += at(i)
      for (let i = 0; i < length; i++) {
        out[start + i * step] = Math.round(sum / count)
        sum += at(i + radius + 1) - at(i - radius)
      }
    }
  return out
}
