/** Which token ids a run is offered as guesses. */
import { expect, test } from 'vitest'
import { draftsAt, draftsBehindCrop, draftsOf, predictionAt } from '../../../app/reasoning/drafts'
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

test('a token that two steps share is guessed once', () => {
  const shared = (step: Step, cut: 'start' | 'end', text: string): Step => ({
    ...step,
    tokens: [{ id: 7, text, cut }],
  })
  const steps = [shared(thought('t', 'I look.\n'), 'end', '.\n'), shared(answer('a', '8'), 'start', '<')]
  expect(draftsOf(steps)).toEqual([[7]])
})

test('where another crop is shown, what stood behind it comes first and what stood before it last', () => {
  const steps = run(1)
  const behind = draftsBehindCrop(steps, 2, [run(30), run(40)])
  expect(behind).toEqual([steps.slice(3), run(40), run(30), steps.slice(0, 2)])
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
