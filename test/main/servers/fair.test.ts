// The window and a batch on one server: neither waits for the whole of the other, through the real runs of both.
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../app/trace/project'
import { benchmark } from '../../builders/benchmark'
import { never, newProject } from '../../builders/services'
import { finish, said, sse, type Asked } from './local'
import { speakVlmR3, started, type Served } from './served'
import { until } from '../../builders/wait'

/** A server that answers when it is told to. */
interface Held extends Served {
  /** Answers the request that has waited longest. */
  readonly release: () => void
  /** Requests it has not answered. */
  readonly open: () => number
}

async function held(): Promise<Held> {
  const open: ServerResponse[] = []
  const at = await started({
    continues: 'asked',
    stop: 'kept',
    instead: (response, { body }) => {
      if (!/Q\d+\?|What is it/.test(JSON.stringify(body['messages']))) return false
      open.push(response)
      return true
    },
  })
  await speakVlmR3(at)
  // Known before: what is looked at are runs, not the trial of what the server can do.
  for await (const event of at.services.host.probeServer({ server: 'box', model: 'lab/qwen2.5-vl' }, never))
    void event
  const release = () => {
    const response = open.shift()
    if (response !== undefined) sse(response, said('<answer>red</answer>'), finish('stop'), '[DONE]')
  }
  return { ...at, release, open: () => open.length }
}

/** Releases one request after the other until so many were asked; whose they were, in order. */
async function served(at: Held, from: number, count: number): Promise<string[]> {
  await expect
    .poll(
      () => {
        if (at.asked.length >= from + count) return true
        if (at.open() > 0) at.release()
        return false
      },
      { interval: 5, timeout: 4000 },
    )
    .toBe(true)
  return batches(at.asked.slice(from, from + count))
}

/** A person's run that has come as far as the queue. */
async function asks(at: Held): Promise<void> {
  const project = await newProject(at.services)
  const request = { project, question: 'What is it?', model: at.model, settings: defaultSettings }
  await at.services.host.run(request, never)
  const journal = join(at.folder, 'projects', project, 'journal.jsonl')
  const isQueued = () => /"phase":\{"name":"queue"/.test(readFileSync(journal, 'utf8'))
  await until(isQueued, 'a run in the queue')
}

const batches = (asked: readonly Asked[]) =>
  asked.map(({ text }) => (/Q\d+\?/.test(text) ? 'batch' : 'window'))

async function evaluate({ services, folder, model }: Served, count: number): Promise<string> {
  const data = await benchmark(join(folder, 'datasets', 'small'), count)
  const settings = { ...defaultSettings, maxLooks: 0 }
  const request = { data, model, settings, concurrency: 6, baseline: false }
  const [id = ''] = (await services.host.startEvaluation(request, never)).evaluations
  return id
}

describe('one server for the window and a batch', () => {
  it('takes turns: a person is next after one request of a batch of thirty, and the batch after the person', async () => {
    const at = await held()
    await at.services.host.changeServer({ server: 'box', concurrency: 1 }, never)
    const evaluation = await evaluate(at, 30)
    await expect.poll(at.open).toBe(1)
    const before = at.asked.length
    await asks(at)
    await asks(at)
    expect(await served(at, before, 5)).toEqual(['window', 'batch', 'window', 'batch', 'batch'])
    await at.services.host.stopEvaluation({ evaluation }, never)
  })

  it('counts rollouts of a group as a batch', async () => {
    const at = await held()
    await at.services.host.changeServer({ server: 'box', concurrency: 1 }, never)
    const project = await newProject(at.services)
    const settings = { ...defaultSettings, temperature: 1 }
    const sample = { project, question: 'Q1?', model: at.model, settings, count: 12 }
    const { group } = await at.services.host.sampleRollouts(sample, never)
    await expect.poll(at.open).toBe(1)
    const before = at.asked.length
    await asks(at)
    expect((await served(at, before, 3))[0]).toBe('window')
    await at.services.host.stopRollouts({ project, group }, never)
  })

  it('is never asked for more at a time than its page says, whoever asks', async () => {
    const at = await held()
    await at.services.host.changeServer({ server: 'box', concurrency: 2 }, never)
    const before = at.asked.length
    const evaluation = await evaluate(at, 12)
    await asks(at)
    await asks(at)
    expect(at.open()).toBe(2)
    expect((await served(at, before, 14)).filter((one) => one === 'window')).toHaveLength(2)
    expect(at.open()).toBeLessThanOrEqual(2)
    await at.services.host.stopEvaluation({ evaluation }, never)
  })
})
