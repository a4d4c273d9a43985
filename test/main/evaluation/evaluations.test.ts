import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readSheet } from 'read-excel-file/node'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Failure } from '../../../app/failure'
import type { Evaluation, StartRequest } from '../../../app/host/evaluations'
import type { HostImplementation } from '../../../app/host'
import type { ResultRow } from '../../../app/metrics/result'
import { defaultSettings } from '../../../app/trace/project'
import type { Model } from '../../../app/reasoning/model'
import { answering, benchmark, type Say } from '../../builders/benchmark'
import { testFolder } from '../../builders/folder'
import { allEnded, follow, never, servicesWith } from '../../builders/services'
import { settled } from '../../builders/wait'

interface Bench {
  readonly host: HostImplementation
  readonly folder: string
  readonly request: StartRequest
  readonly close: () => Promise<void>
}

async function bench(model: Model, count = 6, folder = testFolder()): Promise<Bench> {
  const data = join(folder, 'datasets', 'small')
  await benchmark(data, count)
  return { ...(await reopened(folder, model)), request: requestFor(data) }
}

async function reopened(folder: string, model: Model) {
  const services = await servicesWith(folder, model)
  onTestFinished(() => services.close())
  return { host: services.host, folder, close: services.close }
}

function requestFor(data: string): StartRequest {
  return { data, model: 'm', settings: defaultSettings, concurrency: 2, baseline: false }
}

/** Follows a run until the condition holds. */
async function until(
  host: HostImplementation,
  evaluation: string,
  condition: (head: Evaluation, rows: ReadonlyMap<string, ResultRow>) => boolean,
): Promise<{ head: Evaluation; rows: ResultRow[] }> {
  const rows = new Map<string, ResultRow>()
  let head: Evaluation | undefined
  for await (const event of host.followEvaluation({ evaluation }, never)) {
    if (event.type === 'evaluation') head = event.evaluation
    else for (const row of event.rows) rows.set(row.item.id, row)
    if (head !== undefined && condition(head, rows))
      return { head, rows: [...rows.values()].sort((a, b) => a.item.position - b.item.position) }
  }
  throw new Error(`the stream ended before; last ${JSON.stringify(head?.state)}`)
}

const isDone = ({ state, done }: Evaluation, rows: ReadonlyMap<string, ResultRow>) =>
  state.type === 'done' && rows.size === done

async function started({ host, request }: Bench, change: Partial<StartRequest> = {}): Promise<string> {
  const [id] = (await host.startEvaluation({ ...request, ...change }, never)).evaluations
  if (id === undefined) throw new Error('nothing was started')
  return id
}

const right: Say = (n) => `a${n}`

describe('a run over a benchmark', () => {
  it('judges every row, with looks, picture and place of its steps', async () => {
    const all = await bench(answering((n) => (n < 4 ? `a${n}` : 'no')))
    const { head, rows } = await until(all.host, await started(all), isDone)
    expect(head).toMatchObject({
      total: 6,
      done: 6,
      failed: 0,
      retried: 0,
      title: 'Built-in model’s scenes',
      name: 'Scripted with looks',
    })
    expect(head.score?.value).toBeCloseTo(4 / 6, 12)
    expect(
      rows.map((row) => [
        row.item.id,
        row.prediction,
        row.judgement.state,
        row.looks.length,
        row.item.category,
      ]),
    ).toEqual([
      ['0', 'a0', 'right', 1, 'even'],
      ['1', 'a1', 'right', 1, 'odd'],
      ['2', 'a2', 'right', 1, 'even'],
      ['3', 'a3', 'right', 1, 'odd'],
      ['4', 'no', 'wrong', 1, 'even'],
      ['5', 'no', 'wrong', 1, 'odd'],
    ])
    expect(rows[5]?.image).toMatchObject({ width: 205, height: 150 })
  })

  it('runs the baseline without looks beside it, one after the other', async () => {
    const all = await bench(answering((n, _, looks) => (looks ? `a${n}` : 'no')))
    const { evaluations } = await all.host.startEvaluation(
      { ...all.request, baseline: true, limit: 3 },
      never,
    )
    const runs = await Promise.all(evaluations.map((id) => until(all.host, id, isDone)))
    expect(
      runs.map(({ head, rows }) => [head.name, head.total, head.score?.value, rows[0]?.looks.length]),
    ).toEqual([
      ['Scripted with looks', 3, 1, 1],
      ['Scripted without looks', 3, 0, 0],
    ])
  })

  it('tries a failure again, and counts what stays failed as wrong', async () => {
    const model = answering((n, time) => {
      if (n === 1 && time === 1) throw new Failure('disconnected', 'The line dropped.')
      if (n === 2) throw new Failure('bad-input', 'It is too long.')
      return `a${n}`
    })
    const all = await bench(model, 4)
    const { head, rows } = await until(all.host, await started(all), isDone)
    expect(head).toMatchObject({ done: 4, failed: 1, retried: 1 })
    expect(head.score?.value).toBe(0.75)
    expect(rows.map((row) => [row.attempts, row.failure?.message])).toEqual([
      [1, undefined],
      [2, undefined],
      [1, 'It is too long.'],
      [1, undefined],
    ])
  })

  it('counts a row without a picture as failed and says why', async () => {
    const all = await bench(answering(right), 2)
    rmSync(join(all.request.data, 'images', '1.png'))
    const { head, rows } = await until(all.host, await started(all), isDone)
    expect(head.failed).toBe(1)
    expect(rows[1]?.failure?.message).toBe('The image images/1.png is not beside records.jsonl.')
  })

  it('tries failed rows again when asked to go on with them', async () => {
    let down = true
    const model = answering((n) => {
      if (down) throw new Failure('bad-input', 'never tried again')
      return `a${n}`
    })
    const all = await bench(model, 3)
    const id = await started(all)
    expect((await until(all.host, id, isDone)).head.failed).toBe(3)
    down = false
    await all.host.resumeEvaluation({ evaluation: id, failed: true }, never)
    const { head } = await until(all.host, id, (h, rows) => isDone(h, rows) && h.failed === 0)
    expect(head.score?.value).toBe(1)
  })

  it('pauses after what is under way, survives the end of the app, and goes on without redoing a row', async () => {
    const folder = testFolder()
    let open: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (open = resolve))
    const model = answering(async (n) => {
      if (n >= 2) await gate
      return `a${n}`
    })
    const all = await bench(model, 8, folder)
    const id = await started(all, { concurrency: 1 })
    await until(all.host, id, (head, rows) => rows.size === 2 && head.state.type === 'running')
    await all.host.pauseEvaluation({ evaluation: id }, never)
    await until(all.host, id, (head) => head.state.type === 'pausing')
    open()
    const paused = await until(all.host, id, (head) => head.state.type === 'paused')
    expect(paused.head.done).toBe(3)
    await all.close()

    const again = await reopened(folder, model)
    const [list = []] = await first(again.host.evaluations({}, never))
    expect(list.map(({ state, done, total }) => [state.type, done, total])).toEqual([['paused', 3, 8]])
    await again.host.resumeEvaluation({ evaluation: id, failed: false }, never)
    const { head } = await until(again.host, id, isDone)
    expect([head.done, head.score?.value]).toEqual([8, 1])
    expect([...model.asked.values()]).toEqual(Array(8).fill(1))
  })

  it('gives up what is under way when stopped, and is cut off when the app ends', async () => {
    const folder = testFolder()
    const model = answering((n) => (n >= 1 ? new Promise<string>(() => undefined) : 'a0'))
    const slow: Model = {
      ...model,
      generate: (request, signal) => stoppable(model.generate(request, signal), signal),
    }
    const all = await bench(slow, 4, folder)
    const id = await started(all, { concurrency: 2 })
    await until(all.host, id, (_, rows) => rows.size === 1)
    await all.host.stopEvaluation({ evaluation: id }, never)
    expect((await until(all.host, id, () => true)).head).toMatchObject({
      state: { type: 'stopped' },
      done: 1,
      failed: 0,
    })
    await all.host.resumeEvaluation({ evaluation: id, failed: false }, never)
    await until(all.host, id, (head) => head.state.type === 'running')
    await all.close()
    const again = await reopened(folder, slow)
    const [list = []] = await first(again.host.evaluations({}, never))
    expect(list[0]?.state.type).toBe('cut-off')
  })

  it('does not go on over data that changed', async () => {
    const all = await bench(
      answering((n) => (n === 1 ? Promise.reject(new Failure('bad-input', 'no')) : `a${n}`)),
      2,
    )
    const id = await started(all)
    await until(all.host, id, isDone)
    writeFileSync(
      join(all.request.data, 'records.jsonl'),
      '{"question":"Q0?","answer":"x","image":"images/0.png"}\n',
    )
    await all.host.resumeEvaluation({ evaluation: id, failed: true }, never)
    const { head } = await until(all.host, id, (h) => h.state.type === 'failed')
    expect(head.state).toMatchObject({
      failure: { message: expect.stringContaining('has changed since this run began') },
    })
  })
})

describe('results', () => {
  it('open as a project with the steps of the run, the same one each time', async () => {
    const all = await bench(answering(right), 2)
    const id = await started(all)
    await until(all.host, id, isDone)
    const opened = await all.host.openResult({ evaluation: id, item: '1' }, never)
    expect(await all.host.openResult({ evaluation: id, item: '1' }, never)).toEqual(opened)
    const project = await follow(all.host, opened.project, allEnded)
    expect(project.branches.map((b) => [b.question, b.run.type === 'ended' && b.run.reason])).toEqual([
      ['Q1?', 'answered'],
    ])
    expect(Object.values(project.steps).map((step) => step.type)).toEqual([
      'thought',
      'look',
      'observation',
      'answer',
    ])
  })

  it('take a person’s verdict with a reason, keep it over a restart, and give it back', async () => {
    const folder = testFolder()
    const model = answering((n) => `A${n}`)
    const all = await bench(model, 2, folder)
    const id = await started(all)
    expect((await until(all.host, id, isDone)).head.score?.value).toBe(0)
    await all.host.overrideVerdict(
      { evaluation: id, item: '0', override: { right: true, reason: 'only a capital' } },
      never,
    )
    expect((await until(all.host, id, (h) => h.score?.value === 0.5)).head.score?.value).toBe(0.5)
    await all.close()
    const again = await reopened(folder, model)
    const { head, rows } = await until(again.host, id, isDone)
    expect([head.score?.value, rows[0]?.override?.reason]).toEqual([0.5, 'only a capital'])
    await again.host.overrideVerdict({ evaluation: id, item: '0', override: null }, never)
    await until(again.host, id, (h) => h.score?.value === 0)
  })

  it('go into a spreadsheet with VLMEvalKit’s columns, into CSV and JSON lines', async () => {
    const all = await bench(answering(right), 2)
    const id = await started(all)
    const { rows } = await until(all.host, id, isDone)
    const table = async (form: 'xlsx' | 'csv' | 'jsonl') => {
      const saved = await all.host.saveTable({ evaluation: id, form }, never)
      if (saved.type !== 'download') throw new Error('not a download')
      return { name: saved.name, bytes: Buffer.from(saved.base64, 'base64') }
    }
    const sheet = await table('xlsx')
    expect(sheet.name).toBe('m_small.xlsx')
    const [head, ...body] = await readSheet(sheet.bytes)
    expect(head).toEqual(expect.arrayContaining(['index', 'question', 'answer', 'category', 'prediction']))
    expect(body.map((row) => [row[0], row[head?.indexOf('prediction') ?? -1]])).toEqual([
      [0, 'a0'],
      [1, 'a1'],
    ])
    expect((await table('csv')).bytes.toString()).toContain('verdict')
    const lines = (await table('jsonl')).bytes
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object)
    expect(lines[1]).toMatchObject({
      index: 1,
      prediction: 'a1',
      verdict: 'right',
      looks: 1,
      regions: rows[1]?.looks.map(({ left, top, right, bottom }) => [left, top, right, bottom]),
    })
  })

  it('go to the trash and come back', async () => {
    const all = await bench(answering(right), 1)
    const id = await started(all)
    await until(all.host, id, isDone)
    await all.host.removeEvaluation({ evaluation: id }, never)
    expect((await first(all.host.evaluations({}, never)))[0]).toEqual([])
    expect(readdirSync(join(all.folder, 'trash'))).toContain(id)
    await all.host.restoreEvaluation({ evaluation: id }, never)
    expect((await first(all.host.evaluations({}, never)))[0]?.map((e) => [e.id, e.done])).toEqual([[id, 1]])
  })

  it('stay in the trash when somebody watched them meanwhile', async () => {
    const all = await bench(answering(right), 1)
    const id = await started(all)
    await until(all.host, id, isDone)
    const watched = all.host.followEvaluation({ evaluation: id }, never)[Symbol.asyncIterator]()
    await watched.next()
    await all.host.removeEvaluation({ evaluation: id }, never)
    while ((await watched.next()).done !== true);
    await settled()
    expect((await first(all.host.evaluations({}, never)))[0]).toEqual([])
    expect(readdirSync(join(all.folder, 'evaluations'))).toEqual([])
  })

  it('lose nothing but a torn last line', async () => {
    const folder = testFolder()
    const model = answering(right)
    const all = await bench(model, 3, folder)
    const id = await started(all)
    await until(all.host, id, isDone)
    await all.close()
    const file = join(folder, 'evaluations', id, 'results.jsonl')
    const whole = readFileSync(file, 'utf8')
    const rows = whole
      .trimEnd()
      .split('\n')
      .filter((line) => line.includes('"type":"row"'))
    writeFileSync(file, `${rows.slice(0, 2).join('\n')}\n${rows[2]?.slice(0, 50)}`)
    const again = await reopened(folder, model)
    const { head } = await until(again.host, id, () => true)
    expect([head.state.type, head.done]).toEqual(['cut-off', 2])
    await again.host.resumeEvaluation({ evaluation: id, failed: false }, never)
    expect((await until(again.host, id, isDone)).head.done).toBe(3)
  })
})

describe('data from a window', () => {
  it('lists what lies in the data folder and says what a set is', async () => {
    const all = await bench(answering(right), 3)
    const known = await all.host.knownData({}, never)
    expect(known.filter((one) => one.builtIn !== true)).toEqual([{ path: all.request.data, name: 'small' }])
    const own = known.at(-1)
    expect(own?.builtIn).toBe(true)
    // Five families, asked without a prompt of a benchmark, scored to the letter.
    const found = await all.host.inspectData({ path: own?.path ?? '' }, never)
    expect(found).toMatchObject({ preset: 'relook', metric: 'same-text', categories: 5, issues: [] })
    expect(found.boxes).toBe(found.count)
    expect(await all.host.inspectData({ path: all.request.data }, never)).toMatchObject({
      name: 'small',
      count: 3,
      preset: 'relook',
      metric: 'same-text',
      categories: 2,
      boxes: 3,
      examples: [{ asked: 'Q0?', answer: 'a0' }, {}, {}],
    })
  })

  it('names no other file of the server from a browser', async () => {
    const all = await bench(answering(right), 1)
    const outside = join(testFolder(), 'x')
    mkdirSync(outside)
    await expect(all.host.inspectData({ path: outside }, never)).rejects.toThrow(
      'cannot be opened by name from here',
    )
    await expect(all.host.startEvaluation({ ...all.request, data: outside }, never)).rejects.toMatchObject({
      code: 'denied',
    })
  })
})

/** A generation that ends with its signal, whatever it waits for. */
async function* stoppable<T>(events: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const end = new Promise<never>((_, reject) => {
    const stop = () => reject(new Failure('cancelled', 'Cancelled.'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  end.catch(() => undefined)
  const iterator = events[Symbol.asyncIterator]()
  for (;;) {
    const next = await Promise.race([iterator.next(), end])
    if (next.done === true) return
    yield next.value
  }
}

async function first<T>(stream: AsyncIterable<T>): Promise<T[]> {
  for await (const one of stream) return [one]
  return []
}
