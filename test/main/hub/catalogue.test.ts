/**
 * The curated list of models that ships: every model in it is of a layout that Relook has run. Each one is served by a hub on this machine
 * under its own name and commit, as a tiny model of the same family and number format, downloaded, opened and run.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dialectOf } from '../../../app/dialects'
import { firstOffer, offersFor, type CatalogueModel } from '../../../app/host/catalogue'
import type { ModelStore } from '../../../app/host/models'
import { readCatalogue } from '../../../main/hub/catalogue'
import { createModelStore } from '../../../main/hub/abilities'
import { loadModel } from '../../../main/models/onnx/load'
import { readModelManifest } from '../../../main/models/onnx/manifest'
import { startFakeHub } from './fake-hub'

const root = new URL('../../../', import.meta.url).pathname
const list = join(root, 'assets/models.json')
const models = await readCatalogue(list)
/** Tiny models by family: their descriptions, and graphs by number format. */
const tiny: Readonly<Record<string, { readonly described: string; readonly graphs: string }>> = {
  qwen3_5: { described: 'test/fixtures/qwen3.5/model', graphs: 'test/fixtures/qwen3.5/short/onnx' },
}

const noKeys = { get: async () => undefined, set: async () => undefined, source: async () => 'none' as const }

/** The files of a tiny model as the repository of a real one has them. */
async function filesOf(family: string, dtype: string): Promise<Record<string, Buffer>> {
  const { described, graphs } = tiny[family] ?? { described: '', graphs: '' }
  const files: Record<string, Buffer> = {}
  for (const name of await readdir(join(root, described)))
    // What an export of ours says of itself, a hub's does not.
    if (name !== 'onnx' && name !== 'relook.json') files[name] = await readFile(join(root, described, name))
  for (const name of await readdir(join(root, graphs)))
    if (name.includes(`${dtype}.onnx`)) files[`onnx/${name}`] = await readFile(join(root, graphs, name))
  return files
}

const entries = models.flatMap((model) => model.precisions.map((precision) => ({ model, precision })))

test.each(entries)(
  '$model.name in $precision.dtype is downloaded, opened and run',
  { timeout: 120_000 },
  async ({ model, precision: { dtype } }) => {
    const hub = await startFakeHub(await filesOf(model.family, dtype), false, {
      repo: model.repo,
      commit: model.revision,
    })
    const folder = await mkdtemp(join(tmpdir(), 'relook-catalogue-'))
    const store = await createModelStore({
      dataFolder: folder,
      builtIn: join(folder, 'none'),
      access: { anywhere: true },
      keys: noKeys,
      newId: () => 'd',
      env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: '/nowhere' },
    })
    const { abilities } = store
    const signal = new AbortController()
    try {
      const { repo, revision } = model
      await abilities.startDownload({ repo, revision, dtype }, signal.signal)
      const stored = await arrived(abilities.modelStore({}, signal.signal), `${repo}@${revision}`)
      expect(stored).toMatchObject({ dtype, dialect: model.dialect })
      expect(stored.failure).toBeUndefined()
      const manifest = await readModelManifest(stored.folder)
      const loaded = await loadModel(manifest, { runner: 'cpu', chunk: 512 })
      let tokens = 0
      const said = { role: 'user' as const, parts: [{ type: 'text' as const, text: 'What is there?' }] }
      const how = { stop: [], temperature: 0, seed: 0, maxTokens: 3, top: 0, reuse: true }
      for await (const event of loaded.generate({ ...how, messages: [said] }, {}, signal.signal))
        if (event.type === 'token') tokens++
      await loaded.dispose()
      expect(tokens).toBeGreaterThan(0)
    } finally {
      signal.abort()
      await store.close()
      await hub.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
)

async function arrived(stores: AsyncIterable<ModelStore>, source: string) {
  for await (const { models: stored, downloads } of stores) {
    const failed = downloads.find((d) => d.state.type === 'failed')
    if (failed?.state.type === 'failed') throw new Error(failed.state.failure.message)
    const found = stored.find((m) => m.source === source)
    if (found !== undefined) return found
  }
  throw new Error('the models were not told of any more')
}

test('each entry has a commit, a licence, a dialect that is known, and sizes that go with each other', () => {
  expect(models.length).toBeGreaterThan(1)
  for (const model of models) {
    expect(dialectOf(model.dialect)?.id, model.name).toBe(model.dialect)
    expect(model.revision).toMatch(/^[0-9a-f]{40}$/)
    for (const { bytes, memory } of model.precisions) expect(memory).toBeGreaterThan(bytes)
  }
  expect(new Set(models.map((m) => m.repo)).size).toBe(models.length)
})

const offered = (
  name: string,
  ...sizes: readonly (readonly [dtype: string, bytes: number, memory: number])[]
) =>
  ({
    ...models[0],
    name,
    precisions: sizes.map(([dtype, bytes, memory]) => ({ dtype, bytes, memory })),
  }) as CatalogueModel

test('what does not fit is not offered; the first is one that leaves half of the memory', () => {
  const list = [
    offered('large', ['_q4', 30, 120]),
    offered('small', ['_fp16', 8, 80], ['_q4', 4, 40]),
    offered('middle', ['_q4', 10, 60]),
  ]
  const names = (memory: number | undefined) =>
    offersFor(list, memory).map((o) => `${o.model.name}${o.precision.dtype}`)
  expect(names(undefined)).toEqual(['small_fp16', 'middle_q4', 'large_q4'])
  expect(names(70)).toEqual(['small_q4', 'middle_q4'])
  expect(names(10)).toEqual([])
  expect(firstOffer(offersFor(list, 130), 130)?.model.name).toBe('middle')
  expect(firstOffer(offersFor(list, 70), 70)?.model.name).toBe('small')
  expect(firstOffer([], 70)).toBeUndefined()
})

test('words are searched for on the hub; a name that is none is left out', async () => {
  const hub = await startFakeHub({}, false, { repo: 'someone/Some-ONNX' })
  const folder = await mkdtemp(join(tmpdir(), 'relook-search-'))
  const store = await createModelStore({
    dataFolder: folder,
    builtIn: join(folder, 'none'),
    access: { anywhere: true },
    keys: noKeys,
    newId: () => 'd',
    env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: '/nowhere' },
  })
  const found = await store.abilities.searchHub({ words: 'some thing' }, new AbortController().signal)
  expect(found).toEqual([{ repo: 'someone/Some-ONNX', downloads: 7, licence: 'mit' }])
  await store.close()
  await hub.close()
  await rm(folder, { recursive: true, force: true })
})
