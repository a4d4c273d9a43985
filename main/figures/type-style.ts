/** A font as painters write it (`600 11px 'Noto Sans', sans-serif`), in its parts. Pure. */
import type { Weight } from './fonts'

/** The parts of a font. */
export interface TypeStyle {
  readonly weight: Weight
  /** Pixels. */
  readonly size: number
  readonly family: string
}

/** From the middle of small letters and capitals down to the line they stand on, as browsers have it for Noto Sans. */
const middleToBase = 0.36

/** The parts. */
export function typeStyle(font: string): TypeStyle {
  const [, weight = '400', size = '12', family = 'sans-serif'] =
    /^(?:(\d+) )?([\d.]+)px (.+)$/.exec(font) ?? []
  return { weight: Number(weight) >= 550 ? 600 : 400, size: Number(size), family }
}

/** Where the line of letters is for a text painted at `y`. */
export function baselineOf(y: number, size: number, textBaseline: string): number {
  return textBaseline === 'middle' ? y + size * middleToBase : y
}
