/** Batches of looks through the host: over a file, a run and a group; paused, killed, gone on with; the same numbers as the terminal's. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { triedKey, type TriedTrace } from '../../../app/explain/looks-summary'
import type { TraceRow } from '../../../app/host/collections'
import type { LooksJob, LooksSource } from '../../../app/host/looks'
import type { Model } from '../../../app/reasoning/model'
import { fromTraces, openBatchSource } from '../../../main/explain/batch-source'
import { tryTraces } from '../../../main/explain/batch'
import { openTried } from '../../../main/explain/tried-file'
import { createSources } from '../../../main/exporting/source'
import type { Services } from '../../../main/services'
import { testFolder } from '../../builders/folder'
import { info } from '../../builders/model'
import { must } from '../../builders/must'
import { allEnded, follow, never, newProject, servicesWith } from '../../builders/services'
import { lines, logRow, put, putPicture } from '../../builders/traces'

const model = { ...info, dialect: 'vlm-r3' }

/** Answers 5 where its crop shows something, 4 where it is blank; of questions with “never mind” always 5. */
function reader(
  gate: { wait?: Promise<void>; fails?: boolean } = {},
): Model & { readonly asked: { n: number } } {
  const asked = { n: 0 }
  return {
    info: model,
    asked,
    prompt: async () => [{ type: 'text', text: 'x', tokens: 40 }],
    generate: async function* ({ messages }, signal) {
      asked.n++
      await gate.wait
      signal?.throwIfAborted()
      if (gate.fails === true) throw new Error('The server is gone.')
      const parts = messages.flatMap((m) => m.parts)
      const view = parts.flatMap((p) => (p.type === 'image' ? [p.view] : [])).at(-1)
      const words = parts.map((p) => (p.type === 'text' ? p.text : '')).join(' ')
      const blind = view?.mask === 'blank' && !words.includes('never mind')
      yield { type: 'token', token: { id: 1, text: `So.</think><answer>${blind ? '4' : '5'}</answer>` } }
      const zero = { encodeMs: 0, prefillMs: 0, decodeMs: 0, cachedTokens: 0 }
      yield { type: 'end', reason: 'stop', timings: { ...zero, tokens: 1, promptTokens: 1 } }
    },
  }
}

const looking = '<think> I look. {"bbox_2d": [10, 10, 60, 60]}\nIt is 5.\n<answer>5</answer>'
const rows = (n: number) =>
  Array.from({ length: n }, (_, i) =>
    logRow(i + 1, {
      question: i % 2 === 0 ? 'What is it?' : 'What is it? never mind',
      full_response: i === n - 1 ? '<think> No look.</think><answer>5</answer>' : looking,
      ground_truth: '5',
      judge_reward: i % 3 === 0 ? 0 : 1,
    }),
  )

async function opened(folder: string, made: Model, n = 6) {
  await putPicture(folder, 'images/a.png')
  const file = put(folder, 'log.jsonl', lines(rows(n)))
  const services = await servicesWith(join(folder, 'data'), made)
  const collection = await services.collections.open({ path: file, name: 'log.jsonl' })
  await services.collections.settled(collection)
  const source: LooksSource = { type: 'collection', collection, query: {} }
  return { services, collection, source }
}

const start = (services: Services, source: LooksSource, more = {}) =>
  services.host.startLooks({ source, name: 'log', model: model.id, atOnce: 2, ...more }, never)

async function jobWhere(services: Services, fits: (job: LooksJob) => boolean): Promise<LooksJob> {
  for await (const jobs of services.host.looksJobs({}, never)) {
    const found = jobs.find(fits)
    if (found !== undefined) return found
  }
  throw new Error('the stream ended')
}
const done = (services: Services) => jobWhere(services, (j) => j.state.type === 'done')

async function listed(
  services: Services,
  collection: string,
  query: object,
  fits: (rows: readonly TraceRow[]) => boolean,
): Promise<readonly TraceRow[]> {
  for await (const page of services.host.traces({ collection, query, offset: 0, limit: 50 }, never))
    if (page.done && fits(page.rows)) return page.rows
  throw new Error('the stream ended')
}

describe('over a file', () => {
  test('says beforehand what it costs, and finds what the terminal finds', async () => {
    const made = reader()
    const { services, source } = await opened(testFolder(), made)
    let cost
    for await (cost of services.host.looksCost({ source, model: model.id }, never));
    expect(cost).toMatchObject({ traces: 6, looks: 5, asked: 20, counted: true })
    expect(made.asked.n).toBe(0)
    await start(services, source)
    const job = await done(services)
    expect(job).toMatchObject({ total: 6, done: 6, failed: 0 })
    expect(made.asked.n).toBeLessThanOrEqual(20)
    // 1, 3 and 5 hang on their look; 2 and 4 do not; 6 has none.
    expect(job.summary).toMatchObject({
      traces: 6,
      looking: 5,
      hanging: 3,
      verdicts: { used: 3, 'not-used': 2 },
    })
    expect(job.summary.outcomes.wrong.traces + job.summary.outcomes.right.traces).toBe(6)
    const file = await openTried(join(testFolder(), 'looks.jsonl'))
    const ask = {
      engine: services.engine,
      source: await openBatchSource(services, source),
      model: model.id,
      atOnce: 1,
      file,
    }
    for await (const event of tryTraces(ask, { signal: never, pausing: never }))
      expect(event.type).toBe('tried')
    expect(file.summary()).toEqual(job.summary)
    await file.close()
    await services.close()
  })

  test('of a server it is said which one, before it is asked', async () => {
    const served = { ...reader(), concurrent: true }
    const made = { ...served, info: { ...model, server: 'box' } }
    const { services, source } = await opened(testFolder(), made)
    let cost
    for await (cost of services.host.looksCost({ source, model: model.id }, never));
    expect(cost).toMatchObject({ asked: 20, server: 'box' })
    expect(served.asked.n).toBe(0)
    await services.close()
  })

  test('its rows show, filter and sort by it, and what does not matter is exported', async () => {
    const { services, source, collection } = await opened(testFolder(), reader())
    const { looks } = await start(services, source)
    await done(services)
    const all = await listed(services, collection, {}, (r) => r.every((row) => row.tried !== undefined))
    expect(all.map((r) => r.tried)).toEqual([['used'], ['not-used'], ['used'], ['not-used'], ['used'], []])
    const ids = async (query: object) =>
      (await listed(services, collection, query, () => true)).map((r) => r.row + 1)
    expect(await ids({ tried: 'not-used' })).toEqual([2, 4])
    expect(await ids({ tried: 'idle' })).toEqual([2, 4])
    expect(await ids({ tried: 'none' })).toEqual([])
    // What has no looks has no share, and comes last.
    expect(await ids({ sort: { by: 'used', down: false } })).toEqual([2, 4, 1, 3, 5, 6])
    expect(await ids({ sort: { by: 'used', down: true } })).toEqual([1, 3, 5, 2, 4, 6])
    const counts = services.collections.status(collection)?.counts?.tried
    expect(counts).toEqual({ used: 3, 'not-used': 2, harmful: 0, unknown: 0, idle: 2 })
    const saved = await services.host.saveUnusedLooks({ looks }, never)
    if (saved.type !== 'download') throw new Error('a server downloads')
    const exported = Buffer.from(saved.base64, 'base64').toString().trim().split('\n')
    expect(exported.map((l) => (JSON.parse(l) as { look: { verdict: string } }).look.verdict)).toEqual([
      'not-used',
      'not-used',
    ])
    await services.host.forgetLooks({ looks }, never)
    await listed(services, collection, {}, (r) => r.every((row) => row.tried === undefined))
    await services.close()
  })

  test('only what the list is narrowed to', async () => {
    const { services, source } = await opened(testFolder(), reader())
    await start(services, { ...source, query: { text: 'never' } } as LooksSource)
    expect((await done(services)).summary).toMatchObject({ traces: 3, looking: 2, hanging: 0 })
    await services.close()
  })
})

describe('ended in the middle', () => {
  test('pausing finishes what is in hand; going on tries the rest, and nothing twice', async () => {
    let open: () => void = () => undefined
    const gate = { wait: new Promise<void>((resolve) => (open = resolve)) }
    // Two at a time, as a server is asked.
    const made = { ...reader(gate), concurrent: true }
    const { services, source } = await opened(testFolder(), made)
    const { looks } = await start(services, source)
    await jobWhere(services, (j) => j.state.type === 'running')
    await expect.poll(() => made.asked.n).toBe(2)
    await services.host.pauseLooks({ looks }, never)
    await jobWhere(services, (j) => j.state.type === 'pausing')
    open()
    const paused = await jobWhere(services, (j) => j.state.type === 'paused')
    expect(paused.done).toBe(2)
    await services.host.resumeLooks({ looks }, never)
    expect((await done(services)).summary).toMatchObject({ traces: 6, hanging: 3 })
    expect(made.asked.n).toBe(20)
    await services.close()
  })

  test('stopped at once, and forgotten', async () => {
    const { services, source } = await opened(testFolder(), reader({ wait: new Promise(() => undefined) }))
    const { looks } = await start(services, source)
    await jobWhere(services, (j) => j.state.type === 'running')
    await expect(start(services, source)).rejects.toThrow('being tried')
    void services.host.forgetLooks({ looks }, never).catch(() => undefined)
    await expect.poll(async () => first(services.host.looksJobs({}, never))).toEqual([])
  })

  test('cut off by a kill it is there at the next start, with what it found', async () => {
    const folder = testFolder()
    const { services, source } = await opened(folder, reader())
    const { looks } = await start(services, source)
    const before = await done(services)
    await services.close()
    // As a kill leaves it: the note says nothing of an end, and the last line is torn.
    const note = join(folder, 'data', 'looks', looks, 'looks.json')
    const { ended: _ended, ...killed } = JSON.parse(readFileSync(note, 'utf8')) as { ended?: unknown }
    writeFileSync(note, JSON.stringify(killed))
    const log = join(folder, 'data', 'looks', looks, 'looks.jsonl')
    const kept = readFileSync(log, 'utf8').trim().split('\n')
    writeFileSync(log, `${kept.slice(0, 4).join('\n')}\n{"trace": "half`)
    const made = reader()
    const again = await servicesWith(join(folder, 'data'), made)
    const cut = must((await first(again.host.looksJobs({}, never)))[0])
    expect(cut).toMatchObject({ id: looks, done: 4, state: { type: 'cut-off' } })
    await again.host.resumeLooks({ looks }, never)
    expect((await done(again)).summary).toEqual(before.summary)
    await again.close()
  })

  test('a model that fails every time is asked no more after ten traces, and says why', async () => {
    const made = reader({ fails: true })
    const { services, source } = await opened(testFolder(), made, 40)
    await start(services, source, { atOnce: 1 })
    const job = await jobWhere(services, (j) => j.state.type === 'failed')
    expect(job.state).toMatchObject({
      failure: { message: expect.stringContaining('10 traces in a row failed') },
    })
    expect(made.asked.n).toBe(10)
    await services.close()
  })
})

describe('elsewhere', () => {
  test('over the rollouts of a group, each apart, with the right answer a person typed', async () => {
    const made: Model = { ...reader(), info }
    const services = await servicesWith(join(testFolder(), 'data'), made)
    const project = await newProject(services)
    const settings = { temperature: 0, seed: 0, maxTokens: 50, maxLooks: 0 }
    const ask = { project, question: 'What is it?', model: info.id, settings, count: 2, gold: '5' }
    const { group } = await services.host.sampleRollouts(ask, never)
    await follow(services.host, project, allEnded)
    const source: LooksSource = { type: 'group', project, group, gold: ['5'] }
    const { looks } = await start(services, source, { model: info.id })
    const job = await done(services)
    expect(job).toMatchObject({ total: 2, done: 2, summary: { outcomes: { right: { traces: 2 } } } })
    const found = await first(services.host.looksFound({ looks }, never))
    expect(Object.keys(found).every((key) => key.startsWith(`${project}/`))).toBe(true)
    expect(Object.keys(found)).toHaveLength(2)
    await services.close()
  })

  test('the projects of a data folder are counted without a model', async () => {
    const services = await servicesWith(join(testFolder(), 'data'), reader())
    await newProject(services)
    const source = fromTraces(await createSources(services.store)({ type: 'all' }))
    expect(await first(source.count(never))).toEqual({ traces: 1, looks: 0, asked: 0 })
    await services.close()
  })
})

test('a file of what was found passes over lines that are none, and holds each trace once', async () => {
  const path = join(testFolder(), 'looks.jsonl')
  const trace: TriedTrace = { trace: 'a', question: 'q', looks: [] }
  writeFileSync(path, ['{}', 'no json', JSON.stringify(trace), JSON.stringify(trace), ''].join('\n'))
  const file = await openTried(path)
  await file.add({ ...trace, branch: 'b' })
  const read: string[] = []
  for await (const one of file.each()) read.push(triedKey(one))
  expect(read).toEqual(['a', 'a/b'])
  expect(file.size()).toBe(2)
  await file.close()
})

async function first<T>(all: AsyncIterable<T>): Promise<T> {
  for await (const one of all) return one
  throw new Error('nothing came')
}
