/** The table of a group: weights and caps by hand, sorting, narrowing, pins, rollouts that are not whole yet. */
import { expect, it } from 'vitest'
import type { Rollout, RolloutGroup } from '../../../app/rewards/rollout'
import { paper } from '../../../app/rewards/variants'
import {
  arranged,
  termColumnsOf,
  measured,
  rolloutRowsOf,
  editedScoring,
  variantFor,
} from '../../../renderer/session/rollouts/rollout-rows'

function rollout(id: string, answer: string, more: Partial<Rollout> = {}): Rollout {
  const text = `<think>x</think><answer>${answer}</answer>`
  return { id, text, segments: [text], looks: [], answer, ...more }
}

const look = { numbers: [0, 0, 50, 50], flags: [] }
const group: RolloutGroup = {
  id: 'g',
  question: 'How many?',
  gold: ['4'],
  image: 'i',
  size: { width: 100, height: 100 },
  rollouts: [
    rollout('a', '5'),
    rollout('b', '4', { looks: [look] }),
    rollout('c', '4', { recorded: { terms: { acc: 1 }, total: 9, advantage: -1 } }),
  ],
}
const all = measured(group)
const rows = (edits: Parameters<typeof editedScoring>[1] = {}) =>
  rolloutRowsOf(group, all, { scorer: 'paper', scoring: editedScoring(paper, edits) })

it('scores by the paper, and again at once under other weights and caps', () => {
  // 0.001 a character: 34 characters each.
  expect(rows().map((r) => r.total)).toEqual([1.034, 2.534, 2.034])
  expect(rows().map((r) => r.right)).toEqual([false, true, true])
  const edited = rows({ accuracy: { weight: 2 }, region: { cap: 0.1 }, length: { weight: 0 } })
  expect(edited.map((r) => r.total)).toEqual([1, 3.1, 3])
  expect(editedScoring(paper, { length: { cap: null } }).terms.length).not.toHaveProperty('cap')
})

it('shows the trainer’s own numbers as they are', () => {
  const own = rolloutRowsOf(group, all, { scorer: 'recorded', scoring: paper })
  expect(own[2]).toMatchObject({ total: 9, advantage: -1, values: { acc: 1 }, right: true })
  expect(termColumnsOf(group, 'recorded', paper)).toEqual(['acc'])
  expect(termColumnsOf(group, 'paper', paper)).toEqual(['accuracy', 'format', 'region', 'length'])
  expect(termColumnsOf(group, 'paper', editedScoring(paper, { iou: { weight: 1 } }))).toContain('iou')
  expect(variantFor('recorded').id).toBe('paper')
})

it('leaves rollouts that are not whole out of the mean', () => {
  const some = rolloutRowsOf(group, all, { scorer: 'paper', scoring: paper, pending: new Set(['c']) })
  expect(some[2]).toMatchObject({ total: undefined, advantage: undefined, right: undefined })
  // Two totals: one deviation above and below their mean, √½ each.
  expect(some[1]?.advantage).toBeCloseTo(Math.SQRT1_2, 10)
  expect(some[0]?.advantage).toBeCloseTo(-Math.SQRT1_2, 10)
})

it('sorts by any column with what has no number last, pinned ones first, and narrows', () => {
  const ids = (
    sort: string,
    down: boolean,
    filter: Parameters<typeof arranged>[1]['filter'] = 'all',
    pinned: string[] = [],
  ) => arranged(rows(), { sort: { column: sort, down }, filter, pinned }).map((r) => r.rollout.id)
  expect(ids('total', true)).toEqual(['b', 'c', 'a'])
  expect(ids('answer', false)).toEqual(['b', 'c', 'a'])
  expect(ids('looks', true)).toEqual(['b', 'a', 'c'])
  expect(ids('tokens', true)).toEqual(['a', 'b', 'c'])
  expect(ids('total', true, 'all', ['a'])).toEqual(['a', 'b', 'c'])
  expect(ids('index', false, 'right')).toEqual(['b', 'c'])
  expect(ids('index', false, 'looked')).toEqual(['b'])
  expect(ids('index', false, 'pinned', ['c'])).toEqual(['c'])
})

it('does not call an answer wrong where nobody knows the right one', () => {
  const { gold: _gold, ...rest } = group
  const unknown = { ...rest, gold: [] }
  expect(
    rolloutRowsOf(unknown, measured(unknown), { scorer: 'paper', scoring: paper }).map((r) => r.right),
  ).toEqual([undefined, undefined, undefined])
})
