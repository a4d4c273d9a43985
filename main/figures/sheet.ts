/**
 * Pixels a figure or a frame of a film is put together on: images laid at any place and size, and what was painted over them. Eight bits a
 * channel, no transparency. Knows no decoder.
 */
import type { Box, Size } from '../../app/geometry/box'

/** Pixels, three bytes each. */
export interface Raster extends Size {
  readonly data: Uint8Array
}

/** An image in halves of itself, the largest first, so that it is never read more thinly than it is shown. */
export type Pyramid = readonly [Raster, ...Raster[]]

/** A sheet. */
export class PixelSheet {
  readonly data: Uint8Array

  constructor(readonly size: Size) {
    this.data = new Uint8Array(size.width * size.height * 3).fill(255)
  }

  /** Lays an image over a place, seen only inside of `clip`. `alpha`: how thick. */
  lay(pyramid: Pyramid, { on, clip, alpha, pixels }: LaidImage): void {
    const [left, right] = spanOf([on.left, on.right], [clip.left, clip.right], this.size.width)
    const [top, bottom] = spanOf([on.top, on.bottom], [clip.top, clip.bottom], this.size.height)
    if (left >= right || top >= bottom || alpha <= 0) return
    const level = levelFor(pyramid, on)
    const columns = stepsOf(left, right, { from: on.left, to: on.right, count: level.width, pixels })
    const rows = stepsOf(top, bottom, { from: on.top, to: on.bottom, count: level.height, pixels })
    for (const [i, row] of rows.entries())
      this.#layRow(level, { row, columns, at: ((top + i) * this.size.width + left) * 3, alpha })
  }

  /** Puts what was painted (four bytes a pixel, not multiplied) over all of it. */
  cover(painted: Uint8Array): void {
    const { data } = this
    for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
      const alpha = painted[from + 3] ?? 0
      if (alpha === 0) continue
      for (let c = 0; c < 3; c++) {
        const below = data[to + c] ?? 0
        data[to + c] =
          alpha === 255
            ? (painted[from + c] ?? 0)
            : below + (((painted[from + c] ?? 0) - below) * alpha) / 255 + 0.5
      }
    }
  }

  #layRow({ data: source, width }: Raster, { row, columns, at, alpha }: Row): void {
    const { data } = this
    const [upper, lower] = [row.low * width, row.high * width]
    let to = at
    for (const { low, high, share } of columns) {
      const [a, b, c, d] = [(upper + low) * 3, (upper + high) * 3, (lower + low) * 3, (lower + high) * 3]
      for (let channel = 0; channel < 3; channel++) {
        const over = mix(source[a + channel], source[b + channel], share)
        const under = mix(source[c + channel], source[d + channel], share)
        const value = over + (under - over) * row.share
        data[to] = mix(data[to], value, alpha) + 0.5
        to++
      }
    }
  }
}

interface Row {
  readonly row: Step
  readonly columns: readonly Step[]
  readonly at: number
  readonly alpha: number
}

/** Where an image is laid, in pixels of the sheet. */
export interface LaidImage {
  readonly on: Box<'screen'>
  readonly clip: Box<'screen'>
  readonly alpha: number
  /** Each pixel is to be seen; else they are smoothed. */
  readonly pixels: boolean
}

/** Between which two pixels one is read, and how far along. */
interface Step {
  readonly low: number
  readonly high: number
  readonly share: number
}

interface Along {
  readonly from: number
  readonly to: number
  /** Pixels of the image. */
  readonly count: number
  readonly pixels: boolean
}

function stepsOf(first: number, end: number, { from, to, count, pixels }: Along): readonly Step[] {
  const scale = count / (to - from)
  return Array.from({ length: end - first }, (_, i) => {
    const middle = (first + i + 0.5 - from) * scale
    if (pixels) {
      const low = Math.min(Math.max(Math.floor(middle), 0), count - 1)
      return { low, high: low, share: 0 }
    }
    const at = Math.min(Math.max(middle - 0.5, 0), count - 1)
    const low = Math.floor(at + 1e-6)
    return { low, high: Math.min(low + 1, count - 1), share: Math.max(0, at - low) }
  })
}

/** Whole pixels whose middle lies in both spans. */
function spanOf(on: Span, clip: Span, most: number): Span {
  return [
    Math.max(0, Math.round(Math.max(on[0], clip[0]))),
    Math.min(most, Math.round(Math.min(on[1], clip[1]))),
  ]
}

type Span = readonly [from: number, to: number]

/** The smallest that still has a pixel for each that is shown. */
function levelFor(pyramid: Pyramid, on: Box<'screen'>): Raster {
  const width = on.right - on.left
  return pyramid.findLast((level) => level.width >= width - 0.5) ?? pyramid[0]
}

function mix(from = 0, to = 0, share: number): number {
  return from + (to - from) * share
}
