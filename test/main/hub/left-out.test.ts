/** An export of Qwen3-VL without DeepStack: refused with the reason, opened anyway by a person, and every run with it marked. */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dialectOf } from '../../../app/dialects'
import { runResult } from '../../../app/exports/run-result'
import type { ModelStore } from '../../../app/host/models'
import { createModelStore } from '../../../main/hub/abilities'
import { loadModel } from '../../../main/models/onnx/load'
import { readModelManifest } from '../../../main/models/onnx/manifest'
import { beginRun } from '../../../main/runs/run-plan'
import { createKeys } from '../../../main/store/key-store'
import { must } from '../../builders/must'
import { projectWith } from '../../builders/project'

const fixtures = new URL('../../fixtures/qwen3/', import.meta.url).pathname
const never = new AbortController().signal
const reason = 'this export leaves out DeepStack; its boxes and small print would be worse'

let place: string
let folder: string
let store: Awaited<ReturnType<typeof open>>

function open(anywhere = true, chosen?: string) {
  return createModelStore({
    dataFolder: join(place, 'data'),
    builtIn: join(place, 'none'),
    access: { anywhere },
    keys: createKeys({ folder: place, env: {} }),
    newId: () => 'd',
    env: {},
    chooseFolder: () => Promise.resolve(chosen ?? null),
  }).then(({ abilities, close }) => ({ ...abilities, close }))
}

const models = async (): Promise<ModelStore['models']> => {
  for await (const { models: all } of store.modelStore({}, never)) return all
  return []
}

beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'relook-left-out-'))
  folder = join(place, 'published')
  await cp(join(fixtures, 'model'), folder, { recursive: true })
  await cp(join(fixtures, 'renamed/without'), join(folder, 'onnx'), { recursive: true })
  await rm(join(folder, 'relook.json'))
  store = await open()
})
afterEach(async () => {
  await store.close()
  await rm(place, { recursive: true })
})

test('is refused with the reason, and its whole sibling is not', async () => {
  await expect(store.linkModel({ path: folder }, never)).rejects.toMatchObject({
    code: 'left-out',
    message: expect.stringContaining(reason) as string,
  })
  expect(await models()).toEqual([])
  const whole = await store.linkModel({ path: join(fixtures, 'model') }, never)
  expect(whole).not.toHaveProperty('leftOut')
  expect(whole).toMatchObject({ model: 'golden3', dialect: 'qwen3-vl' })
})

test('opened anyway it can be run, says what it lacks, and is forgotten with its link', async () => {
  const opened = await store.linkModel({ path: folder, anyway: true }, never)
  expect(opened).toMatchObject({ model: 'published', leftOut: 'deepstack', kind: 'linked' })
  const manifest = await readModelManifest(opened.folder)
  const loaded = await loadModel(manifest, { runner: 'cpu', chunk: 64 })
  await loaded.dispose()
  await store.removeModel({ folder: opened.folder }, never)
  await expect(store.linkModel({ path: folder }, never)).rejects.toThrow(reason)
})

test('chosen in a dialog it stands in the list with the reason, and is opened from there, also from a browser', async () => {
  await store.close()
  store = await open(false, folder)
  expect(await store.chooseModel({}, never)).toMatchObject({ failure: { code: 'left-out' } })
  const [listed] = await models()
  expect(listed?.failure?.message).toContain(reason)
  await store.linkModel({ path: must(listed).folder, anyway: true }, never)
  expect(await models()).toMatchObject([{ model: 'published', leftOut: 'deepstack' }])
  // Other places of the server stay closed to a browser.
  await expect(store.linkModel({ path: folder, anyway: true }, never)).rejects.toMatchObject({
    code: 'denied',
  })
})

test('a downloaded one is opened where it lies', async () => {
  const own = join(place, 'data/models')
  await mkdir(own, { recursive: true })
  await cp(folder, join(own, 'got'), { recursive: true })
  expect((await models())[0]?.failure?.code).toBe('left-out')
  await store.linkModel({ path: join(own, 'got'), anyway: true }, never)
  expect(await models()).toMatchObject([{ model: 'got', leftOut: 'deepstack', kind: 'downloaded' }])
})

test('every run with it is marked: on the branch, on disk, and in what is saved of it', async () => {
  const { info } = await readModelManifest(folder, { anyway: true })
  const project = projectWith()
  const settings = { temperature: 0, seed: 0, maxTokens: 9, maxLooks: 1 }
  const { branch } = beginRun({
    project,
    request: { project: project.id, question: 'Why?', model: info.id, settings },
    info,
    dialect: must(dialectOf(info.dialect)),
    newId: () => 'b9',
    now: () => 0,
  })
  expect(branch.leftOut).toBe('deepstack')
  expect(runResult(project, branch)).toMatchObject({ leftOut: 'deepstack' })
})
