/** Several annotators at one trace: each takes back and makes again what is theirs, and nobody's work goes with it. */
import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { box } from '../../../app/geometry/box'
import { applyChange, type Change } from '../../../app/trace/change'
import type { Draft } from '../../../app/trace/draft'
import type { Project } from '../../../app/trace/project'
import { blankReview, reviewBy, type Review } from '../../../app/trace/review'
import { projectWith } from '../../builders/project'

const people = ['Ada', 'Bo'] as const
const region = (n: number): Draft => ({ type: 'region', region: box(n, n, n + 10, n + 10) })
const decided = (by: string, change: Partial<Review>): Change => ({
  type: 'reviewed',
  branch: 'main',
  review: { ...blankReview(by, 5), ...change },
  own: true,
})
const moved = (by: string, key: string, n: number): Change => ({ type: 'drafted', key, draft: region(n), by })
const after = (changes: readonly Change[], from = projectWith()) => changes.reduce(applyChange, from)
const verdict = (project: Project, by: string) => reviewBy(project.reviews, 'main', by)?.verdict

describe('undo of several annotators', () => {
  test('takes back one’s own decision, not the newer one of another', () => {
    const both = after([decided('Ada', { verdict: 'accepted' }), decided('Bo', { verdict: 'rejected' })])
    const back = applyChange(both, { type: 'undone', by: 'Ada' })
    expect([verdict(back, 'Ada'), verdict(back, 'Bo')]).toEqual([undefined, 'rejected'])
    const again = applyChange(back, { type: 'redone', by: 'Ada' })
    expect([verdict(again, 'Ada'), verdict(again, 'Bo')]).toEqual(['accepted', 'rejected'])
  })

  test('leaves alone what another has changed since: nothing is taken back with it', () => {
    const both = after([moved('Ada', 'l1', 1), moved('Bo', 'l1', 2)])
    expect(applyChange(both, { type: 'undone', by: 'Ada' })).toEqual(both)
    const without = after([{ type: 'undone', by: 'Bo' }], both)
    expect(without.drafts['l1']).toEqual(region(1))
    expect(after([{ type: 'undone', by: 'Ada' }], without).drafts).toEqual({})
  })

  test('keeps what one can make again while another goes on, unless it is about the same', () => {
    const undone = after([moved('Ada', 'l1', 1), { type: 'undone', by: 'Ada' }])
    const elsewhere = after([moved('Bo', 't1', 3), { type: 'redone', by: 'Ada' }], undone)
    expect(elsewhere.drafts['l1']).toEqual(region(1))
    const same = after([moved('Bo', 'l1', 3), { type: 'redone', by: 'Ada' }], undone)
    expect(same.drafts['l1']).toEqual(region(3))
  })

  test('keeps the time that was spent on a decision that is taken back, by its day', () => {
    const review = { verdict: 'accepted', spent: 4000, days: { '2026-11-30': 4000 } } as const
    const back = after([decided('Ada', review), { type: 'undone', by: 'Ada' }])
    expect(reviewBy(back.reviews, 'main', 'Ada')).toEqual({
      ...blankReview('Ada', 0),
      spent: 4000,
      days: { '2026-11-30': 4000 },
    })
    expect(verdict(after([{ type: 'redone', by: 'Ada' }], back), 'Ada')).toBe('accepted')
  })

  test('whatever two do in whatever order, each ends with what they alone would have had', () => {
    // Each has looks of their own, so that nothing is about the same.
    const act = fc.record({ who: fc.constantFrom(0, 1), what: fc.nat(9), n: fc.nat(5) })
    const changeOf = ({ who, what, n }: { who: number; what: number; n: number }): Change => {
      const by = people[who] ?? 'Ada'
      if (what < 3) return { type: 'undone', by }
      if (what < 5) return { type: 'redone', by }
      if (what < 7) return decided(by, { note: String(n) })
      return moved(by, `${by}-${n % 3}`, n)
    }
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const together = after(acts.map(changeOf))
        for (const [who, by] of people.entries()) {
          const alone = after(acts.filter((a) => a.who === who).map(changeOf))
          expect(reviewBy(together.reviews, 'main', by)).toEqual(reviewBy(alone.reviews, 'main', by))
          const own = Object.entries(together.drafts).filter(([key]) => key.startsWith(by))
          expect(Object.fromEntries(own)).toEqual(alone.drafts)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
