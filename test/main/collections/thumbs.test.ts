/** Small images of traces: of what the row shows, made once, and nothing kept in the data folder. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { thumbAddress } from '../../../app/addresses'
import { runResult } from '../../../app/exports/run-result'
import type { ImageRef } from '../../../app/trace/image'
import { testFolder } from '../../builders/folder'
import { must } from '../../builders/must'
import { projectWith } from '../../builders/project'
import { png, servicesWith } from '../../builders/services'
import {
  collectionWhen,
  found,
  lines,
  logRow,
  openPath,
  openRow,
  put,
  putPicture,
} from '../../builders/traces'

async function opened(rows: readonly object[]) {
  const folder = testFolder()
  const services = await servicesWith(join(folder, 'data'))
  await putPicture(folder, 'images/a.png')
  const collection = await openPath(services, put(folder, 'log.jsonl', lines(rows)))
  const list = (await found(services, collection)).rows
  const get = (row: number) => {
    const project = list[row]?.project ?? ''
    return services.files(new Request(`http://x/${thumbAddress({ collection, row, project })}`))
  }
  return { folder, services, get }
}

test('shows what the trace is about, small, and writes no image', async () => {
  const { folder, services, get } = await opened([logRow(1)])
  const response = await get(0)
  expect(response.status).toBe(200)
  const { width = 0, height = 0 } = await sharp(Buffer.from(await response.arrayBuffer())).metadata()
  expect(Math.max(width, height)).toBeLessThanOrEqual(88)
  expect(Math.min(width, height)).toBeGreaterThan(0)
  // Nothing was imported.
  const kept = existsSync(join(folder, 'data', 'images')) ? readdirSync(join(folder, 'data', 'images')) : []
  expect(kept).toEqual([])
  await services.close()
})

test('says that there is none where the image is not found, and where there is no such row', async () => {
  const { services, get } = await opened([logRow(1, { image: 'images/gone.png' })])
  expect((await get(0)).status).toBe(204)
  expect((await get(7)).status).toBe(204)
  expect((await services.files(new Request('http://x/thumbs/nobody/x'))).status).toBe(204)
  await services.close()
})

/** A run over this image as “Save this run as JSON” writes it. */
function saved(image: ImageRef): object {
  const project = { ...projectWith(), image }
  return runResult(project, must(project.branches[0]))
}

test('a saved run has the image that the data folder has, in the list as when it is opened', async () => {
  const folder = testFolder()
  const elsewhere = await servicesWith(join(folder, 'another'))
  const other = await elsewhere.store.images.add(await png(300, 200, '#ff0000'), 'other.png')
  await elsewhere.close()
  const services = await servicesWith(join(folder, 'data'))
  const image = await services.store.images.add(await png(224, 112), 'sign.png')
  const file = put(folder, 'moved/runs.jsonl', lines([saved(image), saved(other)]))
  const collection = await openPath(services, file)
  expect((await collectionWhen(services, collection)).missing).toBe(1)
  const list = async () => (await found(services, collection)).rows
  expect((await list()).map((row) => row.missing)).toEqual([false, true])
  const status = async (row: number) => {
    const { project } = must((await list())[row])
    return (await services.files(new Request(`http://x/${thumbAddress({ collection, row, project })}`)))
      .status
  }
  expect([await status(0), await status(1)]).toEqual([200, 204])
  expect((await openRow(services, collection, 0)).project.image.id).toBe(image.id)
  // It came in meanwhile, under another name.
  await services.store.images.add(await png(300, 200, '#ff0000'), 'again.png')
  await services.collections.choose(collection, services.collections.note(collection).chosen)
  expect((await collectionWhen(services, collection)).missing).toBe(0)
  expect((await list()).map((row) => row.missing)).toEqual([false, false])
  expect(await status(1)).toBe(200)
  await services.close()
})
