/** What review mode remembers between starts: who reviews, and their failure tags. Anything odd is as if never written. */
import { z } from 'zod'
import { given } from '../../../app/given'
import type { Memory } from '../context'
import type { ReviewState } from './review-state'

const tags = z.array(z.string().min(1).max(100)).max(50)

/** The remembered parts of the state. */
export function rememberedReview(memory: Memory): Partial<ReviewState> {
  const name = memory.getItem('relook-annotator')
  const annotator = name === null || name.trim() === '' ? undefined : name
  return given({ annotator, failureTags: tagsOf(memory.getItem('relook-failure-tags')) })
}

function tagsOf(text: string | null): readonly string[] | undefined {
  if (text === null) return undefined
  try {
    return tags.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
