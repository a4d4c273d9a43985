import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { applyChange, type Change } from '../../../app/trace/change'
import { branchOf, type Branch } from '../../../app/trace/project'
import { blankReview, type Review, type ReviewMark, type Verdict } from '../../../app/trace/review'
import {
  agreement,
  agreements,
  correctionBy,
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

describe('regions of two annotators', () => {
  const gold = [box<'image'>(0, 0, 10, 10)]
  const removed: Change = { type: 'drafted', key: 'l1', draft: { type: 'removed' } }
  const found = (...changes: readonly Change[]) => {
    const project = withChanges(...changes)
    return disagreements(project, branchOf(project, 'main') as Branch)
  }

  test('are compared look by look and gold box by gold box, also where one has a look more', () => {
    const [one] = found(
      removed,
      ...reviewed(review('Ada', { goldBoxes: gold }), review('Bo', { goldBoxes: gold, merged: true })),
    )
    // Ada took the look out: they differ over the boxes, but the gold boxes are the same.
    expect(one).toMatchObject({ over: ['boxes'], iou: 1 })
  })

  test('have no overlap to tell where nobody has the other’s: one has only looks, one only gold', () => {
    const [one] = found(
      removed,
      ...reviewed(review('Ada', { goldBoxes: gold }), review('Bo', { merged: true })),
    )
    expect(one?.over).toEqual(['boxes'])
    expect('iou' in (one ?? {})).toBe(false)
  })

  test('are the same from half an overlap on', () => {
    const boxed = (right: number) => review(`to ${right}`, { goldBoxes: [box(0, 0, right, 10)] })
    expect(found(...reviewed(boxed(10), boxed(20)))).toEqual([])
    expect(found(...reviewed(boxed(10), boxed(21)))).toMatchObject([{ over: ['boxes'], iou: 10 / 21 }])
  })

  test('are none of a judge, which has drawn nothing: it disagrees with nobody', () => {
    const judge = { ...blankReview('judge: m', 9), judge: true, scores: { g: 1 } }
    const moved: Change = {
      type: 'drafted',
      key: 'l1',
      draft: { type: 'region', region: box(600, 600, 700, 700) },
    }
    expect(found(moved, ...reviewed(judge, review('Bo', { merged: true })))).toEqual([])
    expect(reviewMarks(withChanges(moved, ...reviewed(judge, review('Bo', { merged: true })))).disagree).toBe(
      false,
    )
  })
})

describe('what is said of a trace in lists', () => {
  test('is nothing without a review or a branch, and each review in short with the newest first', () => {
    expect(reviewMarks(projectWith())).toEqual({ marks: [], disagree: false })
    expect(reviewMarks({ ...projectWith(), branches: [] })).toEqual({ marks: [], disagree: false })
    const { marks } = reviewMarks(
      withChanges(
        ...reviewed(review('Ada', { at: 1, looks: ['l1', 'l2'] }), review('Bo', { at: 2, looks: [] })),
      ),
    )
    expect(marks).toEqual([
      { by: 'Bo', verdict: 'accepted', tags: [], at: 2, spent: 0 },
      { by: 'Ada', verdict: 'accepted', tags: [], at: 1, spent: 0, looks: 2 },
    ])
  })

  test('tells no disagreement over steps that only one has judged, and one over those both have', () => {
    const said = (by: string, steps: Review['steps']) => review(by, steps === undefined ? {} : { steps })
    expect(over(...reviewed(said('Ada', { t1: 'good' }), said('Bo', { t2: 'bad' })))).toEqual([])
    expect(over(...reviewed(said('Ada', { t1: 'good' }), said('Bo', undefined)))).toEqual([])
    expect(over(...reviewed(said('Ada', { t1: 'good', t2: 'bad' }), said('Bo', { t2: 'neutral' })))).toEqual([
      ['steps'],
    ])
  })

  test('takes tags in any order for the same, and answers that differ in blanks only', () => {
    const tagged = (by: string, tags: readonly string[], gold: string) => review(by, { tags, gold })
    expect(over(...reviewed(tagged('Ada', ['a', 'b'], '7'), tagged('Bo', ['b', 'a'], ' 7 ')))).toEqual([])
    expect(over(...reviewed(tagged('Ada', ['a'], '7'), tagged('Bo', ['a', 'a'], '7.0')))).toEqual([
      ['tags', 'answer'],
    ])
  })

  test('finds every two of three who differ', () => {
    const all = reviewed(
      review('Ada'),
      review('Bo', { verdict: 'rejected' }),
      review('Cy', { verdict: 'flagged' }),
    )
    expect(over(...all)).toEqual([['verdict'], ['verdict'], ['verdict']])
  })
})

describe('corrections of another annotator', () => {
  const forked = (id: string, name: string, more: Partial<Branch> = {}): Change => ({
    type: 'branch-added',
    branch: { ...branch(id, ['t1']), author: { type: 'person', name }, fork: { branch: 'main' }, ...more },
    steps: [],
    clears: [],
  })
  const by = (name: string, ...changes: readonly Change[]) => {
    const project = withChanges(...changes)
    return correctionBy(project, branchOf(project, 'main') as Branch, name)?.id
  }

  test('are in their newest branch of this one that is not in the bin', () => {
    const changes = [
      forked('b1', 'Bo'),
      forked('b2', 'Bo'),
      forked('b3', 'Bo', { binned: true }),
      forked('c', 'Cy'),
    ]
    expect([by('Bo', ...changes), by('Cy', ...changes), by('Dee', ...changes)]).toEqual([
      'b2',
      'c',
      undefined,
    ])
  })

  test('are not in a branch of another branch, nor in one a model wrote', () => {
    expect(by('Bo', forked('b1', 'Bo', { fork: { branch: 'other' } }))).toBeUndefined()
    expect(by('Bo', forked('b1', 'Bo', { author: { type: 'model', model: 'Bo' } }))).toBeUndefined()
  })
})
