import { describe, expect, test } from 'vitest'
import { applyChange, type Change } from '../../../app/trace/change'
import type { Project } from '../../../app/trace/project'
import { blankReview, reviewBy, reviewsOf, type Review } from '../../../app/trace/review'
import { projectWith } from '../../builders/project'

const review = (by: string, more: Partial<Review> = {}): Review => ({ ...blankReview(by, 5), ...more })
const reviewed = (r: Review): Change => ({ type: 'reviewed', branch: 'main', review: r })
const after = (project: Project, ...changes: readonly Change[]) => changes.reduce(applyChange, project)

describe('a review', () => {
  test('is one per annotator and branch', () => {
    const p = after(
      projectWith(),
      reviewed(review('Ada', { verdict: 'accepted' })),
      reviewed(review('Bo', { verdict: 'rejected', at: 9 })),
      reviewed(review('Ada', { verdict: 'flagged' })),
    )
    expect(reviewsOf(p.reviews, 'main').map((r) => [r.by, r.verdict])).toEqual([
      ['Bo', 'rejected'],
      ['Ada', 'flagged'],
    ])
    expect(reviewsOf(p.reviews, 'other')).toEqual([])
  })

  test('is undone in one line with boxes and words', () => {
    const p = after(
      projectWith(),
      { type: 'drafted', key: 't1', draft: { type: 'text', text: 'x' } },
      reviewed(review('Ada', { verdict: 'accepted' })),
      { type: 'undone' },
    )
    expect(p.reviews).toEqual({})
    expect(p.drafts['t1']).toBeDefined()
    expect(after(p, { type: 'undone' }).drafts).toEqual({})
    expect(reviewBy(after(p, { type: 'redone' }).reviews, 'main', 'Ada')?.verdict).toBe('accepted')
  })

  test('keeps the time that was spent, whatever is undone', () => {
    const p = after(
      projectWith(),
      reviewed(review('Ada', { spent: 1000 })),
      reviewed(review('Ada', { spent: 3000, verdict: 'accepted' })),
      { type: 'review-timed', branch: 'main', by: 'Ada', ms: 500 },
      { type: 'undone' },
    )
    expect(reviewBy(p.reviews, 'main', 'Ada')).toEqual(review('Ada', { spent: 3500 }))
  })

  test('of another annotator stays, whatever is undone', () => {
    const p = after(
      projectWith(),
      reviewed(review('Ada', { verdict: 'accepted' })),
      { type: 'reviews-merged', reviews: { 'main/Bo': review('Bo', { verdict: 'rejected' }) } },
      { type: 'undone' },
    )
    expect(Object.keys(p.reviews)).toEqual(['main/Bo'])
    expect(Object.keys(after(p, { type: 'redone' }).reviews).toSorted()).toEqual(['main/Ada', 'main/Bo'])
  })
})
