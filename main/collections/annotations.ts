/** What people said and were given of a file's rows, and what trying their looks gave, as its thread knows it: told from outside, asked by searches. */
import type { LookVerdict } from '../../app/explain/verdict'
import { partsRule, type PartsRule } from '../../app/queues/parts'
import { noSetup, type QueueParts } from '../../app/queues/setup'
import type { RowReview } from './search'

/** Reviews by row key, and whose part a row is. */
export interface Annotations {
  readonly reviews: ReadonlyMap<string, RowReview>
  /** Verdicts of the looks of rows that were tried, by row key. */
  readonly tried: ReadonlyMap<string, readonly LookVerdict[]>
  readonly isOf: PartsRule['isOf']
  /** Null takes a review away. `all`: there are no others. */
  readonly setReviews: (told: Readonly<Record<string, RowReview | null>>, all: boolean) => void
  /** `all`: no others were tried. */
  readonly setTried: (found: Readonly<Record<string, readonly LookVerdict[]>>, all: boolean) => void
  readonly setParts: (parts: QueueParts) => void
}

/** Nothing was said yet. */
export function createAnnotations(): Annotations {
  const reviews = new Map<string, RowReview>()
  const tried = new Map<string, readonly LookVerdict[]>()
  let rule = partsRule(noSetup.setup.parts)
  return {
    reviews,
    tried,
    isOf: (name, key) => rule.isOf(name, key),
    setReviews: (told, all) => {
      if (all) reviews.clear()
      for (const [key, review] of Object.entries(told))
        if (review === null) reviews.delete(key)
        else reviews.set(key, review)
    },
    setTried: (found, all) => {
      if (all) tried.clear()
      for (const [key, verdicts] of Object.entries(found)) tried.set(key, verdicts)
    },
    setParts: (parts) => {
      rule = partsRule(parts)
    },
  }
}
