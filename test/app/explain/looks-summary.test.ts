/** Many traces counted. */
import { expect, test } from 'vitest'
import {
  mostTrials,
  notUsedLines,
  summariseLooks,
  triedKey,
  type TriedTrace,
} from '../../../app/explain/looks-summary'
import type { LookVerdict } from '../../../app/explain/verdict'

const trace = (id: string, family: string, ...verdicts: LookVerdict[]): TriedTrace => ({
  trace: id,
  family,
  question: 'q',
  looks: verdicts.map((verdict, i) => ({
    number: i + 1,
    region: { left: 0, top: 0, right: 1, bottom: 1 },
    verdict,
    trials: [],
  })),
})

test('an answer hangs on its looks where one of them is used; traces without looks count apart', () => {
  const summary = summariseLooks([
    trace('a', 'chart', 'not-used', 'used'),
    trace('b', 'chart', 'not-used'),
    trace('c', 'sign'),
    trace('d', 'sign', 'harmful'),
  ])
  expect(summary).toMatchObject({ traces: 4, looking: 3, hanging: 1 })
  expect(summary.verdicts).toEqual({ used: 1, 'not-used': 2, harmful: 1, unknown: 0 })
  expect(summary.families['chart']).toMatchObject({ traces: 2, looking: 2, hanging: 1 })
  expect(summary.families['sign']).toMatchObject({ traces: 2, looking: 1, hanging: 0 })
})

test('of nothing there is nothing', () => {
  expect(summariseLooks([])).toMatchObject({ traces: 0, looking: 0, hanging: 0, families: {} })
})

test('right and wrong answers are counted apart, and those nobody judged', () => {
  const { outcomes } = summariseLooks([
    { ...trace('a', 'x', 'used'), right: true },
    { ...trace('b', 'x', 'not-used'), right: false },
    trace('c', 'x', 'used'),
  ])
  expect([outcomes.right, outcomes.wrong, outcomes.unknown].map((o) => [o.traces, o.hanging])).toEqual([
    [1, 1],
    [1, 0],
    [1, 1],
  ])
})

test('a look that does not matter is a line with its trace; rollouts of a project are told apart', () => {
  const lines = notUsedLines(trace('a', 'x', 'used', 'not-used'))
    .trim()
    .split('\n')
  expect(lines.map((l) => JSON.parse(l) as unknown)).toMatchObject([{ trace: 'a', look: { number: 2 } }])
  expect([triedKey({ trace: 'a' }), triedKey({ trace: 'a', branch: 'b' })]).toEqual(['a', 'a/b'])
  expect([0, 1, 2].map(mostTrials)).toEqual([0, 4, 10])
})
