/** A hub that wants what is not its own: a place on this disk, an address in this network, endless memory. */
import { createServer, type RequestListener } from 'node:http'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createModelStore } from '../../../main/hub/abilities'
import { createKeys } from '../../../main/store/key-store'
import { testFolder } from '../../builders/folder'
import { never } from '../../builders/services'

const commit = 'c0ffee'.padEnd(40, '0')
const fixture = new URL('../../fixtures/qwen/model/', import.meta.url).pathname
const part = [
  'config.json',
  ...['embed_tokens', 'vision_encoder', 'decoder_model_merged'].map((n) => `onnx/${n}.onnx`),
]

let folder: string
beforeEach(() => {
  folder = testFolder()
  for (const own of [
    'projects/p/journal.jsonl',
    'images/a/a.png',
    'models/tiny/genai_config.json',
    'preferences.json',
  ]) {
    mkdirSync(join(folder, own, '..'), { recursive: true })
    writeFileSync(join(folder, own), own)
  }
})

/** A hub that answers everything as it is told; what it does not say it answers as a hub of one small model. */
async function hub(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise<void>((done) => server.close(() => done()))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const listing = (names: readonly string[] = part) =>
  JSON.stringify({ sha: commit, siblings: names.map((rfilename) => ({ rfilename, size: 4 })) })
const obliging: RequestListener = (request, response) =>
  void response.end(request.url?.includes('/api/') === true ? listing() : 'abcd')

async function storeFor(endpoint: string) {
  let last = 0
  const { abilities, close } = await createModelStore({
    dataFolder: folder,
    builtIn: join(folder, 'none'),
    access: { anywhere: true },
    keys: createKeys({ folder, env: {} }),
    newId: () => `d${last++}`,
    env: { HF_ENDPOINT: endpoint, HF_HUB_CACHE: join(folder, 'cache') },
  })
  onTestFinished(close)
  const settled = async () =>
    vi.waitFor(async () => {
      for await (const state of abilities.modelStore({}, never)) {
        expect(state.downloads.some((d) => d.state.type === 'running')).toBe(false)
        return state
      }
      throw new Error('nothing')
    })
  return { ...abilities, settled }
}
/** Every file of the data folder that was there before any download. */
const own = () => [
  'projects/p/journal.jsonl',
  'images/a/a.png',
  'models/tiny/genai_config.json',
  'preferences.json',
]
const untouched = () => own().every((path) => readFileSync(join(folder, path), 'utf8') === path)

test.each(['a/..', 'a/.', '../a', './a', 'a/..\\..', 'a/...', 'a/b/..', 'a/%2e%2e', '..', 'a/con\u0000'])(
  'a repository called %j is refused before anything is asked, and nothing is touched',
  async (repo) => {
    let asked = 0
    const store = await storeFor(await hub((request, response) => (asked++, obliging(request, response))))
    for (const work of [
      () => store.lookUpRepository({ repo, revision: 'main' }, never),
      () => store.startDownload({ repo, revision: 'main', dtype: '' }, never),
    ])
      await expect(work()).rejects.toMatchObject({ code: 'bad-input' })
    expect(asked).toBe(0)
    expect(untouched()).toBe(true)
  },
)

test('a folder of one’s own keeps its place and its files; the download takes the next name', async () => {
  const store = await storeFor(await hub(obliging))
  await store.startDownload({ repo: 'owner/tiny', revision: 'main', dtype: '' }, never)
  expect((await store.settled()).downloads).toEqual([])
  expect(readdirSync(join(folder, 'models')).sort()).toEqual(['tiny', 'tiny-2'])
  expect(readdirSync(join(folder, 'models/tiny'))).toEqual(['genai_config.json'])
  // Nor can it be deleted from the window: Relook did not make it.
  await expect(store.removeModel({ folder: join(folder, 'models/tiny') }, never)).rejects.toMatchObject({
    code: 'denied',
  })
  expect(untouched()).toBe(true)
})

test('a downloaded model goes to the trash, comes back, and only then goes for good', async () => {
  const store = await storeFor(await hub(obliging))
  await store.startDownload({ repo: 'owner/mini', revision: 'main', dtype: '' }, never)
  await store.settled()
  const place = join(folder, 'models/mini')
  await store.removeModel({ folder: place }, never)
  const [trashed] = (await store.settled()).trash
  expect(trashed).toMatchObject({ name: 'mini' })
  expect(existsSync(place)).toBe(false)
  await store.restoreModel({ trashed: trashed?.id ?? '' }, never)
  expect(readFileSync(join(place, 'config.json'), 'utf8')).toBe('abcd')
  await store.removeModel({ folder: place }, never)
  await store.emptyModelTrash({}, never)
  expect((await store.settled()).trash).toEqual([])
  expect(untouched()).toBe(true)
})

test('a model of an older version, without a mark, can be deleted; a copy a person put there cannot', async () => {
  const store = await storeFor(await hub(obliging))
  for (const name of ['golden', 'copy']) cpSync(fixture, join(folder, 'models', name), { recursive: true })
  writeFileSync(
    join(folder, 'models/golden/source.json'),
    JSON.stringify({ repo: 'o/golden', commit, dtype: '' }),
  )
  await store.removeModel({ folder: join(folder, 'models/golden') }, never)
  await expect(store.removeModel({ folder: join(folder, 'models/copy') }, never)).rejects.toMatchObject({
    code: 'denied',
  })
})

test('files that lead out of their folder, or that a disk takes for one, are not fetched', async () => {
  const evil = ['../preferences.json', '/etc/x', 'onnx/../../preferences.json', 'a\\b', 'nul', 'x\u0000']
  const store = await storeFor(
    await hub((request, response) => {
      if (request.url?.includes('/api/') === true)
        return void response.end(listing([...part, ...evil, 'Config.json']))
      response.end('abcd')
    }),
  )
  await expect(
    store.startDownload({ repo: 'owner/mini', revision: 'main', dtype: '' }, never),
  ).rejects.toThrow('two files of one name')
  expect(untouched()).toBe(true)
})

test('a job on the disk that names other places is not taken up', async () => {
  const job = { id: 'd9', repo: 'a/b', commit, dtype: '', files: [{ path: 'x', size: 1 }] }
  const bad = [
    { id: '..' },
    { repo: 'a/..' },
    { files: [{ path: '../../preferences.json', size: 9 }] },
    { dtype: '/../..' },
  ]
  for (const [i, change] of bad.entries()) {
    mkdirSync(join(folder, `downloads/d${i}`), { recursive: true })
    const text = JSON.stringify({ ...job, id: `d${i}`, ...change })
    writeFileSync(join(folder, `downloads/d${i}/job.json`), text)
  }
  const store = await storeFor(await hub(obliging))
  expect((await store.settled()).downloads).toEqual([])
  expect(untouched()).toBe(true)
})

test('an endless list is read only so far', async () => {
  const store = await storeFor(
    await hub((_, response) => {
      response.write('{"sha":"')
      const more = () =>
        void (response.destroyed ? 0 : response.write('a'.repeat(262_144), () => setImmediate(more)))
      more()
    }),
  )
  const before = process.memoryUsage().rss
  await expect(store.lookUpRepository({ repo: 'a/b', revision: 'main' }, never)).rejects.toMatchObject({
    code: 'model-unavailable',
  })
  expect(process.memoryUsage().rss - before).toBeLessThan(300e6)
})

test('sends a person nowhere: redirects to files, scripts and private places are refused', async () => {
  let reached = 0
  const secret = await hub((_, response) => (reached++, void response.end(listing())))
  for (const location of [
    'file:///etc/passwd',
    'javascript:0',
    secret,
    'http://169.254.169.254/',
    'http://[::1]/',
  ]) {
    const store = await storeFor(await hub((_, response) => void response.writeHead(302, { location }).end()))
    await expect(
      store.lookUpRepository({ repo: 'a/b', revision: 'main' }, never),
      location,
    ).rejects.toMatchObject({
      code: /^http/.test(location) ? 'private-address' : 'denied',
    })
  }
  expect(reached).toBe(0)
})

test.each(['file:///etc', 'javascript:alert(1)', 'ftp://x', 'https://me:pass@hub', ''])(
  'a hub at %j is not kept',
  async (endpoint) => {
    const store = await storeFor('http://127.0.0.1:9')
    await expect(store.setHub({ endpoint }, never)).rejects.toMatchObject({ code: 'bad-input' })
    expect(existsSync(join(folder, 'hub.json'))).toBe(false)
  },
)
