/** Collects boxes as they are indexed, and says whether another space would fit them better. Keeps a sample, not all. */
import type { SpaceHint } from '../../app/host/collections'
import { spaceHint, type WrittenBox } from '../../app/formats/space-hint'
import type { SpaceId } from '../../app/geometry/spaces'

export interface Hints {
  readonly add: (boxes: readonly WrittenBox[]) => void
  /** Undefined while there is nothing to say. */
  readonly hint: () => SpaceHint | undefined
  /** Boxes seen at all: an index that was made before has its hint already. */
  readonly seen: () => number
}

/** Boxes kept; more of them are counted as these are. */
const kept = 5000

/** A collector for boxes read in a space. */
export function createHints(now: SpaceId): Hints {
  const sample: WrittenBox[] = []
  let seen = 0
  return {
    add: (boxes) => {
      for (const box of boxes) {
        // Every n-th takes an older one's place, so that the end of a file counts as its beginning.
        if (sample.length < kept) sample.push(box)
        else if (seen % 7 === 0) sample[(seen / 7) % kept] = box
        seen++
      }
    },
    hint: () => {
      const found = spaceHint(sample, now)
      if (found === undefined) return undefined
      const share = seen / Math.max(1, sample.length)
      const all = (n: number) => Math.round(n * share)
      return {
        boxes: seen,
        outside: all(found.misfitsNow),
        better: found.space,
        outsideThen: all(found.misfitsThen),
      }
    },
    seen: () => seen,
  }
}
