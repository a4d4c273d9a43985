/** A story as it is clicked through: everything is told once, a look together with its crop. */
import { expect, test } from 'vitest'
import { buildAt, buildOf, buildsOf } from '../../../app/story/builds'
import { storyOf } from '../../../app/story/story'
import { timelineOf } from '../../../app/story/timeline'
import { answer, fiveSteps, look, observation, projectWith, thought } from '../../builders/project'
import { must } from '../../builders/must'

const timeline = (steps = fiveSteps) => {
  const project = projectWith(steps)
  return timelineOf(storyOf(project, must(project.branches[0])))
}
const wordsOf = (steps = fiveSteps) =>
  buildsOf(timeline(steps)).map(({ kind, first, last }) => (kind === 'beat' ? `${first}-${last}` : kind))

test('image, what the model got of it, each beat, the end: a look and its crop are one press', () => {
  expect(wordsOf()).toEqual(['image', 'overview', '0-0', '1-2', '3-3', '4-4', 'end'])
})

test('a trace that ends with a look comes back at the end', () => {
  const steps = [thought('t1', 'Let me see.'), look('l1'), observation('o1', 'l1')]
  expect(wordsOf(steps)).toEqual(['image', 'overview', '0-0', '1-2', 'end'])
})

test('looks of one turn are a press each, and no crop goes with the look of another', () => {
  const steps = [
    look('l1'),
    look('l2', [100, 100, 160, 150]),
    observation('o1', 'l1'),
    observation('o2', 'l2'),
  ]
  expect(wordsOf(steps)).toEqual(['image', 'overview', '0-0', '1-1', '2-2', '3-3', 'end'])
})

test('builds follow each other without a gap and cover all of the time', () => {
  const line = timeline([thought('t1', 'A.'), look('l1'), observation('o1', 'l1'), answer('a1', 'B.')])
  const builds = buildsOf(line)
  expect(builds[0]?.start).toBe(0)
  expect(builds.at(-1)?.end).toBeCloseTo(line.length)
  for (const [i, { start }] of builds.slice(1).entries()) expect(start).toBeCloseTo(builds[i]?.end ?? NaN)
  for (const [i, { start, end }] of builds.entries()) expect(buildAt(builds, (start + end) / 2)).toBe(i)
  expect(builds[buildOf(builds, 2)]).toMatchObject({ first: 1, last: 2 })
  expect(buildOf(builds, 99)).toBe(0)
})
