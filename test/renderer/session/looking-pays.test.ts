/** What looking is worth: only of two runs that differ in nothing else, and both through. */
import { expect, test } from 'vitest'
import type { Evaluation } from '../../../app/host/evaluations'
import { defaultSettings } from '../../../app/trace/project'
import { lookingPays } from '../../../renderer/session/evaluations/looking-pays'

const run = (id: string, maxLooks: number, value: number | undefined, more: object = {}): Evaluation => {
  const plan = { data: '/d', model: 'm', metric: 'exact', settings: { ...defaultSettings, maxLooks } }
  const score = value === undefined ? {} : { score: { value, ci95: [value, value] } }
  const known = { id, plan, changedAt: 1, done: 200, total: 200, state: { type: 'done' } }
  // A list has more of a run than counts here.
  return { ...known, ...score, ...more } as unknown as Evaluation
}

test('pairs a run with its baseline, whichever was chosen', () => {
  const all = [run('looks', 4, 0.95), run('base', 0, 0.01), run('old', 0, 0.5)]
  for (const chosen of [all.slice(0, 1), all.slice(1, 2)])
    expect(lookingPays(chosen, all)).toMatchObject({
      without: { id: 'base' },
      with: { id: 'looks' },
      scores: { without: 0.01, with: 0.95 },
    })
})

test('says nothing where the two are not the same task, or not through', () => {
  const looks = run('looks', 4, 0.95)
  for (const more of [
    { changedAt: 2 },
    { done: 100 },
    { state: { type: 'running' } },
    { plan: { ...run('x', 0, 0).plan, model: 'another' } },
    { plan: { ...run('x', 0, 0).plan, metric: 'anls' } },
  ])
    expect(lookingPays([looks], [looks, run('base', 0, 0.01, more)])).toBeUndefined()
  expect(lookingPays([looks], [looks, run('base', 0, undefined)])).toBeUndefined()
  expect(lookingPays([looks], [looks, run('other', 7, 0.9)])).toBeUndefined()
  expect(lookingPays([], [])).toBeUndefined()
})
