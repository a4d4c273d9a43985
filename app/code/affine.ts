/** Maps between the pixels of two images: shift, scale, quarter turns and mirrors. Pure arithmetic. */
import type { Size } from '../geometry/box'

/** `X = a·x + c·y + e`, `Y = b·x + d·y + f`. */
export interface AffineMap {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
  readonly f: number
}

/** Four edges: left, top, right, bottom. */
export type EdgeNumbers = readonly [number, number, number, number]

/** Changes nothing. */
export const identity: AffineMap = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 }

/** Moves by x and y. */
export function shift(x: number, y: number): AffineMap {
  return { ...identity, e: x, f: y }
}

/** Stretches by x and y. */
export function scale(x: number, y: number): AffineMap {
  return { ...identity, a: x, d: y }
}

/** First `inner`, then `outer`. (A module that exports `then` would be taken for a promise.) */
export function composed(inner: AffineMap, outer: AffineMap): AffineMap {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: outer.a * inner.e + outer.c * inner.f + outer.e,
    f: outer.b * inner.e + outer.d * inner.f + outer.f,
  }
}

/** From the pixels of an image turned or mirrored about its centre (`linear`) to those before; sizes before and after. */
export function aboutCentre(
  linear: Pick<AffineMap, 'a' | 'b' | 'c' | 'd'>,
  before: Size,
  after: Size,
): AffineMap {
  const x = after.width / 2
  const y = after.height / 2
  return {
    ...linear,
    e: before.width / 2 - linear.a * x - linear.c * y,
    f: before.height / 2 - linear.b * x - linear.d * y,
  }
}

/** A map back; undefined where an axis was squeezed to nothing. */
export function inverseAffine({ a, b, c, d, e, f }: AffineMap): AffineMap | undefined {
  const det = a * d - b * c
  if (det === 0 || !Number.isFinite(det)) return undefined
  return {
    a: d / det,
    b: -b / det,
    c: -c / det,
    d: a / det,
    e: (c * f - d * e) / det,
    f: (b * e - a * f) / det,
  }
}

/** The upright box around a mapped one. */
export function mapEdges(map: AffineMap, [left, top, right, bottom]: EdgeNumbers): EdgeNumbers {
  const x1 = map.a * left + map.c * top + map.e
  const y1 = map.b * left + map.d * top + map.f
  const x2 = map.a * right + map.c * bottom + map.e
  const y2 = map.b * right + map.d * bottom + map.f
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)]
}
