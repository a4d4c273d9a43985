/** One row of attention as people see it: a grid on each image, and shares of steps. Pure; draws nothing. */
import { box, fullBox, heightOf, widthOf, type Box, type Size } from '../geometry/box'
import type { View } from '../trace/step'
import { tokensOf, type AttendedPiece, type TokenRows } from './attended'

/** Attention on one image. */
export interface ImageHeat {
  readonly view: View
  /** Of the grid: a value a visual token, row after row. */
  readonly width: number
  readonly height: number
  /** Shares of all attention, which with those of text and other images are 1. */
  readonly values: readonly number[]
  /** Their sum. */
  readonly share: number
}

/** The grids of a context's images, in order. */
export function heatOf(pieces: readonly AttendedPiece[], row: Float64Array): readonly ImageHeat[] {
  const heats: ImageHeat[] = []
  let at = 0
  for (const piece of pieces) {
    const end = at + tokensOf(piece)
    if (piece.type === 'image') {
      const values = Array.from(row.subarray(at, end))
      const { view, width, height } = piece
      heats.push({ view, width, height, values, share: sumOf(values) })
    }
    at = end
  }
  return heats
}

/** Cells of an image that are drawn at most: beyond that a token stays one. */
const mostCells = 8000
/** Cells a token is cut into each way. */
const mostFine = 4

/**
 * The same between the middles of its tokens, bilinearly: finer cells, each with what a token there would have. Nothing is known that the
 * tokens do not say; it is easier to hold against the image.
 */
export function upsampled(heat: ImageHeat): ImageHeat {
  const { width, height, values } = heat
  const fine = Math.min(mostFine, Math.floor(Math.sqrt(mostCells / Math.max(1, width * height))))
  if (fine < 2) return heat
  const at = (x: number, y: number) => values[y * width + x] ?? 0
  const finer = Array.from({ length: width * height * fine * fine }, (_, i) => {
    const x = between((i % (width * fine)) / fine, { fine, count: width })
    const y = between(Math.floor(i / (width * fine)) / fine, { fine, count: height })
    const upper = at(x.low, y.low) * (1 - x.part) + at(x.high, y.low) * x.part
    const lower = at(x.low, y.high) * (1 - x.part) + at(x.high, y.high) * x.part
    return upper * (1 - y.part) + lower * y.part
  })
  return { ...heat, width: width * fine, height: height * fine, values: finer }
}

/** The tokens whose middles lie on both sides of a fine cell's, and how far it is from the first to the second. */
function between(edge: number, { fine, count }: { readonly fine: number; readonly count: number }) {
  const place = Math.min(count - 1, Math.max(0, edge + 0.5 / fine - 0.5))
  const low = Math.floor(place)
  return { low, high: Math.min(count - 1, low + 1), part: place - low }
}

/** What of a row falls on these tokens. */
export function shareOn(row: Float64Array, { from, to }: TokenRows): number {
  return sumOf(row.subarray(Math.max(0, from), Math.max(0, to)))
}

/** Where each token of an image lies on the whole image, row after row. */
export function placesOf({ view, width, height }: ImageHeat, size: Size): readonly Box<'image'>[] {
  const region = view.crop ?? fullBox<'image'>(size)
  const across = widthOf(region) / width
  const down = heightOf(region) / height
  return Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    // Each edge worked out as its neighbour's is: a hair between them would be a line once both are rounded.
    return box<'image'>(
      region.left + x * across,
      region.top + y * down,
      region.left + (x + 1) * across,
      region.top + (y + 1) * down,
    )
  })
}

/** The place of the token with the largest share; undefined where all are 0. */
export function strongestOn(heat: ImageHeat, size: Size): Box<'image'> | undefined {
  let at = -1
  for (const [i, value] of heat.values.entries()) if (value > (at < 0 ? 0 : (heat.values[at] ?? 0))) at = i
  return placesOf(heat, size)[at]
}

function sumOf(values: Iterable<number>): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
