/** Colours of an image between its pixels, as the detector and the recogniser take them. Pure; knows no model. */
import type { Pixels } from '../../../images/raster'
import { pointInRectangle, type RectanglePoint, type Rectangle } from './rectangle'

/** What both graphs take: blue, green and red planes from -1 to 1. */
export interface Planes {
  readonly width: number
  readonly height: number
  readonly data: Float32Array
}

/** Height of a line as the recogniser reads it. Pixels. */
export const lineHeight = 48
/** Pixels of a straightened line for one guess. */
export const step = 8
const leastWidth = 32
const mostWidth = lineHeight * 40

/** An image enlarged, and filled up with the colour of its border to sides that are multiples of `multiple`. */
export function enlarged(image: Pixels, by: number, multiple: number): Planes {
  const up = (side: number) => Math.ceil((side * by) / multiple) * multiple
  const [width, height] = [up(image.width), up(image.height)]
  const colour = new Float64Array(3)
  const made = planes(width, height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sample(image, [(x + 0.5) / by, (y + 0.5) / by], colour)
      made.set(x, y, colour)
    }
  }
  return made
}

/** A line's pixels laid straight; several samples a pixel where it is made smaller. */
export function straightened(image: Pixels, box: Rectangle): Planes {
  const scale = box.height / lineHeight
  const wanted = Math.ceil(box.width / scale / step) * step
  const width = Math.min(mostWidth, Math.max(leastWidth, wanted))
  const samples = Math.max(1, Math.ceil(scale))
  const made = planes(width, lineHeight)
  const [colour, total] = [new Float64Array(3), new Float64Array(3)]
  for (let y = 0; y < lineHeight; y++) {
    for (let x = 0; x < width; x++) {
      total.fill(0)
      for (let i = 0; i < samples * samples; i++) {
        const [across, down] = [i % samples, Math.floor(i / samples)]
        const u = (x + (across + 0.5) / samples) * scale
        const v = (y + (down + 0.5) / samples) * scale
        sample(image, pointInRectangle(box, u, v), colour)
        for (let c = 0; c < 3; c++) total[c] = (total[c] as number) + (colour[c] as number)
      }
      for (let c = 0; c < 3; c++) total[c] = (total[c] as number) / samples ** 2
      made.set(x, y, total)
    }
  }
  return made
}

function planes(width: number, height: number) {
  const data = new Float32Array(3 * width * height)
  const plane = width * height
  return {
    width,
    height,
    data,
    /** RGB from 0 to 255. */
    set: (x: number, y: number, colour: Float64Array) => {
      for (let c = 0; c < 3; c++)
        data[(2 - c) * plane + y * width + x] = Math.fround(colour[c] as number) / 127.5 - 1
    },
  }
}

/** The colour at a place counted from the image's top left corner; what lies outside has the colour of the border. */
function sample({ width, height, data }: Pixels, [x, y]: RectanglePoint, into: Float64Array): void {
  const [px, py] = [clamp(x - 0.5, width - 1), clamp(y - 0.5, height - 1)]
  const [x0, y0] = [Math.floor(px), Math.floor(py)]
  const [x1, y1] = [Math.min(x0 + 1, width - 1), Math.min(y0 + 1, height - 1)]
  const [fx, fy] = [px - x0, py - y0]
  const at = (ax: number, ay: number, c: number) => data[(ay * width + ax) * 3 + c] as number
  for (let c = 0; c < 3; c++) {
    const top = at(x0, y0, c) * (1 - fx) + at(x1, y0, c) * fx
    const bottom = at(x0, y1, c) * (1 - fx) + at(x1, y1, c) * fx
    into[c] = top * (1 - fy) + bottom * fy
  }
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value))
}
