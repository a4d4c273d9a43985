/** What review mode remembers between starts: who reviews, and their failure tags. Anything odd is as if never written. */
import { z } from 'zod'
import type { Memory } from '../context'
import type { ReviewState } from './review-state'

const tags = z.array(z.string().min(1).max(100)).max(50)

/** The remembered parts of the state. */
export function rememberedReview(memory: Memory): Partial<ReviewState> {
  const annotator = memory.getItem('relook-annotator')
  const failureTags = tagsOf(memory.getItem('relook-failure-tags'))
  return {
    ...(annotator === null || annotator.trim() === '' ? {} : { annotator }),
    ...(failureTags === undefined ? {} : { failureTags }),
  }
}

function tagsOf(text: string | null): readonly string[] | undefined {
  if (text === null) return undefined
  try {
    return tags.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
