/** A recorded run in small: its question, each look in order, its answer in a line. */
import { expect, test } from 'vitest'
import { beatsOf } from '../../../renderer/session/gallery/beats'
import { answer, look, observation, projectWith, thought } from '../../builders/project'

const run = (last: string) =>
  beatsOf(
    projectWith([
      thought('t1', 'There is a sign. I will zoom in on it.'),
      look('l1'),
      observation('o1', 'l1'),
      answer('a1', last),
    ]),
  )

test('begins with the question, names a look by what was thought before it, ends with the answer', () => {
  const { beats, looks, question } = run('It is the **Hop Inn**, in **Hamble**.')
  expect(looks.map((l) => l.number)).toEqual([1])
  expect(beats.map((b) => [b.looks, b.words])).toEqual([
    [0, question],
    [1, 'I will zoom in on it.'],
    [1, 'Hop Inn, Hamble'],
  ])
})

test('an answer that is a list of boxes says nothing; a long one its first sentence', () => {
  expect(run('```json\n[{"box_2d": [1, 2, 3, 4]}]\n```').beats).toHaveLength(2)
  expect(run('A barn. It stands on a hill, and so on.').beats.at(-1)?.words).toBe('A barn.')
})

test('a project without a branch is nothing to play', () => {
  expect(beatsOf({ ...projectWith(), branches: [] }).beats).toEqual([])
})
