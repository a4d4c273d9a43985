/** Time spent on reviews, and whose change is taken back next: time only grows, and nobody takes back what is another's. */
import { describe, expect, test } from 'vitest'
import {
  blankReview,
  defaultTags,
  keepingTime,
  reviewBy,
  reviewKey,
  reviewsOf,
  stepVerdicts,
  verdicts,
  withReview,
  withTime,
  type Review,
  type Reviews,
} from '../../../app/trace/review'
import { applyChange, type Change } from '../../../app/trace/change'
import type { Project } from '../../../app/trace/project'
import { nextRedo, noHistory, redone, undoable, undone, type History } from '../../../app/trace/undo'
import fc from '../../builders/properties'
import { projectWith } from '../../builders/project'

const review = (by: string, more: Partial<Review> = {}): Review => ({ ...blankReview(by, 5), ...more })
const after = (project: Project, ...changes: readonly Change[]) => changes.reduce(applyChange, project)

describe('time spent', () => {
  test('is added to the whole, and to its day', () => {
    const once = withTime(review('Ada'), { ms: 700, day: '2026-11-30' })
    expect(once).toMatchObject({ spent: 700, days: { '2026-11-30': 700 } })
    const twice = withTime(withTime(once, { ms: 300, day: '2026-11-30' }), { ms: 50, day: '2026-12-01' })
    expect(twice).toMatchObject({ spent: 1050, days: { '2026-11-30': 1000, '2026-12-01': 50 } })
  })

  test('of no known day is in none; none at all makes no day', () => {
    expect(withTime(review('Ada'), { ms: 700 })).toStrictEqual(review('Ada', { spent: 700 }))
    expect('days' in withTime(review('Ada'), { ms: 0, day: '2026-11-30' })).toBe(false)
  })

  test('by days is never more than in all, however it comes', () => {
    const spell = fc.record({
      ms: fc.nat(9999),
      day: fc.option(fc.constantFrom('2026-11-30', '2026-12-01'), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(spell, { maxLength: 20 }), (spells) => {
        const all = spells.reduce((r, s) => withTime(r, s), review('Ada'))
        const byDay = Object.values(all.days ?? {}).reduce((a, b) => a + b, 0)
        expect(all.spent).toBe(spells.reduce((sum, { ms }) => sum + ms, 0))
        expect(byDay).toBe(spells.reduce((sum, { ms, day }) => sum + (day === undefined ? 0 : ms), 0))
      }),
    )
  })

  test('stays the larger of two, with its days, and of a review that is nowhere else as it is', () => {
    const to: Reviews = { 'b/Ada': review('Ada', { spent: 100 }), 'b/Bo': review('Bo', { spent: 900 }) }
    const from: Reviews = {
      'b/Ada': review('Ada', { spent: 400, days: { '2026-11-30': 400 }, verdict: 'rejected' }),
      'b/Bo': review('Bo', { spent: 200, days: { '2026-11-30': 200 } }),
      'b/Cy': review('Cy', { spent: 50 }),
    }
    expect(keepingTime(to, from)).toStrictEqual({
      'b/Ada': review('Ada', { spent: 400, days: { '2026-11-30': 400 } }),
      'b/Bo': review('Bo', { spent: 900 }),
    })
    expect(keepingTime({}, from)).toEqual({})
  })

  test('on a trace nobody has reviewed begins a review that decides nothing', () => {
    const timed: Change = { type: 'review-timed', branch: 'main', by: 'Ada', ms: 500 }
    const project = after(projectWith(), timed, timed)
    expect(reviewBy(project.reviews, 'main', 'Ada')).toEqual(review('Ada', { at: 0, spent: 1000 }))
    expect(project.history).toEqual(noHistory)
  })
})

describe('reviews', () => {
  test('are kept by branch and name, one each', () => {
    const all = withReview(withReview({}, 'main', review('Ada')), 'main', review('Ada', { note: 'x' }))
    expect(Object.keys(all)).toEqual([reviewKey('main', 'Ada')])
    expect(reviewBy(all, 'main', 'Ada')?.note).toBe('x')
    expect([reviewBy(all, 'b', 'Ada'), reviewBy(all, 'main', 'Bo')]).toEqual([undefined, undefined])
  })

  test('of one branch are the newest first; those of a branch whose name it begins with are not among them', () => {
    const all = {
      ...withReview(withReview({}, 'b', review('Ada', { at: 1 })), 'b', review('Bo', { at: 2 })),
      ...withReview({}, 'b/Ada', review('Cy')),
    }
    expect(reviewsOf(all, 'b').map((r) => r.by)).toEqual(['Bo', 'Ada'])
    expect(reviewsOf(all, 'b/Ada').map((r) => r.by)).toEqual(['Cy'])
  })

  test('are offered in words that are all different', () => {
    for (const list of [verdicts, stepVerdicts, defaultTags] as readonly (readonly string[])[])
      expect(new Set(list).size).toBe(list.length)
  })
})

describe('what is taken back next', () => {
  const by = (...names: readonly (string | undefined)[]): History['past'] =>
    names.map((name, i) => ({
      drafts: [{ key: `k${i}`, value: null }],
      ...(name === undefined ? {} : { by: name }),
    }))

  test('is anybody’s without a name; with one, theirs and what has no name on it', () => {
    const history: History = { past: by('Ada', 'Bo', undefined, 'Ada'), future: [] }
    expect([
      undoable(history),
      undoable(history, 'Ada'),
      undoable(history, 'Bo'),
      undoable(history, 'Cy'),
    ]).toEqual([4, 3, 2, 1])
    expect(undoable(noHistory)).toBe(0)
  })

  test('is nothing where there is nothing', () => {
    const state = { drafts: {}, reviews: {}, history: noHistory }
    expect([undone(state), redone(state), undone(state, 'Ada')]).toEqual([undefined, undefined, undefined])
    expect(nextRedo(noHistory)).toBe(-1)
  })

  test('again is the first of one’s own among those taken back', () => {
    const history: History = { past: [], future: by('Bo', 'Ada', undefined) }
    expect([nextRedo(history), nextRedo(history, 'Ada'), nextRedo(history, 'Cy')]).toEqual([0, 1, 2])
  })

  test('is not what somebody else has changed the same of since', () => {
    const draft = (who: string, text: string): Change => ({
      type: 'drafted',
      key: 't1',
      draft: { type: 'text', text },
      by: who,
    })
    const project = after(projectWith(), draft('Ada', 'a'), draft('Bo', 'b'))
    expect(undone(project, 'Ada')).toBeUndefined()
    expect(after(project, { type: 'undone', by: 'Ada' })).toBe(project)
    // Whoever names nobody takes back the last, whosever it is.
    expect(after(project, { type: 'undone' }).drafts).toEqual({ t1: { type: 'text', text: 'a' } })
  })

  test('and made again is where it was, also after a third has gone on elsewhere', () => {
    const draft = (who: string, key: string, text: string): Change => ({
      type: 'drafted',
      key,
      draft: { type: 'text', text },
      by: who,
    })
    const project = after(
      projectWith(),
      draft('Ada', 't1', 'a'),
      { type: 'undone', by: 'Ada' },
      draft('Bo', 't2', 'b'),
      { type: 'redone', by: 'Ada' },
    )
    expect(project.drafts).toEqual({ t2: { type: 'text', text: 'b' }, t1: { type: 'text', text: 'a' } })
    expect(after(project, { type: 'undone', by: 'Bo' }).drafts).toEqual({ t1: { type: 'text', text: 'a' } })
  })
})
