import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { applyChange, type Change } from '../../../app/trace/change'
import { branchOf, type Branch } from '../../../app/trace/project'
import { blankReview, type Review, type ReviewMark, type Verdict } from '../../../app/trace/review'
import {
  agreement,
  agreements,
  disagreements,
  reviewMarks,
  scoreAgreements,
} from '../../../app/trace/review-agreement'
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

describe('points of a criterion', () => {
  const scored = (...pairs: readonly (readonly [number, number])[]): ReviewMark[][] =>
    pairs.map(([a, b]) => [
      { by: 'Ada', tags: [], at: 1, spent: 0, scores: { g: a } },
      { by: 'judge: m', tags: [], at: 1, spent: 0, judge: true, scores: { g: b } },
    ])

  test('agree with quadratic weights, people and judges alike: worked out by hand', () => {
    // Seen: (0 + 1 + 0 + 4) / 4 = 1.25.
    const [found] = scoreAgreements(scored([1, 1], [2, 3], [3, 3], [4, 2]), 'g')
    expect(found).toMatchObject({ a: 'Ada', b: 'judge: m', both: 4, share: 0.5 })
    expect(found?.kappa).toBeCloseTo(1 - 1.25 / seenByChance([1, 2, 3, 4], [1, 3, 3, 2]), 10)
  })

  test('have no kappa where both always said one thing, and no line where nobody scored both', () => {
    expect(scoreAgreements(scored([3, 3], [3, 3]), 'g')).toEqual([
      { a: 'Ada', b: 'judge: m', both: 2, share: 1 },
    ])
    expect(scoreAgreements(scored([3, 3]), 'other')).toEqual([])
  })
})

/** Mean squared distance of every point of one to every point of the other. */
function seenByChance(a: readonly number[], b: readonly number[]): number {
  const all = a.flatMap((x) => b.map((y) => (x - y) ** 2))
  return all.reduce((sum, d) => sum + d, 0) / all.length
}
