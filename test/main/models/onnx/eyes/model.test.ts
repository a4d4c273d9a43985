/**
 * A model folder whose vision is the eyes for text: the app writes the tokens that Python wrote (`training.documents.tiny`), others
 * where the view is blanked out, and a folder without the eyes says what it lacks.
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { vlmR3 } from '../../../../../app/dialects/vlm-r3'
import type { GenerateEvent, ModelMessage } from '../../../../../app/reasoning/model'
import type { View } from '../../../../../app/trace/step'
import { estimateOf } from '../../../../../main/models/onnx/estimate'
import { loadModel, type LoadedModel } from '../../../../../main/models/onnx/load'
import { readModelManifest, type Manifest } from '../../../../../main/models/onnx/manifest'
import { eyesFiles } from './files'

interface Written {
  readonly image: string
  readonly question: string
  readonly ids: readonly number[]
}

const fixture = new URL('../../../../fixtures/text-eyes/', import.meta.url).pathname
const written = JSON.parse(await readFile(join(fixture, 'written.json'), 'utf8')) as Written
const path = new URL(`../../../../../${written.image}`, import.meta.url).pathname
const processor = { runner: 'cpu', chunk: 512 } as const

let folder: string
let manifest: Manifest
let model: LoadedModel

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relook-text-eyes-'))
  await cp(join(fixture, 'model'), folder, { recursive: true })
  await cp(eyesFiles.detection, join(folder, 'onnx', 'text_detection.onnx'))
  await cp(eyesFiles.recognition, join(folder, 'onnx', 'text_recognition.onnx'))
  await cp(eyesFiles.characters, join(folder, 'onnx', 'characters.txt'))
  manifest = await readModelManifest(folder)
  model = await loadModel(manifest, processor)
})

afterAll(async () => {
  await model.dispose()
  await rm(folder, { recursive: true })
})

async function ids(change: Partial<View> = {}): Promise<readonly number[]> {
  const size = { width: 1000, height: 1000 }
  const view = { ...vlmR3.overview('page', size, manifest.info.budgets), ...change }
  const messages: readonly ModelMessage[] = [
    {
      role: 'user',
      parts: [
        { type: 'image', view },
        { type: 'text', text: vlmR3.ask(written.question, true) },
      ],
    },
  ]
  const request = { messages, stop: [], temperature: 0, seed: 0, maxTokens: 12, top: 0, reuse: true }
  const events: GenerateEvent[] = []
  for await (const event of model.generate(request, { page: path }, new AbortController().signal))
    events.push(event)
  return events.flatMap((e) => (e.type === 'token' ? [e.token.id] : []))
}

test('writes the tokens that Python wrote', async () => {
  expect(await ids()).toEqual(written.ids)
})

test('sees what stands there: with the view blanked out it writes something else', async () => {
  expect(await ids({ mask: 'blank' })).not.toEqual(written.ids)
})

test('the eyes count towards what a model needs', async () => {
  const { eyes: _, ...without } = manifest
  const [all, fewer] = [await estimateOf(manifest, 'cpu'), await estimateOf(without, 'cpu')]
  expect(all.weights - fewer.weights).toBeGreaterThan(15e6)
})

test('says what is lacking where there are no eyes', async () => {
  const { eyes: _, ...without } = manifest
  await expect(loadModel(without, processor)).rejects.toThrow(/eyes for text .*text_detection\.onnx/)
})

test('some of the eyes are none', async () => {
  const partly = await mkdtemp(join(tmpdir(), 'relook-text-eyes-partly-'))
  await cp(join(fixture, 'model'), partly, { recursive: true })
  await cp(eyesFiles.characters, join(partly, 'onnx', 'characters.txt'))
  expect((await readModelManifest(partly)).eyes).toBeUndefined()
  await rm(partly, { recursive: true })
})
