/**
 * A word as a sum of the signs of its letters, each where it stands in the word: a name can be found as a whole, and where a letter
 * of it has been misread. Pure.
 */

const letters = new Map([...'abcdefghijklmnopqrstuvwxyz0123456789'].map((letter, i) => [letter, i + 1]))
const size = 64
/** So many letters of a word count. */
const coded = 8

/** 64 numbers, scaled to about length 2; zeros for a word without letters and digits. */
export function wordHash(word: string): Float32Array {
  const made = new Float32Array(size)
  const codes = [...word.toLowerCase()].flatMap((c) => letters.get(c) ?? []).slice(0, coded)
  for (const [place, letter] of codes.entries())
    for (let i = 0; i < size; i++)
      made[i] =
        (made[i] as number) + ((mixed(2 * (letter * coded + place) + (i >> 5)) >>> (i & 31)) & 1 ? 1 : -1)
  const scale = codes.length === 0 ? 0 : Math.fround(0.25 / Math.sqrt(codes.length))
  return made.map((sum) => sum * scale)
}

/** 32 bits that look random. */
function mixed(code: number): number {
  const x = Math.imul(code, 2654435761)
  const y = Math.imul(x ^ (x >>> 16), 2246822519)
  return (y ^ (y >>> 13)) >>> 0
}
