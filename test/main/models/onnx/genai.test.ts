/** A folder laid out as onnxruntime-genai does it: the same first token as the same model in the other layout. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { vlmR3 } from '../../../../app/dialects/vlm-r3'
import type { ModelMessage } from '../../../../app/reasoning/model'
import { loadModel } from '../../../../main/models/onnx/load'
import { readModelManifest } from '../../../../main/models/onnx/manifest'
import { finish } from './support'

const fixtures = new URL('../../../fixtures/qwen/', import.meta.url).pathname
const shared = ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja', 'relook.json']
const graphs = [
  'vision_encoder.onnx',
  'vision_encoder.onnx_data',
  'decoder_model_merged.onnx',
  'decoder_model_merged.onnx_data',
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relook-genai-'))
  await cp(join(fixtures, 'genai'), folder, { recursive: true })
  for (const name of shared) await cp(join(fixtures, 'model', name), join(folder, name))
  for (const name of graphs) await cp(join(fixtures, 'model/onnx', name), join(folder, name))
})
afterAll(() => rm(folder, { recursive: true }))

test('is read without config.json and preprocessor_config.json', async () => {
  const ours = await readModelManifest(folder)
  const other = await readModelManifest(join(fixtures, 'model'))
  const { patching, imageTokenId, endTokenIds, contextTokens, layers } = other
  expect(ours).toMatchObject({ patching, imageTokenId, endTokenIds, contextTokens, layers })
})

test('writes what the same model writes in the other layout', async () => {
  const said: string[] = []
  for (const place of [folder, join(fixtures, 'model')]) {
    const manifest = await readModelManifest(place)
    const view = vlmR3.overview('page', { width: 640, height: 480 }, manifest.info.budgets)
    const parts = [
      { type: 'image', view },
      { type: 'text', text: vlmR3.ask('What is written on the sign?', true) },
    ] as const
    const messages: readonly ModelMessage[] = [{ role: 'user', parts }]
    const model = await loadModel(manifest, { runner: 'cpu', chunk: 512 })
    const { tokens } = await finish(model, messages, { maxTokens: 12 })
    await model.dispose()
    said.push(JSON.stringify(tokens.map((t) => [t.id, t.logprob?.toFixed(4)])))
  }
  expect(said[0]).toBe(said[1])
})

test.each([
  [
    'genai_config.json',
    '"filename": "vision_encoder.onnx"',
    '"pipeline": [{ "first": { "filename": "first.onnx" } }]',
    'its vision encoder is a pipeline of several graphs',
  ],
  ['processor_config.json', /"patch_size": 14/g, '"patch_size": 16', 'a visual token of 32 × 32 pixels'],
])('says what it cannot run before it looks for a graph: %s, %s', async (name, from, to, sentence) => {
  const bare = await mkdtemp(join(tmpdir(), 'relook-genai-'))
  try {
    for (const json of ['genai_config.json', 'processor_config.json'])
      await cp(join(fixtures, 'genai', json), join(bare, json))
    for (const json of shared) await cp(join(fixtures, 'model', json), join(bare, json))
    const text = await readFile(join(bare, name), 'utf8')
    await writeFile(join(bare, name), text.replace(from, to))
    await expect(readModelManifest(bare)).rejects.toMatchObject({
      code: 'model-unavailable',
      message: expect.stringContaining(sentence) as string,
    })
  } finally {
    await rm(bare, { recursive: true })
  }
})

test('says which file a description names in vain', async () => {
  const broken = join(folder, 'genai_config.json')
  const text = await readFile(broken, 'utf8')
  await writeFile(broken, text.replace('vision_encoder.onnx', 'vision_gone.onnx'))
  await expect(readModelManifest(folder)).rejects.toThrow('genai_config.json names vision_gone.onnx')
  await writeFile(broken, text)
})
