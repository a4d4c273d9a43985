/**
 * A word as a sum of signs of its three-letter parts: words that share parts are alike, so a name can be found before it can be
 * spelled, and where it has been misread. Pure.
 */

const letters = new Map([...'abcdefghijklmnopqrstuvwxyz0123456789'].map((letter, i) => [letter, i + 1]))
const size = 64

/** 64 numbers, scaled to about length 1; zeros for a word without letters and digits. */
export function hashOf(word: string): Float32Array {
  const made = new Float32Array(size)
  const codes = [...word.toLowerCase()].flatMap((c) => letters.get(c) ?? [])
  if (codes.length === 0) return made
  const all = [0, ...codes, letters.size + 1]
  for (let i = 0; i + 2 < all.length; i++) {
    const [a, b, c] = [all[i] as number, all[i + 1] as number, all[i + 2] as number]
    const mixed = Math.imul((a * 38 + b) * 38 + c, 2654435761) >>> 0
    const at = mixed >>> 26
    made[at] = (made[at] as number) + ((mixed >>> 25) & 1 ? 1 : -1)
  }
  const scale = Math.fround(Math.sqrt(codes.length))
  return made.map((sign) => sign / scale)
}
