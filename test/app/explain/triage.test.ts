/** Why an answer is wrong: every kind from a trace that is of it, and none of a right one. */
import { describe, expect, test } from 'vitest'
import { clusters, triage, type TraceFacts } from '../../../app/explain/triage'
import { box } from '../../../app/geometry/box'
import { answer, fiveSteps, look, observation, thought } from '../../builders/project'

const image = { width: 1008, height: 756 }
// The look of the five steps is at 30, 60 – 331, 361.
const near = box<'image'>(50, 80, 300, 330)
const far = box<'image'>(800, 600, 900, 650)
const facts = (more: Partial<TraceFacts>): TraceFacts => ({
  steps: fiveSteps,
  image,
  gold: ['9'],
  goldBoxes: [near],
  ...more,
})

describe('the kind of a failure', () => {
  test('is none of a right answer, and none where nobody knows', () => {
    expect(triage(facts({ gold: [' 7. '] }))).toBeUndefined()
    expect(triage(facts({ gold: [] }))).toBeUndefined()
    expect(triage(facts({ right: true }))).toBeUndefined()
    expect(triage(facts({ gold: [], right: false }))?.kind).toBe('wrong-reading')
  })

  test('is a wrong reading where the right place was looked at', () => {
    const failed = triage(facts({}))
    expect(failed).toMatchObject({ kind: 'wrong-reading', place: 'top-left', extent: 'large' })
    expect(failed?.iou).toBeCloseTo(250 ** 2 / 301 ** 2)
  })

  test('is a wrong region where one right place was never reached', () => {
    expect(triage(facts({ goldBoxes: [near, far] }))?.kind).toBe('wrong-region')
    expect(triage(facts({ goldBoxes: [far] }))).toMatchObject({
      kind: 'wrong-region',
      place: 'bottom-right',
      extent: 'small',
      iou: 0,
    })
  })

  test('counts a look that holds the place as one that reached it, however large', () => {
    expect(triage(facts({ goldBoxes: [box(100, 100, 120, 110)] }))?.kind).toBe('wrong-reading')
  })

  test('is overruled where the right answer was read and another given', () => {
    const steps = [...fiveSteps.slice(0, 3), thought('t', 'It reads 9. No, 7.'), answer('a', '7')]
    expect(triage(facts({ steps }))?.kind).toBe('overruled')
    const longer = [...fiveSteps.slice(0, 3), thought('t', 'It reads 9.5 or 19.'), answer('a', '7')]
    expect(triage(facts({ steps: longer }))?.kind).toBe('wrong-reading')
    // Said before anything was seen, it was guessed.
    const guessed = [thought('t', 'Perhaps 9.'), look('l'), observation('o', 'l'), answer('a', '7')]
    expect(triage(facts({ steps: guessed }))?.kind).toBe('wrong-reading')
  })

  test('is never looked, malformed or unplaced where that is so', () => {
    expect(triage(facts({ steps: [thought('t', 'Well.'), answer('a', '7')] }))?.kind).toBe('never-looked')
    expect(triage(facts({ steps: fiveSteps.slice(0, 4) }))?.kind).toBe('malformed')
    const unread = { ...thought('t', 'x'), kind: { type: 'unread', message: 'm' } as const }
    expect(triage(facts({ steps: [unread, ...fiveSteps] }))?.kind).toBe('malformed')
    expect(triage(facts({ goldBoxes: [] }))).toEqual({ kind: 'unplaced' })
  })
})

test('clusters hold what is alike, the largest first, and lose nothing', () => {
  const failures = [
    { id: 1, failed: { kind: 'wrong-region', place: 'top-left', extent: 'small' } },
    { id: 2, failed: { kind: 'malformed' } },
    { id: 3, failed: { kind: 'wrong-region', place: 'top-left', extent: 'small' } },
    { id: 4, failed: { kind: 'wrong-region', place: 'top-right', extent: 'small' } },
  ] as const
  expect(clusters(failures).map((c) => [c.kind, c.place, c.members.map((m) => m.id)])).toEqual([
    ['wrong-region', 'top-left', [1, 3]],
    ['malformed', undefined, [2]],
    ['wrong-region', 'top-right', [4]],
  ])
})
