/** Downloads from a hub that drops connections, lies about length, serves wrong content and refuses. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Download, ModelStore } from '../../../app/host/models'
import { createModelStore } from '../../../main/hub/abilities'
import { createKeys } from '../../../main/store/key-store'
import { startFakeHub, type FakeHub } from './fake-hub'
import { until } from '../../builders/wait'

const fixture = new URL('../../fixtures/qwen/model/', import.meta.url).pathname
const names = [
  'config.json',
  'generation_config.json',
  'preprocessor_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
]
const graphs = ['embed_tokens', 'vision_encoder', 'decoder_model_merged'].flatMap((n) => [
  `onnx/${n}.onnx`,
  `onnx/${n}.onnx_data`,
])
const files = Object.fromEntries([...names, ...graphs].map((n) => [n, readFileSync(join(fixture, n))]))
const large = 'onnx/decoder_model_merged.onnx_data'
const total = Object.values(files).reduce((sum, f) => sum + f.length, 0)

let folder: string
let hub: FakeHub
let store: Awaited<ReturnType<typeof open>>
let last = 0

async function open(env: NodeJS.ProcessEnv = {}) {
  const { abilities, close } = await createModelStore({
    dataFolder: folder,
    builtIn: join(folder, 'none'),
    access: { anywhere: true },
    keys: createKeys({ folder, env }),
    newId: () => `d${last++}`,
    env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: join(folder, 'cache'), ...env },
  })
  return { ...abilities, close }
}
/** Bytes of a file that have come so far. */
function partOf(name: string): number {
  const root = join(folder, 'downloads')
  const parts = readdirSync(root).map((id) => join(root, id, 'files', `${name}.part`))
  // One may be moved to its place at any moment.
  return Math.max(0, ...parts.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0))
}
const never = new AbortController().signal

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relook-hub-'))
  hub = await startFakeHub({
    ...files,
    'model.safetensors': Buffer.alloc(3000),
    '../evil.json': Buffer.alloc(9),
  })
  hub.arrived = (name, bytes) => until(() => partOf(name) >= bytes, `${bytes} bytes of ${name}`)
  store = await open()
})
afterEach(async () => {
  await store.close()
  await hub.close()
  await rm(folder, { recursive: true, force: true })
})

async function now(): Promise<ModelStore> {
  for await (const state of store.modelStore({}, never)) return state
  throw new Error('nothing')
}
const start = () => store.startDownload({ repo: 'owner/tiny', revision: 'main', dtype: '' }, never)

/** The store once nothing runs any more. */
async function settled(): Promise<ModelStore> {
  return vi.waitFor(
    async () => {
      const state = await now()
      expect(state.downloads.some((d) => d.state.type === 'running')).toBe(false)
      return state
    },
    { timeout: 15_000, interval: 30 },
  )
}
const failureOf = (d: Download | undefined) => (d?.state.type === 'failed' ? d.state.failure : undefined)

test('says what a repository holds before anything is downloaded', async () => {
  const found = await store.lookUpRepository({ repo: 'owner/tiny', revision: 'main' }, never)
  expect(found).toMatchObject({
    commit: hub.commit,
    variants: [{ dtype: '', bytes: total, files: names.length + graphs.length }],
    cached: { '': 0 },
  })
  expect(found.freeBytes).toBeGreaterThan(0)
  expect(hub.sent()).toBe(0)
})

test('downloads a model that can be run, and only what it needs', async () => {
  await start()
  const { models, downloads } = await settled()
  expect(downloads).toEqual([])
  expect(models).toMatchObject([
    { name: 'tiny', kind: 'downloaded', model: 'tiny', source: `owner/tiny@${hub.commit}` },
  ])
  expect(hub.sent()).toBe(total)
  expect(await readdir(join(folder, 'downloads'))).toEqual([])
  expect(await readFile(join(folder, 'models/tiny', large))).toEqual(files[large])
})

test('goes on where the connection broke, again and again, without fetching a byte twice', async () => {
  hub.faults.set(large, { type: 'drop', after: 50_000 })
  await start()
  const { models } = await settled()
  expect(models[0]?.failure).toBeUndefined()
  const asked = hub.asked.filter((a) => a.path.endsWith(large)).map((a) => a.range)
  expect(asked.slice(0, 3)).toEqual([undefined, 'bytes=50000-', 'bytes=100000-'])
  expect(hub.sent()).toBe(total)
})

test('begins a file anew where the hub takes no ranges', async () => {
  hub.faults.set(large, { type: 'no-ranges', drops: 2 })
  await start()
  expect((await settled()).models).toMatchObject([{ model: 'tiny' }])
})

test('gives up a file that never gets longer, keeps what came, and says so', async () => {
  hub.faults.set(large, { type: 'stuck', after: 10_000 })
  await start()
  const [download] = (await settled()).downloads
  expect(failureOf(download)).toMatchObject({ code: 'disconnected' })
  expect(download?.done).toBeGreaterThan(10_000)
  hub.faults.clear()
  await store.resumeDownload({ download: download?.id ?? '' }, never)
  expect((await settled()).models).toMatchObject([{ model: 'tiny' }])
})

test.each([
  ['wrong-content', 'came with a wrong content'],
  ['too-long', 'sends more of'],
] as const)('throws away a file with a fault of kind %s and loads nothing', async (type, message) => {
  hub.faults.set(large, { type })
  await start()
  const { models, downloads } = await settled()
  expect(failureOf(downloads[0])?.message).toContain(message)
  expect(models).toEqual([])
  const parts = await readdir(join(folder, 'downloads', downloads[0]?.id ?? '', 'files/onnx'))
  expect(parts.filter((p) => p.includes('decoder_model_merged.onnx_data'))).toEqual([])
})

test('waits when it is asked to, and tries again', async () => {
  hub.faults.set(large, { type: 'status', status: 429, times: 1, retryAfter: '0' })
  await start()
  expect((await settled()).models).toMatchObject([{ model: 'tiny' }])
})

test('says when a repository is not there, or not open to everybody', async () => {
  await expect(store.lookUpRepository({ repo: 'owner/none', revision: 'main' }, never)).rejects.toMatchObject(
    {
      code: 'not-found',
    },
  )
  await hub.close()
  hub = await startFakeHub(files, true)
  const closed = await open()
  const asked = { repo: 'owner/tiny', revision: 'main' }
  await expect(closed.lookUpRepository(asked, never)).rejects.toThrow('A token is needed')
  await closed.setHub({ token: 'wrong' }, never)
  await expect(closed.lookUpRepository(asked, never)).rejects.toThrow('The token does not give access')
  await closed.setHub({ token: 'secret' }, never)
  expect((await closed.lookUpRepository(asked, never)).commit).toBe(hub.commit)
  expect(await closed.hubSettings({}, never)).toMatchObject({
    hasToken: true,
    fromEnvironment: { endpoint: true, token: false },
  })
  await closed.close()
})

test('is paused, survives a restart as paused, and goes on', async () => {
  hub.faults.set(large, { type: 'drop', after: 20_000 })
  const { download } = await start()
  await vi.waitFor(() => expect(hub.sent()).toBeGreaterThan(30_000), { timeout: 10_000 })
  await store.pauseDownload({ download }, never)
  expect((await now()).downloads).toMatchObject([{ state: { type: 'paused' } }])
  await store.close()
  store = await open()
  const [kept] = (await now()).downloads
  expect(kept).toMatchObject({ id: download, state: { type: 'paused' }, total })
  const before = hub.sent()
  hub.faults.clear()
  await store.resumeDownload({ download }, never)
  expect((await settled()).models).toMatchObject([{ model: 'tiny' }])
  expect(hub.sent() - before).toBeLessThanOrEqual(total - (kept?.done ?? 0))
})

test('a cancelled download leaves nothing', async () => {
  hub.faults.set(large, { type: 'drop', after: 1000 })
  const { download } = await start()
  await store.cancelDownload({ download }, never)
  expect(await readdir(join(folder, 'downloads'))).toEqual([])
  expect((await now()).downloads).toEqual([])
})

test('takes from the huggingface cache what is there and right', async () => {
  const snapshot = join(folder, 'cache/models--owner--tiny/snapshots', hub.commit)
  await mkdir(join(snapshot, 'onnx'), { recursive: true })
  await writeFile(join(snapshot, large), files[large] as Buffer)
  await writeFile(join(snapshot, 'config.json'), Buffer.alloc((files['config.json'] as Buffer).length, 32))
  const found = await store.lookUpRepository({ repo: 'owner/tiny', revision: 'main' }, never)
  expect(found.cached['']).toBeGreaterThan(0)
  await start()
  expect((await settled()).models).toMatchObject([{ model: 'tiny' }])
  // The one with the wrong content was fetched all the same.
  expect(hub.sent()).toBe(total - (files[large] as Buffer).length)
  expect(hub.asked.some((a) => a.path.endsWith('/config.json'))).toBe(true)
})

test('a folder of this machine is used where it lies, and forgotten without being deleted', async () => {
  const linked = await store.linkModel({ path: fixture }, never)
  expect(linked).toMatchObject({ kind: 'linked', model: 'golden' })
  expect((await store.linkModel({ path: fixture }, never)).folder).toBe(linked.folder)
  await store.removeModel({ folder: linked.folder }, never)
  expect((await now()).models).toEqual([])
  expect((await stat(join(fixture, 'config.json'))).isFile()).toBe(true)
})

test('a folder whose name another has is said to be called as it is run', async () => {
  const other = join(folder, 'elsewhere', 'second')
  await cp(fixture, other, { recursive: true })
  await store.linkModel({ path: fixture }, never)
  const linked = await store.linkModel({ path: other }, never)
  expect(linked.model).toBe('second')
  const { models } = await now()
  expect(models.find((m) => m.folder === linked.folder)?.model).toBe(linked.model)
})

test('a folder that is no model is refused with the reason; one that went bad is listed with it', async () => {
  await expect(store.linkModel({ path: folder }, never)).rejects.toThrow('there is no config.json')
  await mkdir(join(folder, 'models/bad'), { recursive: true })
  await writeFile(join(folder, 'models/bad/config.json'), '{"model_type":"llava"}')
  expect((await now()).models).toMatchObject([{ name: 'bad', failure: { code: 'model-unavailable' } }])
  await expect(store.removeModel({ folder: fixture }, never)).rejects.toThrow(
    'Only models that were downloaded',
  )
})
