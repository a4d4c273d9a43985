import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { uploadsAddress } from '../../../app/addresses'
import { createUploads } from '../../../main/collections/uploads'
import type { Services } from '../../../main/services'
import { testFolder } from '../../builders/folder'
import { never, png, servicesWith } from '../../builders/services'
import { current, found, lines, logRow, openRow } from '../../builders/traces'

/** Sends files as a browser does: the first alone, the others with what it answered. */
async function send(
  { files }: Services,
  all: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  let upload: string | undefined
  for (const [name, content] of Object.entries(all)) {
    const body = typeof content === 'string' ? content : Buffer.from(content)
    const response = await files(
      new Request(`http://x/${uploadsAddress(name, upload)}`, { method: 'POST', body }),
    )
    expect(response.status).toBe(200)
    upload = ((await response.json()) as { upload: string }).upload
  }
  return upload ?? ''
}

async function opened({ host }: Services, upload: string): Promise<string> {
  const result = await host.openCollection({ source: { type: 'upload', upload } }, never)
  return result?.collection ?? ''
}

test('a file dropped with its pictures is opened with them, wherever in the drop they lie', async () => {
  const services = await servicesWith(testFolder())
  const upload = await send(services, {
    'run 1/log.jsonl': lines([logRow(1, { image: 'pics/é.png' })]),
    'pics/é.png': await png(30, 20),
  })
  const collection = await opened(services, upload)
  expect((await found(services, collection)).rows[0]).toMatchObject({ id: '1', missing: false })
  expect((await openRow(services, collection, 0)).project.image).toMatchObject({ width: 30, height: 20 })
  await services.close()
})

test('the same file sent again is the same collection, with its corrections, and what came with it is found', async () => {
  const services = await servicesWith(testFolder())
  const log = { 'log.jsonl': lines([logRow(1)]) }
  const collection = await opened(services, await send(services, log))
  const { id } = await openRow(services, collection, 0)
  await services.host.edit({ project: id, change: { type: 'project-renamed', title: 'mine' } }, never)
  const again = await send(services, { ...log, 'images/a.png': await png(30, 20) })
  expect(await opened(services, again)).toBe(collection)
  expect((await found(services, collection)).rows[0]).toMatchObject({ project: id, missing: false })
  expect(await current(services, id)).toMatchObject({ title: 'mine' })
  await services.close()
})

test('pictures sent later are found by relinking; a trace that was changed without its picture gets it', async () => {
  const services = await servicesWith(testFolder())
  const collection = await opened(
    services,
    await send(services, { 'log.jsonl': lines([logRow(1), logRow(2)]) }),
  )
  expect((await found(services, collection)).rows.map((r) => r.missing)).toEqual([true, true])
  const changed = await openRow(services, collection, 0)
  const open = await openRow(services, collection, 1)
  await services.host.edit({ project: changed.id, change: { type: 'project-renamed', title: 'kept' } }, never)
  const upload = await send(services, { 'somewhere/a.png': await png(200, 100) })
  const source = { type: 'upload', upload } as const
  expect(await services.host.relinkPictures({ collection, source }, never)).toEqual({ found: 2, missing: 0 })
  const image = { width: 200, height: 100 }
  expect(await current(services, changed.id)).toMatchObject({ title: 'kept', image })
  expect(await current(services, open.id)).toMatchObject({ image })
  await services.close()
})

test.each(['../out.jsonl', 'a/../../out.jsonl', '..', 'a\u0000b'])(
  'no name leads out of the drop: %j',
  async (name) => {
    const folder = testFolder()
    const services = await servicesWith(join(folder, 'data'))
    const address = `http://x/uploads/${encodeURIComponent(name)}`
    const response = await services.files(new Request(address, { method: 'POST', body: 'x' }))
    expect([response.status >= 400, readdirSync(folder)]).toEqual([true, ['data']])
    await services.close()
  },
)

test('an upload that breaks off leaves nothing', async () => {
  const folder = testFolder()
  const services = await servicesWith(folder)
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      controller.enqueue(new Uint8Array(1000))
      controller.error(new Error('gone'))
    },
  })
  // `duplex` is asked for by the standard for streamed bodies; the type does not know it yet.
  const init = { method: 'POST', body, duplex: 'half' } as RequestInit
  const response = await services.files(new Request('http://x/uploads/log.jsonl', init))
  expect(response.ok).toBe(false)
  const left = existsSync(join(folder, 'uploads'))
    ? readdirSync(join(folder, 'uploads'), { recursive: true, encoding: 'utf8' }).filter((f) =>
        f.includes('log'),
      )
    : []
  expect(left).toEqual([])
  await services.close()
})

test('only pictures is said, not opened', async () => {
  const services = await servicesWith(testFolder())
  const upload = await send(services, { 'a.png': await png(8, 8) })
  await expect(opened(services, upload)).rejects.toMatchObject({ code: 'bad-input' })
  await services.close()
})

test('a forgotten upload is gone from the data folder', async () => {
  const folder = testFolder()
  const services = await servicesWith(folder)
  const upload = await send(services, { 'log.jsonl': lines([logRow(1)]) })
  const collection = await opened(services, upload)
  await found(services, collection)
  expect(readFileSync(join(folder, 'uploads', upload, 'files', 'log.jsonl'), 'utf8')).toContain('Question 1?')
  await services.host.forgetCollection({ collection }, never)
  expect(readdirSync(join(folder, 'uploads'))).toEqual([])
  await services.close()
})

async function* bytesOf(text: string) {
  yield Buffer.from(text)
}

test('where the disk minds no case, a second name of one file is refused and the first stays', async () => {
  const uploads = createUploads(testFolder(), () => 0)
  const { upload } = await uploads.receive({ name: 'pics/A.png', upload: undefined, body: bytesOf('first') })
  const at = (name: string) => join(uploads.place(upload), 'pics', name)
  await uploads.receive({ name: 'pics/b.png', upload, body: bytesOf('other') })
  // As such a disk shows it.
  symlinkSync('A.png', at('a.png'))
  await expect(uploads.receive({ name: 'pics/a.png', upload, body: bytesOf('second') })).rejects.toThrow(
    /“pics\/A.png” and “pics\/a.png” for one file/,
  )
  expect(readFileSync(at('A.png'), 'utf8')).toBe('first')
  await uploads.receive({ name: 'pics/A.png', upload, body: bytesOf('again') })
  expect(readFileSync(at('A.png'), 'utf8')).toBe('again')
})

test('on Windows no name of a device or with a stream is taken; elsewhere they are names', async () => {
  const windows = createUploads(testFolder(), () => 0, 'win32')
  const linux = createUploads(testFolder(), () => 0, 'linux')
  for (const name of ['aux.png', 'pics/NUL', 'a.jsonl:stream', 'COM1.jsonl', 'ends.']) {
    const file = { name, upload: undefined, body: bytesOf('x') }
    await expect(windows.receive(file), name).rejects.toThrow(/no name for a file on Windows/)
    await expect(linux.receive({ ...file, body: bytesOf('x') }), name).resolves.toHaveProperty('upload')
  }
})
