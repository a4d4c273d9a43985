/**
 * Where the cache of a hybrid decoder is kept while a context is read. Its states cannot be cut at a token, so a later context can only go
 * on from a place that was kept: where a step begins (what was generated is a piece of its own), where an image begins and ends (another
 * crop may take its place), where another branch left this one before, and before the last token, which is read again for its scores. Pure.
 */
import type { Sequence } from './sequence'

/** Places behind `from`, ascending; the last is the end of the sequence. `fork`: where another branch is known to go off. */
export function placesIn(
  { starts, keys }: Pick<Sequence, 'starts' | 'keys'>,
  from: number,
  fork: number | undefined,
): readonly number[] {
  const total = keys.length
  const all = [...starts, ...(fork === undefined ? [] : [fork]), total - 1, total]
  return [...new Set(all)].filter((place) => place > from).toSorted((a, b) => a - b)
}
