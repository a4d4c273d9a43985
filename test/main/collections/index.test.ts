/** The index of a collection: kept, grown, made again, stopped. */
import { appendFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TracePage } from '../../../app/host/collections'
import { testFolder } from '../../builders/folder'
import { never, servicesWith } from '../../builders/services'
import { collectionWhen, current, found, lines, logRow, openPath, openRow, put } from '../../builders/traces'

async function started(folder = testFolder()) {
  const services = await servicesWith(join(folder, 'data'))
  return { folder, services }
}

const ids = (result: TracePage) => result.rows.map((r) => r.id)

describe('the index', () => {
  test('is used again as it is when nothing changed, and made anew when the file did', async () => {
    const { folder, services } = await started()
    const path = put(folder, 'log.jsonl', lines([logRow(1), logRow(2)]))
    const id = await openPath(services, path)
    await found(services, id)
    await services.close()
    const head = join(folder, 'data', 'collections', id, 'index', 'records.bin')
    const before = statSync(head).ino
    const again = await servicesWith(join(folder, 'data'))
    expect(ids(await found(again, await openPath(again, path)))).toEqual(['1', '2'])
    expect(statSync(head).ino).toBe(before)
    await again.close()
    writeFileSync(path, lines([logRow(8), logRow(9)]))
    utimesSync(path, new Date(), new Date(Date.now() + 5000))
    const third = await servicesWith(join(folder, 'data'))
    expect(ids(await found(third, await openPath(third, path)))).toEqual(['8', '9'])
    await third.close()
  })

  test('goes on when the file has grown, and takes back what it said of a half-written last line', async () => {
    const { folder, services } = await started()
    const third = lines([logRow(3)])
    const path = put(folder, 'log.jsonl', lines([logRow(1), logRow(2)]) + third.slice(0, 30))
    const id = await openPath(services, path)
    expect(ids(await found(services, id))).toEqual(['1', '2'])
    expect((await collectionWhen(services, id)).issues).toBe(1)
    await services.close()
    appendFileSync(path, third.slice(30) + lines([logRow(4)]))
    const again = await servicesWith(join(folder, 'data'))
    await openPath(again, path)
    expect((await found(again, id)).rows.map((r) => [r.row, r.id])).toEqual([
      [0, '1'],
      [1, '2'],
      [2, '3'],
      [3, '4'],
    ])
    expect((await collectionWhen(again, id)).issues).toBe(0)
    await again.close()
  })

  test('a file that changes while it is open is read again by itself', async () => {
    const { folder, services } = await started()
    const path = put(folder, 'log.jsonl', lines([logRow(1)]))
    const id = await openPath(services, path)
    await found(services, id)
    appendFileSync(path, lines([logRow(2)]))
    expect(
      await collectionWhen(services, id, (c) => c.count === 2 && c.state.type === 'ready'),
    ).toMatchObject({ count: 2 })
    await services.close()
  }, 15_000)

  test('stopped and resumed it has every row once', async () => {
    const { folder, services } = await started()
    const total = 5000
    const rows = Array.from({ length: total }, (_, i) => logRow(i, { pad: 'x'.repeat(1500) }))
    const id = await openPath(services, put(folder, 'log.jsonl', lines(rows)))
    await services.host.nextTrace({ collection: id, query: {}, from: -1, step: 1 }, never)
    await services.host.stopIndex({ collection: id }, never)
    const stopped = await collectionWhen(services, id)
    expect({ state: stopped.state.type, some: stopped.count > 0, all: stopped.count === total }).toEqual({
      state: 'stopped',
      some: true,
      all: false,
    })
    await services.host.resumeIndex({ collection: id }, never)
    const result = await found(services, id, {}, { offset: total - 2, limit: 5 })
    expect({ total: result.total, ids: ids(result) }).toEqual({ total, ids: ['4998', '4999'] })
    await services.close()
  })

  test('forgotten, only what was corrected stays', async () => {
    const { folder, services } = await started()
    const path = put(folder, 'log.jsonl', lines([logRow(1), logRow(2)]))
    const collection = await openPath(services, path)
    const { id } = await openRow(services, collection, 0)
    await services.host.edit({ project: id, change: { type: 'project-renamed', title: 'mine' } }, never)
    await services.host.forgetCollection({ collection }, never)
    expect(readdirSync(join(folder, 'data', 'collections'))).toEqual([])
    expect(statSync(path).size).toBeGreaterThan(0)
    expect(await current(services, id)).toMatchObject({ title: 'mine' })
    await services.close()
  })

  test('a file that is gone says so, and its corrections are still there', async () => {
    const { folder, services } = await started()
    const path = put(folder, 'log.jsonl', lines([logRow(1)]))
    const collection = await openPath(services, path)
    const { id } = await openRow(services, collection, 0)
    await services.host.edit({ project: id, change: { type: 'project-renamed', title: 'mine' } }, never)
    await services.close()
    renameSync(path, `${path}.away`)
    const again = await servicesWith(join(folder, 'data'))
    await openPath(again, path)
    expect((await collectionWhen(again, collection)).state).toMatchObject({
      type: 'failed',
      failure: { code: 'not-found' },
    })
    expect(await current(again, id)).toMatchObject({ title: 'mine' })
    rmSync(`${path}.away`)
    await again.close()
  })
})
