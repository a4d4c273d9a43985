/**
 * Python's arithmetic where JavaScript's is another: division with a remainder, rounding to digits. Pure.
 * Sources: CPython, Objects/floatobject.c (`_float_div_mod`, `double_round`: of the exact value of a number, halves to the even
 * neighbour); NumPy, `round` (multiplied, rounded half to even, divided again).
 */
import { roundHalfEven } from '../geometry/smart-resize'

/** `a // b` and `a % b`, the rest with the sign of `b`; `b` is not 0. */
export function dividedWhole(a: number, b: number): { readonly whole: number; readonly rest: number } {
  const raw = a % b
  const over = raw !== 0 && raw < 0 !== b < 0
  const rest = over ? raw + b : raw
  const share = (a - raw) / b - (over ? 1 : 0)
  const floor = Math.floor(share)
  return { whole: share - floor > 0.5 ? floor + 1 : floor, rest }
}

/** Fewer and more digits are bait. */
const most = 15

/** `round(value, digits)`; negative digits are tens, hundreds. */
export function roundedTo(value: number, digits: number): number {
  const places = Math.max(-most, Math.min(most, Math.trunc(digits)))
  if (places <= 0) {
    const tens = 10 ** -places
    return roundHalfEven(value / tens) * tens
  }
  // All digits a number has that lies half-way between two others.
  const written = Math.abs(value).toFixed(places + most)
  const half = Math.abs(value) < 1e21 && /^50*$/.test(written.slice(written.length - most))
  const isHalf = half && Number(written) === Math.abs(value)
  if (!isHalf) return Number(value.toFixed(places))
  const low = written.slice(0, written.length - most)
  const even = Number(low.at(-1)) % 2 === 0
  const magnitude = even ? Number(low) : Number(Math.abs(value).toFixed(places))
  return value < 0 ? -magnitude : magnitude
}

/** `numpy.round(value, digits)`, which says 0.4 of 0.35 where Python says 0.3. */
export function roundedByScale(value: number, digits: number): number {
  const tens = 10 ** Math.min(most, Math.abs(Math.trunc(digits)))
  return digits < 0 ? roundHalfEven(value / tens) * tens : roundHalfEven(value * tens) / tens
}
