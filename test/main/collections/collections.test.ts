import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TracePage } from '../../../app/host/collections'
import { stepsOf, type Project } from '../../../app/trace/project'
import { testFolder } from '../../builders/folder'
import { never, servicesWith } from '../../builders/services'
import {
  collectionWhen,
  current,
  found,
  lines,
  logRow,
  openPath,
  openRow,
  put,
  putPicture,
} from '../../builders/traces'

async function started(folder = testFolder()) {
  const services = await servicesWith(join(folder, 'data'))
  return { folder, services }
}

const ids = (result: TracePage) => result.rows.map((r) => r.id)

describe('a file of traces', () => {
  test('is listed with what each row says', async () => {
    const { folder, services } = await started()
    await putPicture(folder, 'images/a.png')
    const rows = [
      logRow(1),
      logRow(2, { judge_reward: 0, full_response: '<think> none.</think><answer>no</answer>' }),
      logRow(3, { image: 'images/gone.png', judge_reward: undefined }),
    ]
    const id = await openPath(services, put(folder, 'log.jsonl', lines(rows)))
    const result = await found(services, id)
    expect(result.rows.map(({ project: _, ...row }) => row)).toEqual([
      {
        ...{ row: 0, id: '1', question: 'Question 1?', answer: '1', gold: '1', verdict: 1, looks: 1 },
        ...{ flags: [], tags: [], missing: false },
      },
      {
        ...{ row: 1, id: '2', question: 'Question 2?', answer: 'no', gold: '2', verdict: 0, looks: 0 },
        ...{ flags: [], tags: [], missing: false },
      },
      {
        ...{ row: 2, id: '3', question: 'Question 3?', answer: '3', gold: '3', looks: 1 },
        ...{ flags: ['missing-image'], tags: [], missing: true },
      },
    ])
    expect(await collectionWhen(services, id)).toMatchObject({
      name: 'log.jsonl',
      count: 3,
      issues: 0,
      missing: 1,
      reviewed: 0,
      state: { type: 'ready' },
      reading: { format: 'vlm-r3-log', dialect: 'vlm-r3', space: 'input', order: 'xyxy', detected: true },
      counts: { right: 1, wrong: 1, unknown: 1, flags: { 'missing-image': 1 } },
    })
    await services.close()
  })

  test('one broken row among many is an issue with its line; duplicates and NaN are flagged', async () => {
    const { folder, services } = await started()
    await putPicture(folder, 'images/a.png')
    const good = lines([logRow(1), logRow(1, { question: 'Again?' })])
    const nan = `${JSON.stringify(logRow(4)).replace('"judge_reward":1', '"judge_reward":NaN')}\n`
    const id = await openPath(
      services,
      put(folder, 'log.jsonl', `${good}{"id": oops}\n${nan}{"id": 5, "image`),
    )
    const result = await found(services, id)
    expect(result.rows.map((r) => [r.id, r.flags])).toEqual([
      ['1', []],
      ['1', ['duplicate-id']],
      ['4', ['nan']],
    ])
    expect(await services.host.collectionIssues({ collection: id, offset: 0, limit: 10 }, never)).toEqual({
      total: 2,
      issues: [
        { line: 3, message: expect.stringContaining('This is not JSON') },
        { line: 5, message: expect.stringContaining('The file ends in the middle of this row') },
      ],
    })
    await services.close()
  })

  test('equal rows are different traces', async () => {
    const { folder, services } = await started()
    const id = await openPath(services, put(folder, 'log.jsonl', lines([logRow(1), logRow(1)])))
    const [a, b] = (await found(services, id)).rows
    expect(a?.project).not.toBe(b?.project)
    await services.close()
  })

  test('what cannot be opened says why', async () => {
    const { folder, services } = await started()
    const id = await openPath(services, put(folder, 'x.jsonl', lines([{ apples: 1, pears: 2 }])))
    const { state } = await collectionWhen(services, id)
    expect(state).toMatchObject({
      type: 'failed',
      failure: { message: expect.stringContaining('apples, pears') },
    })
    const read = async () => found(services, id)
    await expect(read()).rejects.toMatchObject({ message: expect.stringContaining('knows no format') })
    await services.close()
  })

  test('two files of the same name in two folders are two collections', async () => {
    const { folder, services } = await started()
    const a = await openPath(services, put(folder, 'a/log.jsonl', lines([logRow(1)])))
    const b = await openPath(services, put(folder, 'b/log.jsonl', lines([logRow(2)])))
    expect([a === b, ids(await found(services, a)), ids(await found(services, b))]).toEqual([
      false,
      ['1'],
      ['2'],
    ])
    await services.close()
  })

  test('a folder is all its files, and names of every script are found', async () => {
    const { folder, services } = await started()
    await putPicture(folder, 'логи 日本/картинки/é 1.png')
    put(folder, 'логи 日本/2.jsonl', lines([logRow('zwei', { image: 'картинки/é 1.png' })]))
    put(folder, 'логи 日本/10.json', JSON.stringify([logRow('zehn', { image: 'é 1.png' })]))
    put(folder, 'логи 日本/broken.json', '[{')
    const id = await openPath(services, join(folder, 'логи 日本'))
    const result = await found(services, id)
    expect(result.rows.map((r) => [r.id, r.missing])).toEqual([
      ['zwei', false],
      ['zehn', false],
    ])
    const { issues } = await services.host.collectionIssues({ collection: id, offset: 0, limit: 9 }, never)
    expect(issues).toEqual([expect.objectContaining({ path: 'broken.json' })])
    await services.close()
  })
})

describe('searching', () => {
  async function searched() {
    const { folder, services } = await started()
    await putPicture(folder, 'images/a.png')
    const rows = [
      logRow(1, { question: 'Wie heißt der ÉCLAIR?', category: 'food' }),
      logRow(2, {
        full_response: '<think> a red\n umbrella.</think><answer>Answer a</answer>',
        judge_reward: 0,
      }),
      logRow(3, { full_response: '<think> umbrella, red.</think><answer>a</answer>' }),
    ]
    const id = await openPath(services, put(folder, 'log.jsonl', lines(rows)))
    return { services, id }
  }

  test.each([
    ['words in any order, whatever their case', { text: 'RED umbrella' }, ['2', '3']],
    ['a phrase as it stands, across a line’s end', { text: '"red umbrella"' }, ['2']],
    ['letters with marks', { text: 'éclair' }, ['1']],
    ['facts of the file', { text: 'category:food' }, ['1']],
    ['the answer alone', { text: 'answer:a' }, ['2', '3']],
    ['the answer as a whole', { text: 'answer:"a"' }, ['3']],
    ['verdict', { verdict: 'wrong' as const }, ['2']],
    ['number of looks', { looks: { min: 1, max: 9 } }, ['1']],
    ['nothing fits', { text: 'zanzibar' }, []],
    ['several conditions', { text: 'umbrella', verdict: 'right' as const }, ['3']],
  ])('%s', async (_name, query, expected) => {
    const { services, id } = await searched()
    expect(ids(await found(services, id, query))).toEqual(expected)
    await services.close()
  })

  test('the next row that matches, both ways', async () => {
    const { services, id } = await searched()
    const next = (from: number, step: 1 | -1) =>
      services.host.nextTrace({ collection: id, query: { text: 'umbrella' }, from, step }, never)
    expect([
      (await next(-1, 1))?.id,
      (await next(1, 1))?.id,
      await next(2, 1),
      (await next(2, -1))?.id,
    ]).toEqual(['2', '3', null, '2'])
    await services.close()
  })

  test('in another order: what is not known last, equal ones as in the file, and going on follows it', async () => {
    const { folder, services } = await started()
    const verdicts = [1, 0, undefined, 1, 0]
    const rows = verdicts.map((judge_reward, i) => logRow(i + 1, { judge_reward }))
    const id = await openPath(services, put(folder, 'log.jsonl', lines(rows)))
    const listed = async (down: boolean) => ids(await found(services, id, { sort: { by: 'verdict', down } }))
    expect(await listed(false)).toEqual(['2', '5', '1', '4', '3'])
    expect(await listed(true)).toEqual(['1', '4', '2', '5', '3'])
    const next = async (from: number, step: 1 | -1) =>
      (
        await services.host.nextTrace(
          { collection: id, query: { sort: { by: 'verdict', down: false } }, from, step },
          never,
        )
      )?.id
    expect([await next(-1, 1), await next(4, 1), await next(0, -1), await next(2, 1)]).toEqual([
      '2',
      '1',
      '5',
      undefined,
    ])
    await services.close()
  })

  test('pages are parts of the same list', async () => {
    const { folder, services } = await started()
    const rows = Array.from({ length: 3000 }, (_, i) => logRow(i))
    const id = await openPath(services, put(folder, 'log.jsonl', lines(rows)))
    const page = await found(services, id, { text: 'question' }, { offset: 2500, limit: 3 })
    expect({ total: page.total, ids: ids(page) }).toEqual({ total: 3000, ids: ['2500', '2501', '2502'] })
    await services.close()
  })
})

describe('a trace', () => {
  test('opens as a project that nothing was written for', async () => {
    const { folder, services } = await started()
    await putPicture(folder, 'images/a.png', 448, 224)
    const id = await openPath(services, put(folder, 'log.jsonl', lines([logRow(7)])))
    const { project } = await openRow(services, id, 0)
    expect(project.image).toMatchObject({ width: 448, height: 224 })
    expect(project.origin).toMatchObject({
      collection: id,
      row: 0,
      file: 'log.jsonl',
      line: 1,
      id: '7',
      gold: ['7'],
    })
    expect(Object.values(project.steps).map((s) => s.type)).toEqual([
      'thought',
      'look',
      'observation',
      'thought',
      'answer',
    ])
    expect(readdirSync(join(folder, 'data', 'projects'))).toEqual([])
    expect(services.store.projects.list()).toEqual([])
    await services.close()
  })

  test('is written with its first change, is listed then, and survives a restart and a changed file', async () => {
    const { folder, services } = await started()
    await putPicture(folder, 'images/a.png')
    const path = put(folder, 'log.jsonl', lines([logRow(1), logRow(2)]))
    const collection = await openPath(services, path)
    const { id } = await openRow(services, collection, 1)
    await services.host.edit({ project: id, change: { type: 'project-renamed', title: 'mine' } }, never)
    expect(services.store.projects.list()).toMatchObject([
      { id, title: 'mine', origin: { collection, row: 1 } },
    ])
    await services.close()
    writeFileSync(path, lines([logRow(0), logRow(1), logRow(2)]))
    const again = await servicesWith(join(folder, 'data'))
    const rows = (await found(again, await openPath(again, path))).rows
    expect(rows[2]?.project).toBe(id)
    expect(await current(again, id)).toMatchObject({ title: 'mine' })
    await again.close()
  })

  test('is found by its id alone after a restart', async () => {
    const { folder, services } = await started()
    const collection = await openPath(services, put(folder, 'log.jsonl', lines([logRow(1), logRow(2)])))
    const { id, project } = await openRow(services, collection, 1)
    await services.close()
    const again = await servicesWith(join(folder, 'data'))
    expect(await current(again, id)).toEqual(project)
    await again.close()
  })

  test('deleted, it is as its file has it; restored, as it was corrected', async () => {
    const { folder, services } = await started()
    const collection = await openPath(services, put(folder, 'log.jsonl', lines([logRow(1)])))
    const { id, project } = await openRow(services, collection, 0)
    const rename = (title: string) =>
      services.host.edit({ project: id, change: { type: 'project-renamed', title } }, never)
    for (const title of ['first', 'second']) {
      await rename(title)
      await services.host.deleteProject({ project: id }, never)
      expect(await current(services, id)).toEqual(project)
      expect(services.store.projects.list()).toEqual([])
    }
    await services.host.restoreProject({ project: id }, never)
    expect(await current(services, id)).toMatchObject({ title: 'second' })
    await services.close()
  })

  test('reviews are in the list, filter it, and are there after a restart', async () => {
    const { folder, services } = await started()
    const path = put(folder, 'log.jsonl', lines([logRow(1), logRow(2), logRow(3)]))
    const collection = await openPath(services, path)
    const { id, project } = await openRow(services, collection, 1)
    const branch = project.branches[0]?.id ?? ''
    const review = {
      verdict: 'rejected',
      tags: ['wrong place'],
      note: '',
      goldBoxes: [],
      by: 'me',
      at: 5,
      spent: 9,
    } as const
    await services.host.edit({ project: id, change: { type: 'reviewed', branch, review } }, never)
    const check = async (its: typeof services) => {
      await collectionWhen(its, collection, (c) => c.reviewed === 1)
      expect(ids(await found(its, collection, { review: 'rejected' }))).toEqual(['2'])
      expect(ids(await found(its, collection, { tag: 'wrong place' }))).toEqual(['2'])
      expect(ids(await found(its, collection, { review: 'none' }))).toEqual(['1', '3'])
    }
    await check(services)
    await services.close()
    const again = await servicesWith(join(folder, 'data'))
    await openPath(again, path)
    await check(again)
    await again.close()
  })

  test('read in another space, every trace is redrawn: open ones at once, changed ones by an edit that can be undone', async () => {
    const { folder, services } = await started()
    await putPicture(folder, 'images/a.png', 1000, 500)
    const collection = await openPath(services, put(folder, 'log.jsonl', lines([logRow(1), logRow(2)])))
    const open = await openRow(services, collection, 0)
    const changed = await openRow(services, collection, 1)
    await services.host.edit({ project: changed.id, change: { type: 'project-renamed', title: 'x' } }, never)
    await services.host.setReading({ collection, space: 'per-mille' }, never)
    const regions = async (id: string) => looksOf(await current(services, id))
    const expected = [{ left: 10, top: 5, right: 60, bottom: 30 }]
    expect([await regions(open.id), await regions(changed.id)]).toEqual([expected, expected])
    await services.host.edit({ project: changed.id, change: { type: 'undone' } }, never)
    expect(await regions(changed.id)).toEqual(looksOf(changed.project))
    expect((await collectionWhen(services, collection)).reading).toMatchObject({
      space: 'per-mille',
      detected: false,
    })
    await services.close()
  })
})

function looksOf(project: Project) {
  const steps = project.branches.flatMap((b) => stepsOf(project, b))
  return steps.flatMap((s) => (s.type === 'look' ? [s.region] : []))
}
