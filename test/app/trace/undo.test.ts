/** The history is what was changed; it must read as if every state had been kept whole, which is how it is told here. */
import { describe, expect, test } from 'vitest'
import fc from '../../builders/properties'
import { box } from '../../../app/geometry/box'
import { applyChange, type Change } from '../../../app/trace/change'
import { applyChanges } from '../../../app/trace/replay'
import type { Draft } from '../../../app/trace/draft'
import type { Project } from '../../../app/trace/project'
import { blankReview, keepingTime, type Reviews } from '../../../app/trace/review'
import type { Undoable } from '../../../app/trace/undo'
import { projectWith } from '../../builders/project'

const key = fc.constantFrom('l1', 't1', 't2', 'new1', 'new2', 'new3', '__proto__', 'constructor', '7')
const draft = fc.oneof(
  fc.constant(null),
  fc.nat(9).map((n): Draft => ({ type: 'region', region: box(n, n, n + 10, n + 10) })),
  fc.nat(9).map((n): Draft => ({ type: 'look', branch: 'main', region: box(n, n, n + 5, n + 5) })),
)
const who = fc.constantFrom('Ada', 'Bo', 'Cy')
const review = fc.record({ by: who, note: fc.constantFrom('a', 'b'), spent: fc.nat(900) }).map((some) => ({
  ...blankReview(some.by, 5),
  ...some,
}))
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ type: fc.constant('drafted' as const), key, draft }),
  fc.record({ type: fc.constant('drafted-all' as const), drafts: fc.dictionary(key, draft) }),
  fc.record({ type: fc.constant('reviewed' as const), branch: fc.constant('main'), review }),
  fc.record({
    type: fc.constant('review-timed' as const),
    branch: fc.constant('main'),
    by: who,
    ms: fc.nat(900),
  }),
  review.map((r): Change => ({
    type: 'reviews-merged',
    reviews: { [`main/${r.by}`]: { ...r, merged: true } },
  })),
  fc.constantFrom<Change>(
    { type: 'respaced', respacing: { space: 'image', looks: {}, views: {} } },
    { type: 'respaced', respacing: null },
  ),
  fc.constant<Change>({ type: 'undone' }),
  fc.constant<Change>({ type: 'undone' }),
  fc.constant<Change>({ type: 'redone' }),
)

/** Whole states, as a person would think of them. */
interface States {
  readonly past: readonly Undoable[]
  readonly future: readonly Undoable[]
}

const undoable = ({ drafts, reviews, respacing }: Undoable): Undoable => ({
  drafts,
  reviews,
  ...(respacing && { respacing }),
})

function told(before: Project, { past, future }: States, change: Change): { states: States; now?: Undoable } {
  const present = undoable(before)
  const last = past.at(-1)
  const next = future[0]
  const withTime = (state: Undoable) => ({ ...state, reviews: keepingTime(state.reviews, before.reviews) })
  const merged = (of: Reviews) => (state: Undoable) => ({ ...state, reviews: { ...state.reviews, ...of } })
  switch (change.type) {
    case 'undone':
      return last === undefined
        ? { states: { past, future }, now: present }
        : { states: { past: past.slice(0, -1), future: [present, ...future] }, now: withTime(last) }
    case 'redone':
      return next === undefined
        ? { states: { past, future }, now: present }
        : { states: { past: [...past, present], future: future.slice(1) }, now: withTime(next) }
    case 'reviews-merged':
      return {
        states: { past: past.map(merged(change.reviews)), future: future.map(merged(change.reviews)) },
      }
    case 'review-timed':
      return { states: { past, future } }
    default:
      return { states: { past: [...past, present].slice(-500), future: [] } }
  }
}

describe('the history', () => {
  test('undoes and redoes as if every state had been kept', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        let project = projectWith()
        let states: States = { past: [], future: [] }
        for (const change of changes) {
          const { states: then, now } = told(project, states, change)
          project = applyChange(project, change)
          states = then
          if (now === undefined) continue
          expect(undoable(project)).toEqual(now)
          expect(Object.keys(project.drafts)).toEqual(Object.keys(now.drafts))
          expect(project.history.past).toHaveLength(states.past.length)
          expect(project.history.future).toHaveLength(states.future.length)
        }
      }),
      { numRuns: 1500 },
    )
  })

  test('is the same, whether changes come one by one or many at once', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const one = changes.reduce(applyChange, projectWith())
        const many = applyChanges(projectWith(), changes)
        expect(many).toEqual(one)
        expect(JSON.stringify(many)).toBe(JSON.stringify(one))
      }),
      { numRuns: 1500 },
    )
  })

  test('costs what was changed: 2,000 boxes drawn by hand are a few hundred kilobytes', () => {
    const drawn = Array.from({ length: 2000 }, (_, n): Change => {
      const draft: Draft = { type: 'look', branch: 'main', after: 't1', region: box(n, n, n + 10, n + 10) }
      return { type: 'drafted', key: `drawn-${n}`, draft }
    })
    const project = applyChanges(projectWith(), drawn)
    expect(project.history.past).toHaveLength(500)
    expect(JSON.stringify(project.history).length).toBeLessThan(50_000)
    expect(JSON.stringify(project).length).toBeLessThan(400_000)
  })

  test('keeps the last five hundred', () => {
    let project = projectWith()
    for (let n = 0; n < 510; n++)
      project = applyChange(project, { type: 'drafted', key: 't1', draft: { type: 'text', text: `${n}` } })
    for (let n = 0; n < 600; n++) project = applyChange(project, { type: 'undone' })
    expect(project.drafts).toEqual({ t1: { type: 'text', text: '9' } })
    for (let n = 0; n < 600; n++) project = applyChange(project, { type: 'redone' })
    expect(project.drafts).toEqual({ t1: { type: 'text', text: '509' } })
  })
})
