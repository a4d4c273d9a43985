/** What review mode remembers between starts: who reviews, and their failure tags. */
import { z } from 'zod'
import { given } from '../../../app/given'
import type { Memory } from '../context'
import { recall } from '../recall'
import type { ReviewState } from './review-state'

const tags = z.array(z.string().min(1).max(100)).max(50)

/** The remembered parts of the state. */
export function rememberedReview(memory: Memory): Partial<ReviewState> {
  const name = memory.getItem('relook-annotator')
  const annotator = name === null || name.trim() === '' ? undefined : name
  return given({ annotator, failureTags: recall(memory, 'relook-failure-tags', tags) })
}
