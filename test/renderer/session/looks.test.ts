/** Batches of looks in the window: what the dialog is about, what it asks for, and what comes back. */
import { expect, test } from 'vitest'
import type { Evaluation } from '../../../app/host/evaluations'
import type { LooksCost, LooksJob, LooksRequest } from '../../../app/host/looks'
import { Failure } from '../../../app/failure'
import { summariseLooks } from '../../../app/explain/looks-summary'
import { defaultSettings } from '../../../app/trace/project'
import { jobOf, looksAsked } from '../../../renderer/session/looks/looks-rows'
import { fakeHost, Feed, openSession, settled } from '../fake-host'

const job = (id: string, change: Partial<LooksJob> = {}): LooksJob => ({
  id,
  source: { type: 'collection', collection: 'c', query: {} },
  name: 'log.jsonl',
  atOnce: 1,
  startedAt: 1,
  total: 2,
  done: 0,
  failed: 0,
  summary: summariseLooks([]),
  state: { type: 'running' },
  ...change,
})

function evaluation(id: string, maxLooks: number): Evaluation {
  const settings = { ...defaultSettings, maxLooks }
  return {
    id,
    name: 'run',
    plan: { data: 'd', model: 'm', metric: 'same-text', settings, concurrency: 1 },
    title: 't',
    dataName: 'd',
    changedAt: 0,
    style: 'plain',
    dialect: 'vlm-r3',
    createdAt: 0,
    total: 4,
    done: 4,
    failed: 0,
    retried: 0,
    undecided: 0,
    state: { type: 'done' },
  }
}

async function opened() {
  const fake = fakeHost()
  const jobs = new Feed<readonly LooksJob[]>()
  const started: LooksRequest[] = []
  const asked: unknown[] = []
  Object.assign(fake.host, {
    looksJobs: (_: object, signal: AbortSignal) => jobs.items(signal),
    startLooks: async (request: LooksRequest) => {
      started.push(request)
      return { looks: 'l' }
    },
    looksCost: async function* (ask: unknown): AsyncGenerator<LooksCost> {
      asked.push(ask)
      yield { traces: 2, looks: 3, asked: 12, counted: true }
    },
    pauseLooks: async () => {
      throw new Failure('not-found', 'That batch no longer exists.')
    },
  })
  const runs = new Feed<readonly Evaluation[]>()
  Object.assign(fake.host, { evaluations: (_: object, signal: AbortSignal) => runs.items(signal) })
  const { session } = await openSession(fake)
  return { session, jobs, runs, started, asked }
}

test('without a file, a run or a group there is nothing to try', async () => {
  const { session } = await opened()
  expect(looksAsked(session.get())).toBeUndefined()
  session.looks.open()
  expect(session.get().view.dialog).toBeUndefined()
})

test('over a run it proposes the model that made it, says what it costs, and asks for nothing before', async () => {
  const { session, started, asked, jobs, runs } = await opened()
  session.view.showArea('evaluation')
  runs.push([evaluation('d', 0), evaluation('e', 3)])
  await settled()
  // The one without looks is compared with: it is about the other.
  session.evaluations.chooseAll(['d', 'e'])
  session.looks.open()
  await settled()
  expect(session.get().looks).toMatchObject({ planning: true, cost: { asked: 12, counted: true } })
  expect(asked).toEqual([{ source: { type: 'evaluation', evaluation: 'e' }, model: 'm' }])
  expect(started).toEqual([])
  await session.looks.start()
  expect(started).toEqual([
    { source: { type: 'evaluation', evaluation: 'e' }, name: 'run', model: 'm', atOnce: 4 },
  ])
  jobs.push([job('l', { source: { type: 'evaluation', evaluation: 'e' } })])
  await settled()
  expect(jobOf(session.get(), { type: 'evaluation', evaluation: 'e' })?.id).toBe('l')
  expect(session.get().looks.planning).toBe(false)
  // What goes wrong is said in the dialog.
  await session.looks.pause('l')
  expect(session.get().looks.failure?.message).toContain('no longer exists')
})

test('of two batches about a thing the newest counts; one that is done is read out', async () => {
  const { session, jobs } = await opened()
  jobs.push([job('new', { startedAt: 2 }), job('old')])
  await settled()
  expect(jobOf(session.get(), { type: 'collection', collection: 'c', query: { text: 'x' } })?.id).toBe('new')
  expect(jobOf(session.get(), { type: 'collection', collection: 'd', query: {} })).toBeUndefined()
  jobs.push([job('new', { startedAt: 2, state: { type: 'done' } }), job('old')])
  await settled()
  expect(session.get().notices.announced).toContain('log.jsonl')
})
