import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { mergeTrace, sameTrace } from '../../../app/reasoning/review-merge'
import { applyChange, type Change } from '../../../app/trace/change'
import { branchOf, stepsOf, type Branch, type Project } from '../../../app/trace/project'
import { blankReview, reviewsOf } from '../../../app/trace/review'
import { correctionBy, disagreements } from '../../../app/trace/review-agreement'
import { projectWith } from '../../builders/project'

const after = (p: Project, ...changes: readonly Change[]) => changes.reduce(applyChange, p)
const main = (p: Project) => branchOf(p, 'main') as Branch
const ids = () => {
  let n = 0
  return () => `new-${++n}`
}
const moved: Change = {
  type: 'drafted',
  key: 'l1',
  draft: { type: 'region', region: box(600, 600, 700, 700) },
}
const review = (by: string, verdict: 'accepted' | 'rejected', at = 5): Change => ({
  type: 'reviewed',
  branch: 'main',
  review: { ...blankReview(by, at), verdict },
})

const ours = after(projectWith(), review('Ada', 'accepted'))
const theirs = after({ ...projectWith(), id: 'elsewhere' }, moved, review('Bo', 'rejected'))

describe('another annotator’s file', () => {
  const merging = mergeTrace(ours, theirs, ids())
  const merged = after(ours, ...merging.changes)

  test('is of the same trace where picture, question and words are, whatever its id', () => {
    expect(sameTrace(ours, theirs)).toBe(true)
    expect(sameTrace(ours, { ...projectWith([]), id: 'x' })).toBe(false)
  })

  test('brings its review beside ours', () => {
    expect(reviewsOf(merged.reviews, 'main').map((r) => [r.by, r.verdict, r.merged === true])).toEqual([
      ['Ada', 'accepted', false],
      ['Bo', 'rejected', true],
    ])
  })

  test('brings its corrections as a branch of its author, sharing what was left as it was', () => {
    const theirsHere = correctionBy(merged, main(merged), 'Bo')
    expect(theirsHere).toMatchObject({ name: 'Bo’s correction', author: { type: 'person', name: 'Bo' } })
    const steps = stepsOf(merged, theirsHere as Branch)
    expect(steps.map((s) => [s.type, s.id])).toEqual([
      ['thought', 't1'],
      ['look', 'new-1'],
      ['observation', 'new-2'],
      ['thought', 't2'],
      ['answer', 'a1'],
    ])
    expect(steps[1]).toMatchObject({
      author: { name: 'Bo' },
      region: box(600, 600, 700, 700),
      replaces: 'l1',
    })
    expect(steps[2]).toMatchObject({ look: 'new-1' })
  })

  test('leaves our drafts and our undo as they were', () => {
    expect(merged.drafts).toEqual({})
    expect(after(merged, { type: 'undone' }).reviews['main/Ada']).toBeUndefined()
    expect(after(merged, { type: 'undone' }).reviews['main/Bo']).toBeDefined()
  })

  test('shows where we differ', () => {
    expect(disagreements(merged, main(merged)).map((d) => d.over)).toEqual([['verdict', 'boxes']])
  })

  test('merged twice is merged once; a newer one takes its place', () => {
    expect(mergeTrace(merged, theirs, ids()).changes).toEqual([])
    const again = after(
      theirs,
      { ...moved, draft: { type: 'region', region: box(0, 0, 50, 50) } },
      review('Bo', 'accepted', 9),
    )
    const twice = after(merged, ...mergeTrace(merged, again, () => `again-${Math.random()}`).changes)
    expect(twice.branches.filter((b) => b.author.type === 'person' && !b.binned)).toHaveLength(1)
    expect(twice.reviews['main/Bo']?.verdict).toBe('accepted')
  })
})
