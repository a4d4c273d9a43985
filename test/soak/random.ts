/** Numbers from a seed: the same attack again. */

export interface Random {
  /** A whole number from 0 up to, not including, `n`. */
  readonly below: (n: number) => number
  readonly pick: <T>(of: readonly [T, ...T[]] | readonly T[]) => T
  readonly bytes: (n: number) => Buffer
}

/** mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n: number) => Math.floor(next() * n)
  return {
    below,
    pick: (of) => {
      const one = of[below(of.length)]
      if (one === undefined) throw new Error('nothing to pick from')
      return one
    },
    bytes: (n) => Buffer.from(Array.from({ length: n }, () => below(256))),
  }
}
