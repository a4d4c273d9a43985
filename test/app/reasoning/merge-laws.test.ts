/** Merging anybody's copy: all that is theirs is here then, nothing of ours is gone, and once is as good as twice. */
import { describe, expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import { correctedSteps, isCorrected } from '../../../app/reasoning/corrected'
import { mergeTrace, sameTrace } from '../../../app/reasoning/review-merge'
import { applyChange } from '../../../app/trace/change'
import type { Drafts } from '../../../app/trace/draft'
import { branchOf, stepsOf, type Branch, type Project } from '../../../app/trace/project'
import { blankReview, reviewKey, reviewsOf, type Review } from '../../../app/trace/review'
import { correctionBy } from '../../../app/trace/review-agreement'
import type { Step } from '../../../app/trace/step'
import fc from '../../builders/properties'
import { must } from '../../builders/must'
import { branch, fiveSteps, projectWith } from '../../builders/project'
import { trees } from '../../builders/trees'

const counter = () => {
  let n = 0
  return () => `new-${++n}`
}
const merged = (ours: Project, theirs: Project, newId = counter()): Project =>
  mergeTrace(ours, theirs, newId).changes.reduce(applyChange, ours)
const raw = (steps: readonly Step[]) => steps.map((s) => s.raw).join('|')
/** The same trace as somebody else has it: nothing of theirs, and ids of its own. */
const bare = (project: Project): Project => {
  const own = (id: string) => `our-${id}`
  return {
    ...project,
    id: 'ours',
    drafts: {},
    reviews: {},
    steps: Object.fromEntries(
      Object.values(project.steps).map((s) => [
        own(s.id),
        { ...s, id: own(s.id), ...(s.type === 'observation' ? { look: own(s.look) } : {}) } as Step,
      ]),
    ),
    branches: project.branches.map((b) => ({ ...b, id: own(b.id), path: b.path.map(own) })),
  }
}

describe('whatever their copy holds', () => {
  test('their reviews and corrections are here, on our own steps; ours are as they were', () => {
    fc.assert(
      fc.property(trees, (theirs) => {
        const ours = bare(theirs)
        const both = merged(ours, theirs)
        for (const [id, step] of Object.entries(ours.steps)) expect(both.steps[id]).toBe(step)
        expect(both.branches.slice(0, ours.branches.length)).toEqual(ours.branches)
        expect(both.drafts).toEqual({})
        for (const own of ours.branches) {
          const [said] = reviewsOf(both.reviews, own.id)
          if (said !== undefined) expect(said.merged).toBe(true)
        }
        theirs.branches.forEach((b) => {
          const by = reviewsOf(theirs.reviews, b.id)[0]?.by
          // Two branches of the same words are the same to us: then the first has it.
          const local = ours.branches.find((o) => raw(stepsOf(ours, o)) === raw(stepsOf(theirs, b)))
          if (by === undefined || b.path.length === 0 || !isCorrected(theirs, b)) return
          const theirsHere = must(correctionBy(both, must(local), by))
          expect(theirsHere.author).toEqual({ type: 'person', name: by })
        })
      }),
      { numRuns: 60 },
    )
  })

  test('merged twice is merged once', () => {
    fc.assert(
      fc.property(trees, (theirs) => {
        // Branches that say the same to the letter are one to whoever merges them.
        const words = theirs.branches.map((b) => raw(stepsOf(theirs, b)))
        fc.pre(new Set(words).size === words.length)
        const ids = counter()
        const once = merged(bare(theirs), theirs, ids)
        expect(mergeTrace(once, theirs, ids)).toEqual({ changes: [], reviews: 0, corrections: 0 })
      }),
      { numRuns: 60 },
    )
  })
})

describe('one trace', () => {
  const review = (by: string, more: Partial<Review> = {}): Review => ({ ...blankReview(by, 5), ...more })
  const theirs = (drafts: Drafts, ...reviews: readonly Review[]): Project => ({
    ...projectWith(),
    id: 'theirs',
    drafts,
    reviews: Object.fromEntries(reviews.map((r) => [reviewKey('main', r.by), r])),
  })
  const ours = bare(projectWith())
  const correction = (drafts: Drafts, ...reviews: readonly Review[]) => {
    const both = merged(ours, theirs(drafts, ...reviews))
    const found = correctionBy(both, must(branchOf(both, 'our-main')), 'Bo')
    return { both, found, steps: found === undefined ? [] : stepsOf(both, found) }
  }

  test('is the same by its image’s content, question and words alone', () => {
    expect(sameTrace(ours, projectWith())).toBe(true)
    const asked = { ...projectWith(), branches: [{ ...must(projectWith().branches[0]), question: 'Else?' }] }
    expect(sameTrace(ours, asked)).toBe(false)
    expect(sameTrace(projectWith([]), { ...projectWith([]), id: 'x' })).toBe(false)
    expect(sameTrace(projectWith([]), projectWith([]))).toBe(true)
  })

  test('corrected there says here what it says there, and shares what was left as it was', () => {
    const drafts: Drafts = {
      l1: { type: 'region', region: box(300, 300, 600, 600) },
      a1: { type: 'text', text: '8' },
      n: { type: 'thought', branch: 'main', after: 't1', text: 'Wait.' },
    }
    const copy = theirs(drafts, review('Bo'))
    const { steps, found } = correction(drafts, review('Bo'))
    expect(raw(steps)).toBe(raw(correctedSteps(copy, must(copy.branches[0]), { by: 'Bo' })))
    expect(must(found).path.filter((id) => id.startsWith('our-'))).toEqual(['our-t1', 'our-t2'])
    const crop = must(steps.find((s) => s.type === 'observation'))
    expect(crop.type === 'observation' && steps.some((s) => s.id === crop.look)).toBe(true)
  })

  test('is corrected by nobody where only a judge or a third’s merged review stands beside drafts', () => {
    const drafts: Drafts = { t1: { type: 'text', text: 'Other.' } }
    expect(correction(drafts).found).toBeUndefined()
    expect(correction(drafts, review('Bo', { judge: true })).found).toBeUndefined()
    expect(correction(drafts, review('Bo', { merged: true })).found).toBeUndefined()
    expect(correction(drafts, review('Bo')).found).toBeDefined()
  })

  test('has verdicts on steps and looks said of our steps', () => {
    const { both } = correction(
      {},
      review('Bo', { steps: { t1: 'good', a1: 'bad' }, looks: ['l1', 'drawn'] }),
    )
    expect(reviewsOf(both.reviews, 'our-main')[0]).toMatchObject({
      steps: { 'our-t1': 'good', 'our-a1': 'bad' },
      looks: ['our-l1', 'drawn'],
      merged: true,
    })
  })

  test('keeps the newer of two reviews of one person', () => {
    const known = {
      ...ours,
      reviews: { [reviewKey('our-main', 'Bo')]: review('Bo', { at: 7, verdict: 'accepted' as const }) },
    }
    const older = merged(known, theirs({}, review('Bo', { at: 6, verdict: 'rejected' })))
    expect(reviewsOf(older.reviews, 'our-main').map((r) => r.verdict)).toEqual(['accepted'])
    const newer = merged(known, theirs({}, review('Bo', { at: 8, verdict: 'rejected' })))
    expect(reviewsOf(newer.reviews, 'our-main').map((r) => r.verdict)).toEqual(['rejected'])
  })

  test('corrected anew has the new branch, and the old one in the bin', () => {
    const ids = counter()
    const first = merged(ours, theirs({ a1: { type: 'text', text: '8' } }, review('Bo')), ids)
    const second = merged(first, theirs({ a1: { type: 'text', text: '9' } }, review('Bo', { at: 6 })), ids)
    const corrections = second.branches.filter((b: Branch) => b.author.type === 'person')
    expect(corrections.map((b) => b.binned)).toEqual([true, false])
    expect(stepsOf(second, must(corrections[1])).at(-1)).toMatchObject({ type: 'answer', text: '9' })
  })
})

describe('the corrected steps of a branch', () => {
  test('are the recorded ones, the very same objects, where nothing was changed', () => {
    const project = projectWith()
    expect(correctedSteps(project, must(project.branches[0]))).toEqual(fiveSteps)
    correctedSteps(project, must(project.branches[0])).forEach((s, i) =>
      expect(s).toBe(stepsOf(project, must(project.branches[0]))[i]),
    )
  })

  test('are the same every time, ids included, and named after whoever made them', () => {
    const project: Project = {
      ...projectWith(),
      drafts: { n: { type: 'thought', branch: 'main', text: 'x' }, t1: { type: 'text', text: 'y' } },
    }
    const own = must(project.branches[0])
    expect(correctedSteps(project, own, { by: 'Ada' })).toEqual(correctedSteps(project, own, { by: 'Ada' }))
    const people = correctedSteps(project, own, { by: 'Ada' }).filter((s) => s.author.type === 'person')
    expect(people.map((s) => s.author)).toEqual(people.map(() => ({ type: 'person', name: 'Ada' })))
    expect(people.map((s) => s.id)).toContain('n')
  })

  test('are none of a language Relook does not know', () => {
    expect(() => correctedSteps(projectWith(), { ...branch('main'), dialect: 'klingon' })).toThrow(
      'Relook does not know “klingon”, which this was written in.',
    )
  })

  test('hang on drafts of their own branch and steps alone', () => {
    const with_ = (drafts: Drafts) =>
      isCorrected({ ...projectWith(), drafts }, must(projectWith().branches[0]))
    expect(with_({ t1: { type: 'removed' } })).toBe(true)
    expect(with_({ gone: { type: 'removed' } })).toBe(false)
    expect(with_({ n: { type: 'answer', branch: 'other', text: 'x' } })).toBe(false)
    expect(with_({ n: { type: 'answer', branch: 'main', text: 'x' } })).toBe(true)
  })
})
