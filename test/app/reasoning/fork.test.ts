import { describe, expect, test } from 'vitest'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { box } from '../../../app/geometry/box'
import { forkSteps } from '../../../app/reasoning/fork'
import { toMessages } from '../../../app/reasoning/messages'
import type { SegmentContext } from '../../../app/reasoning/segment'
import { applyChange, type Change } from '../../../app/trace/change'
import type { Branch, Project } from '../../../app/trace/project'
import type { Step } from '../../../app/trace/step'
import { fiveSteps, overview, projectWith } from '../../builders/project'

function context(): SegmentContext {
  let last = 0
  return {
    dialect: vlmR3,
    image: { id: 'img', size: { width: 1008, height: 756 } },
    view: overview,
    budgets: { image: { minPixels: 784, maxPixels: 112896 }, crop: { minPixels: 784, maxPixels: 31360 } },
    author: { type: 'model', model: 'm' },
    before: [],
    newId: () => `n${++last}`,
    now: () => 99,
  }
}

const fork = (project: Project, upTo?: string) =>
  forkSteps({ project, branch: project.branches[0] as Branch, upTo }, context())
const drafted = (...changes: readonly Extract<Change, { type: 'drafted' }>[]) =>
  changes.reduce<Project>(applyChange, projectWith())
const types = (steps: readonly Step[]) => steps.map((s) => s.type).join(' ')

describe('a fork without drafts', () => {
  test('shares the very same steps', () => {
    expect(fork(projectWith(), 't2').steps).toEqual(fiveSteps.slice(0, 4))
  })

  test('keeps a look together with its crop', () => {
    expect(fork(projectWith(), 'l1').steps).toEqual(fiveSteps.slice(0, 3))
  })

  test('from nothing keeps nothing', () => {
    expect(fork(projectWith()).steps).toEqual([])
  })

  test('gives a prefix byte-identical to what the model saw', () => {
    const ask = { question: 'q', view: overview, looks: true }
    const original = toMessages(vlmR3, { ...ask, steps: fiveSteps.slice(0, 3) })
    expect(toMessages(vlmR3, { ...ask, steps: fork(projectWith(), 'o1').steps })).toEqual(original)
  })

  test('refuses a step that is not on the branch', () => {
    expect(() => fork(projectWith(), 'zz')).toThrow(/no longer on this branch/)
  })
})

describe('a fork with drafts', () => {
  const moved = drafted({
    type: 'drafted',
    key: 'l1',
    draft: { type: 'region', region: box(90, 90, 390, 240) },
  })

  test('has the moved region as a step of a person, with a crop made anew', () => {
    const { steps, used } = fork(moved, 'l1')
    expect(used).toEqual(['l1'])
    expect(types(steps)).toBe('thought look observation')
    expect(steps[1]).toMatchObject({
      author: { type: 'person' },
      replaces: 'l1',
      raw: '{"bbox_2d": [30, 30, 130, 80]}\n',
      // Where the numbers lie: the right and bottom pixel they name are in it.
      region: box(90, 90, 391, 241),
    })
    expect(steps[2]).toMatchObject({ look: steps[1]?.id, view: { crop: box(90, 90, 391, 241) } })
  })

  test('leaves the original branch and its steps alone', () => {
    fork(moved, 'l1')
    expect(moved.steps['l1']).toEqual(fiveSteps[1])
  })

  test('ignores drafts on steps after the fork', () => {
    expect(fork(moved, 't1')).toEqual({ steps: fiveSteps.slice(0, 1), used: [] })
  })

  test('rewrites a thought and keeps the tags around it', () => {
    const project = drafted({ type: 'drafted', key: 't2', draft: { type: 'text', text: 'It reads 9.' } })
    expect(fork(project, 't2').steps.at(-1)).toMatchObject({
      raw: 'It reads 9. ',
      text: 'It reads 9.',
      replaces: 't2',
    })
  })

  test('rewrites an answer in the words of the model', () => {
    const project = drafted({ type: 'drafted', key: 'a1', draft: { type: 'text', text: '9' } })
    expect(fork(project, 'a1').steps.at(-1)).toMatchObject({ type: 'answer', raw: '<answer>9</answer>' })
  })

  test.each([
    ['t1', 'thought look observation look observation'],
    ['o1', 'thought look observation look observation'],
    ['l1', 'thought look observation look observation'],
  ])('puts a drawn look after %s, never between a look and its crop', (after, order) => {
    const project = drafted({
      type: 'drafted',
      key: 'd',
      draft: { type: 'look', branch: 'main', after, region: box(0, 0, 50, 50) },
    })
    const { steps, used } = fork(project, 'o1')
    expect([types(steps), used]).toEqual([order, ['d']])
  })

  test('refuses a region without area', () => {
    const project = drafted({
      type: 'drafted',
      key: 'l1',
      draft: { type: 'region', region: box(5, 5, 5, 50) },
    })
    expect(() => fork(project, 'l1')).toThrow(/no area/)
  })
})
