/** Small images of traces: of what the row shows, made once, and nothing kept in the data folder. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { thumbAddress } from '../../../app/addresses'
import { testFolder } from '../../builders/folder'
import { servicesWith } from '../../builders/services'
import { found, lines, logRow, openPath, put, putPicture } from '../../builders/traces'

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
