import { expect, it } from 'vitest'
import type { Evaluation } from '../../../app/host/evaluations'
import type { ResultRow } from '../../../app/metrics/result'
import { sliced, slicings } from '../../../app/metrics/slices'
import { defaultSettings } from '../../../app/trace/project'
import {
  deltaOf,
  lookingAt,
  narrowed,
  sorted,
  evaluationSummary,
  tableRows,
} from '../../../renderer/session/evaluations/evaluation-rows'
import { noFilter } from '../../../renderer/session/evaluations/evaluations-state'
import { canGoOn, deltaWords, isClear, stateWords } from '../../../renderer/words/evaluations'
import { clock } from '../../../renderer/words/work'
import { box } from '../../../app/geometry/box'

function row(n: number, right: boolean, change: Partial<ResultRow> = {}): ResultRow {
  const item = {
    id: `${n}`,
    position: n,
    question: `Q${n}?`,
    answer: 'x',
    options: {},
    category: n < 2 ? 'a' : 'b',
    fields: {},
  }
  const judgement = { state: right ? 'right' : 'wrong', score: right ? 1 : 0, taken: '', rule: '' } as const
  return {
    item,
    asked: item.question,
    response: '',
    prediction: right ? 'x' : 'y',
    judgement,
    looks: [],
    attempts: 1,
    ms: 1,
    tokens: 1,
    ...change,
  }
}

function run(change: Partial<Evaluation> = {}): Evaluation {
  const plan = { data: 'd', model: 'm', metric: 'same-text', settings: defaultSettings, concurrency: 1 }
  const names = { name: 'n', title: 't', dataName: 'd', style: 'plain', dialect: 'vlm-r3' }
  return {
    id: 'r',
    plan,
    ...names,
    changedAt: 0,
    createdAt: 0,
    total: 4,
    done: 4,
    failed: 0,
    retried: 0,
    undecided: 0,
    state: { type: 'done' },
    ...change,
  }
}

const before = [row(0, true), row(1, false), row(2, false), row(3, false)]
const after = [row(0, false), row(1, true), row(2, true), row(3, true)]

it('puts runs side by side in the data’s order, a row that one lacks included', () => {
  const table = tableRows([[row(2, true)], [row(0, true), row(2, false)]])
  expect(table.map(({ id, rows }) => [id, rows.map((r) => r?.judgement.score)])).toEqual([
    ['0', [undefined, 1]],
    ['2', [1, 0]],
  ])
})

it('narrows by words, outcome, slice, and by what turned between two runs', () => {
  const table = tableRows([before, after])
  const ids = (filter: Partial<typeof noFilter>) =>
    narrowed(table, { ...noFilter, ...filter }).map(({ id }) => id)
  expect(ids({ text: 'q2' })).toEqual(['2'])
  expect(ids({ outcome: 'right' })).toEqual(['0'])
  expect(ids({ outcome: 'lost' })).toEqual(['0'])
  expect(ids({ outcome: 'won' })).toEqual(['1', '2', '3'])
  expect(ids({ slice: { slicing: 'category', name: 'b' }, outcome: 'won' })).toEqual(['2', '3'])
})

it('counts a person’s verdict, and a failure as wrong', () => {
  const rows = [
    row(0, false, { override: { right: true, reason: 'synonym', at: 1 } }),
    row(1, true, { failure: { code: 'model-failed', message: 'no' } }),
  ]
  expect(evaluationSummary(run(), rows)?.headline.value).toBe(0.5)
})

it('says how far two runs are apart over the questions both have', () => {
  const delta = deltaOf({ run: run(), rows: before }, { run: run(), rows: after.slice(0, 3) })
  expect(delta).toMatchObject({ count: 3 })
  expect(delta?.delta).toBeCloseTo(1 / 3, 12)
  expect(delta === undefined ? '' : [deltaWords(delta), isClear(delta)]).toEqual(['+33.3', false])
  expect(
    deltaOf(
      { run: run(), rows: before },
      { run: run({ plan: { ...run().plan, metric: 'anls' } }), rows: after },
    ),
  ).toBeUndefined()
})

it('cuts by looks, crop size and overlap in their natural order', () => {
  const gold = [box<'image'>(0, 0, 10, 10)]
  const seen = (n: number, right: boolean, side: number) => {
    const plain = row(n, right)
    const look = box<'image'>(0, 0, side, 10)
    return {
      ...plain,
      item: { ...plain.item, boxes: gold },
      looks: [look],
      image: { id: 'i', width: 100, height: 10 },
    }
  }
  const rows = [seen(0, true, 10), seen(1, true, 12), seen(2, false, 100), row(3, false)]
  const of = (id: string) => {
    const slicing = slicings.find((s) => s.id === id)
    return slicing === undefined
      ? []
      : sliced(rows, slicing).map(({ name, value, count }) => [name, value, count])
  }
  expect(of('looks')).toEqual([
    ['1 look', 2 / 3, 3],
    ['no looks', 0, 1],
  ])
  expect(of('crop')).toEqual([
    ['2 – 12.5 %', 1, 2],
    ['≥ 50 %', 0, 1],
  ])
  expect(of('iou')).toEqual([
    ['IoU 0.1 – 0.3', 0, 1],
    ['IoU ≥ 0.7', 1, 2],
  ])
})

it('says what a run is doing', () => {
  expect(stateWords(run({ done: 2, state: { type: 'running', etaMs: 65_000 } }))).toBe('2 of 4, 1:05 left')
  expect(stateWords(run({ done: 2, state: { type: 'cut-off' } }))).toBe('interrupted at 2 of 4')
  expect([
    canGoOn(run()),
    canGoOn(run({ done: 2, state: { type: 'stopped' } })),
    canGoOn(run({ state: { type: 'running' } })),
  ]).toEqual([false, true, false])
  expect([clock(5000), clock(3_661_000)]).toEqual(['0:05', '1:01:01'])
})

it('sorts rows by what stands in them, or by what a run got right, and keeps the data’s order among equals', () => {
  const failed = row(10, false, { failure: { code: 'bad-input', message: 'broken' } })
  const table = tableRows([[...before, failed], after])
  const ids = (sort: Parameters<typeof sorted>[1]) => sorted(table, sort).map(({ id }) => id)
  expect(ids(undefined)).toEqual(['0', '1', '2', '3', '10'])
  expect(ids({ by: 'id', down: true })).toEqual(['10', '3', '2', '1', '0'])
  // Failed, wrong ones as the data has them, right.
  expect(ids({ by: 0, down: false })).toEqual(['10', '1', '2', '3', '0'])
  // What a run has no row of comes last.
  expect(ids({ by: 1, down: false }).at(-1)).toBe('10')
})

it('sorts by confidence and by used looks of the run that looks; what is not known comes last, either way', () => {
  const look = box<'image'>(0, 0, 1, 1)
  const without = [row(0, true), row(1, true), row(2, true)]
  const looking = [0.9, undefined, 0.4].map((confidence, n) =>
    row(n, true, confidence === undefined ? {} : { looks: [look], confidences: [confidence, null] }),
  )
  const settings = (maxLooks: number) => ({ plan: { settings: { ...defaultSettings, maxLooks } } })
  expect(lookingAt([settings(0), settings(3)])).toBe(1)
  expect(lookingAt([settings(0)])).toBe(0)
  const table = tableRows([without, looking])
  const looks = {
    run: 1,
    tried: new Map([
      ['0', ['not-used', 'used'] as const],
      ['2', ['used'] as const],
      // It has no looks: there is no share of them.
      ['1', []],
    ]),
  }
  const ids = (by: 'confidence' | 'used', down: boolean) =>
    sorted(table, { by, down }, looks).map(({ id }) => id)
  expect(ids('confidence', false)).toEqual(['2', '0', '1'])
  expect(ids('confidence', true)).toEqual(['0', '2', '1'])
  expect(ids('used', false)).toEqual(['0', '2', '1'])
  expect(ids('used', true)).toEqual(['2', '0', '1'])
  const only = (tried: 'used' | 'not-used' | 'idle' | 'none') =>
    narrowed(table, { ...noFilter, tried }, looks).map(({ id }) => id)
  expect(only('not-used')).toEqual(['0'])
  expect(only('used')).toEqual(['0', '2'])
  expect([only('idle'), only('none')]).toEqual([[], []])
})
