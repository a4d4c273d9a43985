/** Files of traces, exports, reviews, queues, dumps and evaluations: what may be asked, what is filled in, what is refused. */
import { describe, expect, test } from 'vitest'
import { hostContract } from '../../../app/host'
import { traceQuery, traceSorts } from '../../../app/host/collections'
import { isResultProject, resultProject } from '../../../app/host/evaluations'
import { exportRequest, exportSource } from '../../../app/host/exports'
import { looksSource } from '../../../app/host/looks'
import { groupQuery, groupSorts } from '../../../app/host/rollouts'
import { orders, spaceIds } from '../../../app/geometry/spaces'
import { triedKinds } from '../../../app/explain/verdict'

const takes = (name: keyof typeof hostContract, input: unknown) =>
  hostContract[name].input.safeParse(input).success

describe('a list of traces', () => {
  test('is asked for with nothing at all, or with everything', () => {
    expect(traceQuery.parse({})).toEqual({})
    const whole = {
      text: 'sign',
      verdict: 'wrong',
      looks: { min: 0, max: 4 },
      iou: { min: 0.5, max: 1 },
      confidence: { min: 0, max: 0.2 },
      flag: 'clamped',
      tag: '模糊',
      review: 'none',
      missing: false,
      tried: 'idle',
      sort: { by: 'iou', down: true },
      part: 'Ada',
      by: 'Bo',
    }
    expect(traceQuery.parse(whole)).toEqual(whole)
  })

  test('can be sorted and narrowed by whatever the window offers', () => {
    for (const by of traceSorts)
      expect(traceQuery.safeParse({ sort: { by, down: false } }).success).toBe(true)
    for (const tried of triedKinds) expect(traceQuery.safeParse({ tried }).success).toBe(true)
    for (const review of ['none', 'any', 'accepted', 'rejected', 'flagged', 'skipped'])
      expect(traceQuery.safeParse({ review }).success).toBe(true)
  })

  test.each([
    { text: 'a'.repeat(2001) },
    { verdict: 'maybe' },
    { looks: { min: -1, max: 4 } },
    { looks: { min: 0.5, max: 4 } },
    { iou: { min: 0 } },
    { sort: { by: 'name', down: true } },
    { sort: { by: 'iou' } },
    { part: '' },
    { by: 'a'.repeat(101) },
    { tried: 'all' },
  ])('not with %j', (query) => expect(traceQuery.safeParse(query).success).toBe(false))

  test('comes in pages of 500 at most, and on from one row to the next in either direction', () => {
    const of = { collection: 'c', query: {} }
    expect(takes('traces', { ...of, offset: 0, limit: 500 })).toBe(true)
    expect(takes('traces', { ...of, offset: 0, limit: 501 })).toBe(false)
    expect(takes('traces', of)).toBe(false)
    for (const step of [1, -1]) expect(takes('nextTrace', { ...of, from: -1, step })).toBe(true)
    for (const step of [0, 2, '1']) expect(takes('nextTrace', { ...of, from: 0, step })).toBe(false)
    expect(takes('nextTrace', { ...of, from: -2, step: 1 })).toBe(false)
  })
})

describe('how a file is read', () => {
  const reading = (more: object) => takes('setReading', { collection: 'c', ...more })

  test('may be said in every part, and in none: then as detected', () => {
    expect(reading({})).toBe(true)
    for (const space of spaceIds) expect(reading({ space })).toBe(true)
    for (const order of orders) expect(reading({ order })).toBe(true)
    expect(
      reading({ format: 'grit', dialect: 'grit', pixels: 1e6, encoding: 'gb18030', reader: 'my zoom' }),
    ).toBe(true)
    // An empty folder is none.
    expect(reading({ images: '' })).toBe(true)
  })

  test.each([
    { space: '' },
    { format: '' },
    { pixels: 0.5 },
    { encoding: '' },
    { encoding: 'a'.repeat(41) },
    { reader: '' },
  ])('not by %j', (more) => expect(reading(more)).toBe(false))

  test('an image of the web is fetched by an address, nothing else', () => {
    expect(takes('fetchImage', { project: 'p', url: 'https://example.org/a.png' })).toBe(true)
    for (const url of ['', 'a.png', '/etc/passwd', 'example.org/a', `https://e.org/${'a'.repeat(4096)}`])
      expect(takes('fetchImage', { project: 'p', url })).toBe(false)
  })
})

describe('an export', () => {
  const selection = {
    branches: 'main',
    words: 'corrected',
    verdict: 'any',
    withTags: [],
    withoutTags: ['blurred'],
    dev: 0,
    test: 0.1,
    seed: 1,
  }
  const request = { source: { type: 'all' }, writer: 'ms-swift', selection }
  const isRequest = (more: object) => exportRequest.safeParse({ ...request, ...more }).success

  test('is of all, of some projects, or of the rows of a file that match: all of them where nothing is said', () => {
    expect(exportSource.parse({ type: 'collection', collection: 'c' })).toEqual({
      type: 'collection',
      collection: 'c',
      query: {},
    })
    expect(exportSource.safeParse({ type: 'projects', projects: ['p'] }).success).toBe(true)
    expect(exportSource.safeParse({ type: 'projects', projects: [] }).success).toBe(false)
    expect(exportSource.safeParse({ type: 'collection' }).success).toBe(false)
  })

  test('has the paper’s rewards where only a variant is named', () => {
    const read = exportRequest.parse({ ...request, rewards: {} })
    expect(read.rewards).toEqual({ variant: 'paper' })
    expect(isRequest({ rewards: { variant: 'nobody’s' } })).toBe(false)
    expect(isRequest({ rewards: { iou: -1 } })).toBe(false)
    expect(isRequest({ rewards: { beauty: 1 } })).toBe(false)
  })

  test.each([
    { selection: { ...selection, dev: 1.1 } },
    { selection: { ...selection, test: -0.1 } },
    { selection: { ...selection, words: 'all' } },
    { selection: { ...selection, withTags: [''] } },
    { selection: { ...selection, withTags: Array.from({ length: 51 }, () => 'a') } },
    { pixels: 783 },
    { pixels: 100_000_001 },
    { writer: '' },
  ])('not with %j', (more) => expect(isRequest(more)).toBe(false))

  test('replaces nothing that lies there unless that is said', () => {
    const start = { request, name: 'set' }
    expect(
      hostContract.startExport.input.parse({ ...start, target: { type: 'folder', path: '/out' } }),
    ).toMatchObject({
      target: { type: 'folder', path: '/out', replace: false },
    })
    expect(takes('startExport', { ...start, target: { type: 'download' } })).toBe(true)
    expect(takes('startExport', { ...start, target: { type: 'folder' } })).toBe(false)
    expect(takes('startExport', { ...start, name: '', target: { type: 'dialog' } })).toBe(false)
  })
})

describe('reviews of others', () => {
  test('come from a file or an upload, never from a dialog', () => {
    expect(takes('mergeReviews', { source: { type: 'path', path: '/a.jsonl' } })).toBe(true)
    expect(takes('mergeReviews', { source: { type: 'upload', upload: 'u' } })).toBe(true)
    expect(takes('mergeReviews', { source: { type: 'dialog' } })).toBe(false)
  })

  test('a judge is asked of one branch, of the rows of a file, or of projects', () => {
    const ask = { model: 'm', prompt: 'Is it right?' }
    const of = (who: unknown, more: object = {}) => takes('judge', { of: who, ...ask, ...more })
    expect(of({ type: 'branch', project: 'p', branch: 'b' })).toBe(true)
    expect(of({ type: 'collection', collection: 'c', query: {} })).toBe(true)
    expect(of({ type: 'projects', projects: ['p'] })).toBe(true)
    expect(of({ type: 'projects', projects: [] })).toBe(false)
    expect(of({ type: 'branch', project: 'p' })).toBe(false)
    expect(of({ type: 'branch', project: 'p', branch: 'b' }, { prompt: '' })).toBe(false)
  })

  test('it scores by the criteria of a queue, whose points each have a key', () => {
    const criterion = (points: number) => ({ id: 'c', title: 'Clear', hint: '', points })
    const judged = (rubric: unknown) =>
      takes('judge', { of: { type: 'projects', projects: ['p'] }, model: 'm', prompt: 'a', rubric })
    expect([2, 9].map((points) => judged([criterion(points)]))).toEqual([true, true])
    expect([1, 10, 2.5].map((points) => judged([criterion(points)]))).toEqual([false, false, false])
    expect(judged(Array.from({ length: 21 }, () => criterion(5)))).toBe(false)
  })
})

describe('a queue', () => {
  test('is that of a file, or of the projects that are of none', () => {
    for (const queue of ['projects', 'c0123456789ab']) expect(takes('queueSetup', { queue })).toBe(true)
    for (const queue of ['', 'all', 'c0123456789a', 'cABCDEF012345', '../c0123456789ab'])
      expect(takes('queueSetup', { queue })).toBe(false)
  })

  test('is changed over the setup one has seen, by somebody', () => {
    const setup = { instructions: '', rubric: [], parts: { people: ['Ada'], each: 1, given: { Bo: ['k'] } } }
    const set = { queue: 'projects', setup, over: 0, by: 'Ada' }
    expect(takes('setQueue', set)).toBe(true)
    for (const more of [{ over: -1 }, { over: undefined }, { by: '' }])
      expect(takes('setQueue', { ...set, ...more })).toBe(false)
    const parts = (more: object) =>
      takes('setQueue', { ...set, setup: { ...setup, parts: { ...setup.parts, ...more } } })
    expect(
      [{ each: 0 }, { people: [''] }, { given: { Bo: [''] } }, { given: { '': ['k'] } }].map(parts),
    ).toEqual([false, false, false, false])
  })

  test('traces are given to one, or back to the hash', () => {
    const give = { collection: 'c', query: {}, by: 'Ada' }
    expect(takes('giveTraces', give)).toBe(true)
    expect(takes('giveTraces', { ...give, to: 'Bo' })).toBe(true)
    expect(takes('giveTraces', { ...give, to: '' })).toBe(false)
  })
})

describe('rollouts', () => {
  test('of a group are two to sixty-four', () => {
    const settings = { temperature: 1, seed: 0, maxTokens: 100, maxLooks: 4 }
    const sample = (count: number) =>
      takes('sampleRollouts', { project: 'p', question: 'What?', model: 'm', settings, count })
    expect([2, 64].map(sample)).toEqual([true, true])
    expect([1, 65, 2.5].map(sample)).toEqual([false, false, false])
  })

  test('of a dump are listed by whatever the window offers', () => {
    expect(groupQuery.parse({})).toEqual({})
    for (const sort of groupSorts) expect(groupQuery.safeParse({ sort, down: true }).success).toBe(true)
    for (const kind of ['useful', 'flat', 'all-right', 'all-wrong'])
      expect(groupQuery.safeParse({ kind }).success).toBe(true)
    for (const bad of [{ sort: 'name' }, { kind: 'odd' }, { step: '3' }])
      expect(groupQuery.safeParse(bad).success).toBe(false)
  })
})

describe('looks that are tried', () => {
  test.each([
    { type: 'collection', collection: 'c', query: { verdict: 'wrong' } },
    { type: 'evaluation', evaluation: 'e' },
    { type: 'group', project: 'p', group: 'g' },
    { type: 'group', project: 'p', group: 'g', gold: ['red'] },
  ])('are those of %j', (source) => {
    expect(looksSource.parse(source)).toEqual(source)
    expect(takes('startLooks', { source, name: 'Looks', atOnce: 1 })).toBe(true)
    expect(takes('looksCost', { source })).toBe(true)
  })

  test('a file without a query, a group without its project and too many at once are refused', () => {
    expect(looksSource.safeParse({ type: 'collection', collection: 'c' }).success).toBe(false)
    expect(looksSource.safeParse({ type: 'group', group: 'g' }).success).toBe(false)
    const source = { type: 'evaluation', evaluation: 'e' }
    for (const atOnce of [0, 65, 1.5]) expect(takes('startLooks', { source, name: 'a', atOnce })).toBe(false)
    expect(takes('startLooks', { source, name: '', atOnce: 1 })).toBe(false)
  })
})

describe('an evaluation', () => {
  const settings = { temperature: 0, seed: 0, maxTokens: 100, maxLooks: 4 }
  const start = (more: object) =>
    takes('startEvaluation', {
      data: '/a.tsv',
      model: 'm',
      settings,
      concurrency: 4,
      baseline: false,
      ...more,
    })

  test('is of a data set and a model; metric, judge and limit may be left to the benchmark', () => {
    expect(start({})).toBe(true)
    expect(start({ judge: 'm2', limit: 10, name: 'Tonight', baseline: true })).toBe(true)
    for (const more of [
      { metric: 'beauty' },
      { limit: 0 },
      { concurrency: 65 },
      { data: '' },
      { baseline: undefined },
    ])
      expect(start(more)).toBe(false)
  })

  test('is judged by hand with a reason, and that can be taken back', () => {
    const judged = (override: unknown) => takes('overrideVerdict', { evaluation: 'e', item: '7', override })
    expect(judged({ right: true, reason: 'It says so.' })).toBe(true)
    expect(judged(null)).toBe(true)
    for (const bad of [{ right: true, reason: '  ' }, { right: true }, undefined])
      expect(judged(bad)).toBe(false)
    const kept = hostContract.overrideVerdict.input.parse({
      evaluation: 'e',
      item: '7',
      override: { right: false, reason: ' No. ' },
    })
    expect(kept).toMatchObject({ override: { reason: 'No.' } })
  })

  test('its rows are projects of their own, which no other project’s id looks like', () => {
    const id = '0b6f5a6e-8f0e-4c55-9a3a-1f2e3d4c5b6a'
    expect(resultProject(id, 12)).toBe(`e${id}-12`)
    expect(isResultProject(resultProject(id, 0))).toBe(true)
    for (const other of [
      id,
      `e${id}`,
      `e${id}-`,
      `e${id}-x`,
      `xe${id}-1`,
      `${resultProject(id, 1)}-2`,
      'e1-2',
    ])
      expect(isResultProject(other), other).toBe(false)
  })

  test('its table is had in the forms there are', () => {
    for (const form of ['csv', 'jsonl', 'xlsx'])
      expect(takes('saveTable', { evaluation: 'e', form })).toBe(true)
    expect(takes('saveTable', { evaluation: 'e', form: 'ods' })).toBe(false)
  })
})
