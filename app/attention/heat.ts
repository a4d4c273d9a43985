/** One row of attention as people see it: a grid on each image, and shares of steps. Pure; draws nothing. */
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

function sumOf(values: Iterable<number>): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
