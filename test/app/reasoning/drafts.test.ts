/** Which token ids a run is offered as guesses. */
import { expect, test } from 'vitest'
import { draftsAt, draftsOf, predictionAt } from '../../../app/reasoning/drafts'
import type { Step } from '../../../app/trace/step'
import { answer, look, observation, thought } from '../../builders/project'

const told = (step: Step, ...ids: readonly number[]): Step => ({
  ...step,
  tokens: ids.map((id) => ({ id, text: `${id}` })),
})
const run = (first: number): readonly Step[] => [
  told(thought('t', 'I look.'), first, 2),
  told(look('l', [0, 0, 50, 50]), 3),
  observation('o', 'l'),
  told(thought('u', 'It says 8.'), 4, -1, 5),
  told(answer('a', '8'), 6),
]

test('segments end at crops; what a server does not tell and people wrote has no ids', () => {
  expect(draftsOf(run(1))).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ])
  expect(draftsOf([thought('t', 'By a person.')])).toEqual([[]])
  const reply = { ...thought('r', 'Error'), kind: { type: 'reply' } } as Step
  expect(draftsOf([told(thought('t', 'a'), 1), reply, told(thought('u', 'b'), 2)])).toEqual([[1], [2]])
})

test('each run’s own segment comes first, then all others', () => {
  expect(draftsAt([run(1), run(9)], 1)).toEqual([
    [4, 5, 6],
    [4, 5, 6],
    [1, 2, 3],
    [9, 2, 3],
  ])
  expect(draftsAt([run(1)], 7)).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ])
  expect(draftsAt([], 0)).toEqual([])
})

test('a server is told the text of the segment', () => {
  const steps = [...run(1)]
  expect(predictionAt([steps], 0)).toBe(
    steps
      .slice(0, 2)
      .map((s) => s.raw)
      .join(''),
  )
  expect(predictionAt([steps], 1)).toBe(
    steps
      .slice(3)
      .map((s) => s.raw)
      .join(''),
  )
  expect([predictionAt([steps], 2), predictionAt([], 0)]).toEqual([undefined, undefined])
})
