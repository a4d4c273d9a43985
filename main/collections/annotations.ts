/** What people said and were given of a file's rows, as its thread knows it: told from outside, asked by searches. */
import { partsRule, type PartsRule } from '../../app/queues/parts'
import { noSetup, type Parts } from '../../app/queues/setup'
import type { RowReview } from './search'

/** Reviews by row key, and whose part a row is. */
export interface Annotations {
  readonly reviews: ReadonlyMap<string, RowReview>
  readonly isOf: PartsRule['isOf']
  /** Null takes a review away. `all`: there are no others. */
  readonly setReviews: (told: Readonly<Record<string, RowReview | null>>, all: boolean) => void
  readonly setParts: (parts: Parts) => void
}

/** Nothing was said yet. */
export function createAnnotations(): Annotations {
  const reviews = new Map<string, RowReview>()
  let rule = partsRule(noSetup.setup.parts)
  return {
    reviews,
    isOf: (name, key) => rule.isOf(name, key),
    setReviews: (told, all) => {
      if (all) reviews.clear()
      for (const [key, review] of Object.entries(told))
        if (review === null) reviews.delete(key)
        else reviews.set(key, review)
    },
    setParts: (parts) => {
      rule = partsRule(parts)
    },
  }
}
