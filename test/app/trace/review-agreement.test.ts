import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { applyChange, type Change } from '../../../app/trace/change'
import { branchOf, type Branch } from '../../../app/trace/project'
import { blankReview, type Review, type ReviewMark, type Verdict } from '../../../app/trace/review'
import { agreement, agreements, disagreements, reviewMarks } from '../../../app/trace/review-agreement'
import { branch, projectWith } from '../../builders/project'

const review = (by: string, more: Partial<Review> = {}): Review => ({
  ...blankReview(by, 5),
  verdict: 'accepted',
  ...more,
})
const reviewed = (...reviews: readonly Review[]) =>
  reviews.map((r): Change => ({ type: 'reviewed', branch: 'main', review: r }))
const withChanges = (...changes: readonly Change[]) => changes.reduce(applyChange, projectWith())
const over = (...changes: readonly Change[]) => {
  const project = withChanges(...changes)
  return disagreements(project, branchOf(project, 'main') as Branch).map((d) => d.over)
}

describe('two annotators', () => {
  test('who say the same do not disagree', () => {
    expect(over(...reviewed(review('Ada'), review('Bo')))).toEqual([])
  })

  test('disagree over verdict, tags, answer and boxes', () => {
    const a = review('Ada', { tags: ['format'], gold: '7', goldBoxes: [box(0, 0, 10, 10)] })
    const b = review('Bo', {
      verdict: 'rejected',
      gold: '8',
      goldBoxes: [box(8, 8, 20, 20)],
      merged: true,
    })
    expect(over(...reviewed(a, b))).toEqual([['verdict', 'tags', 'answer', 'boxes']])
  })

  test('who skipped it have not judged it', () => {
    expect(over(...reviewed(review('Ada'), review('Bo', { verdict: 'skipped', tags: ['x'] })))).toEqual([])
  })

  test('no longer disagree once one has settled it', () => {
    const b = review('Bo', { verdict: 'rejected' })
    expect(over(...reviewed(b, review('Ada', { settles: ['Bo'] })))).toEqual([])
  })

  test('disagree where one has moved a box far and the other has it in a branch of their own', () => {
    const moved: Change = {
      type: 'drafted',
      key: 'l1',
      draft: { type: 'region', region: box(600, 600, 700, 700) },
    }
    const theirs: Change = {
      type: 'branch-added',
      branch: {
        ...branch('b', ['t1', 'l1']),
        author: { type: 'person', name: 'Bo' },
        fork: { branch: 'main' },
      },
      steps: [],
      clears: [],
    }
    const both = reviewed(review('Ada'), review('Bo', { merged: true }))
    expect(over(moved, theirs, ...both)).toEqual([['boxes']])
    expect(over(theirs, ...both)).toEqual([])
    expect(reviewMarks(withChanges(moved, theirs, ...both)).disagree).toBe(true)
  })
})

describe('agreement', () => {
  test('is kappa as Cohen has it', () => {
    // 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: observed 0.7, by chance 0.5.
    const times = (n: number, a: Verdict, b: Verdict) => Array.from({ length: n }, () => [a, b] as const)
    const pairs = [
      ...times(20, 'accepted', 'accepted'),
      ...times(5, 'accepted', 'rejected'),
      ...times(10, 'rejected', 'accepted'),
      ...times(15, 'rejected', 'rejected'),
    ]
    const found = agreement(pairs)
    expect(found?.share).toBeCloseTo(0.7)
    expect(found?.kappa).toBeCloseTo(0.4)
  })

  test('has no kappa where both always say the same one thing, and is nothing without a pair', () => {
    expect(agreement([['accepted', 'accepted']])).toEqual({ both: 1, share: 1 })
    expect(agreement([])).toBeUndefined()
  })

  test('counts traces that both decided', () => {
    const mark = (by: string, verdict: Verdict): ReviewMark => ({ by, verdict, tags: [], at: 1, spent: 0 })
    const traces = [
      [mark('Ada', 'accepted'), mark('Bo', 'rejected')],
      [mark('Ada', 'accepted')],
      [mark('Bo', 'rejected'), mark('Ada', 'rejected')],
      [mark('Ada', 'skipped'), mark('Bo', 'rejected')],
    ]
    expect(agreements(traces)).toMatchObject([{ a: 'Ada', b: 'Bo', both: 2, share: 0.5 }])
  })
})
