import { expect, it, onTestFinished } from 'vitest'
import { dialectOf } from '../../../app/dialects'
import { Failure } from '../../../app/failure'
import { metricOf } from '../../../app/metrics'
import type { Item } from '../../../app/metrics/metric'
import type { ResultRow } from '../../../app/metrics/result'
import { defaultSettings } from '../../../app/trace/project'
import { createRecord } from '../../../main/evaluation/record'
import { runRows } from '../../../main/evaluation/runner'
import { answering, type Say } from '../../builders/benchmark'
import { testFolder } from '../../builders/folder'
import { yielding } from '../../builders/wait'

async function ranOver(count: number, say: Say, concurrency = 1) {
  const dialect = dialectOf('vlm-r3')
  const metric = metricOf('same-text')
  if (dialect === undefined || metric === undefined) throw new Error('not registered')
  const items = Array.from({ length: count }, (_, position): Item => ({
    id: `${position}`,
    position,
    question: `Q${position}?`,
    answer: `a${position}`,
    options: {},
    fields: {},
  }))
  const settings = defaultSettings
  const plan = { data: 'd', model: 'm', metric: metric.id, settings, concurrency }
  const names = { name: 'n', title: 't', dataName: 'd', style: 'plain', dialect: dialect.id }
  const header = { id: 'run', plan, ...names, changedAt: 1, createdAt: 1 }
  const record = await createRecord(testFolder(), header, count)
  onTestFinished(() => record.close())
  const model = answering(say)
  const told: ResultRow[] = []
  const data = {
    ...names,
    path: 'd',
    bytes: 1,
    changedAt: 1,
    preset: undefined,
    items,
    issues: [],
    pictures: async () => [{ name: 'p', bytes: new Uint8Array() }],
    response: () => undefined,
    close: async () => undefined,
  }
  const image = { id: 'a'.repeat(64), name: 'p', bytes: 1, width: 300, height: 200 }
  let id = 0
  const sampling = {
    model,
    dialect,
    settings,
    addImage: async () => image,
    newId: () => `s${id++}`,
    now: () => 0,
  }
  const task = { record, data, items, metric, style: 'plain' as const, sampling, concurrency, pauseMs: 0 }
  const never = new AbortController().signal
  const state = await runRows(task, { signal: never, pausing: never }, (row) => told.push(row))
  return { state, record, told, asked: model.asked }
}

it('stops when ten samples in a row fail for a reason that is not theirs, and says which', async () => {
  const { state, told, asked } = await ranOver(40, () =>
    Promise.reject(new Failure('disconnected', 'The server is gone.')),
  )
  expect(state).toMatchObject({
    type: 'failed',
    failure: { message: '10 samples in a row failed. The server is gone.' },
  })
  expect(told).toHaveLength(10)
  expect([...asked.values()]).toEqual(Array(10).fill(3))
})

it('goes through all rows when only some fail', async () => {
  const { state, record } = await ranOver(25, (n) =>
    n % 5 === 0 ? `a${n}` : Promise.reject(new Failure('disconnected', 'Dropped.')),
  )
  expect(state).toEqual({ type: 'done' })
  expect(record.rows().filter((row) => row.failure === undefined)).toHaveLength(5)
})

it('has no more samples under way than asked for, and every row once', async () => {
  let now = 0
  let most = 0
  const { record, asked } = await ranOver(
    30,
    async (n) => {
      most = Math.max(most, ++now)
      await yielding()
      now--
      return `a${n}`
    },
    4,
  )
  expect(most).toBe(4)
  expect(record.rows().map((row) => row.judgement.score)).toEqual(Array(30).fill(1))
  expect([...asked.values()]).toEqual(Array(30).fill(1))
})
