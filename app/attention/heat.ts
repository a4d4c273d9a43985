/** One row of attention as people see it: a grid on each image, and shares of steps. Pure; draws nothing. */
import { box, fullBox, heightOf, widthOf, type Box, type Size } from '../geometry/box'
import type { View } from '../trace/step'
import { tokensOf, type AttendedPiece, type Rows } from './attended'

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

/** What of a row falls on these tokens. */
export function shareOn(row: Float64Array, { from, to }: Rows): number {
  return sumOf(row.subarray(Math.max(0, from), Math.max(0, to)))
}

/** Where each token of an image lies on the whole image, row after row. */
export function placesOf({ view, width, height }: ImageHeat, size: Size): readonly Box<'image'>[] {
  const region = view.crop ?? fullBox<'image'>(size)
  const across = widthOf(region) / width
  const down = heightOf(region) / height
  return Array.from({ length: width * height }, (_, i) => {
    const left = region.left + (i % width) * across
    const top = region.top + Math.floor(i / width) * down
    return box<'image'>(left, top, left + across, top + down)
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
