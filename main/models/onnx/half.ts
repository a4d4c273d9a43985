/** 16-bit floats, which JavaScript of Node 20 does not have: their bits to numbers and back. Knows no tensor. */

let table: Float32Array | undefined

/** The numbers behind 16-bit float patterns. */
export function fromHalf(bits: Uint16Array, into = new Float32Array(bits.length)): Float32Array {
  table ??= Float32Array.from({ length: 65536 }, (_, i) => valueOf(i))
  for (let i = 0; i < bits.length; i++) into[i] = table[bits[i] as number] as number
  return into
}

/** The nearest 16-bit float patterns; halves go to the even neighbour. */
export function toHalf(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length)
  return Uint16Array.from(words, patternOf)
}

function valueOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function patternOf(word: number): number {
  const sign = (word >>> 16) & 0x8000
  const exponent = (word >>> 23) & 255
  const fraction = word & 0x7fffff
  if (exponent === 255) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200)
  const shifted = exponent - 112
  if (shifted >= 31) return sign | 0x7c00
  if (shifted <= 0) {
    if (shifted < -10) return sign
    return sign | rounded(fraction | 0x800000, 14 - shifted)
  }
  // A carry out of the fraction rightly raises the exponent.
  return sign | ((shifted << 10) + rounded(fraction, 13))
}

function rounded(value: number, drop: number): number {
  const kept = value >>> drop
  const rest = value & ((1 << drop) - 1)
  const half = 1 << (drop - 1)
  return kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0)
}
