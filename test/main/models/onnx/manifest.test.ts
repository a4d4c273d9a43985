/** Model folders: ours, a plain export without our own file, and broken ones. */
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createOnnx } from '../../../../main/models/onnx'
import { readModelManifest } from '../../../../main/models/onnx/manifest'
import { modelFolder } from './support'

let parent: string
let folder: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'relook-manifest-'))
  folder = join(parent, 'Some-VL')
  await cp(modelFolder, folder, { recursive: true })
})
afterEach(() => rm(parent, { recursive: true }))

const change = async (name: string, edit: (content: Record<string, unknown>) => unknown) => {
  const content = JSON.parse(await readFile(join(folder, name), 'utf8')) as Record<string, unknown>
  await writeFile(join(folder, name), JSON.stringify(edit(content)))
}

test('reads what the built-in model says about itself', async () => {
  const { info, endTokenIds, imageTokenId, patching } = await readModelManifest(modelFolder)
  expect(info).toMatchObject({ id: 'r3-mini', dialect: 'vlm-r3', coordinateStep: 8 })
  expect(info.budgets.image.maxPixels).toBeGreaterThan(info.budgets.crop.maxPixels)
  expect(info.bytes).toBeGreaterThan(1e6)
  expect([endTokenIds.length, typeof imageTokenId, patching.patchSize]).toEqual([1, 'number', 14])
})

test('runs a plain export that knows nothing of Relook', async () => {
  await rm(join(folder, 'relook.json'))
  await rm(join(folder, 'generation_config.json'))
  await change('preprocessor_config.json', (c) => ({ ...c, min_pixels: 3136, max_pixels: 1003520 }))
  const { info } = await readModelManifest(folder)
  const budget = { minPixels: 3136, maxPixels: 1003520 }
  expect(info).toMatchObject({
    id: 'Some-VL',
    name: 'Some-VL',
    dialect: 'vlm-r3',
    budgets: { image: budget, crop: budget },
  })
})

test('takes the chat template from wherever an export has it', async () => {
  const own = await readFile(join(folder, 'chat_template.jinja'), 'utf8')
  await rm(join(folder, 'chat_template.jinja'))
  expect((await readModelManifest(folder)).chatTemplate).toBe(own)
  await change('tokenizer_config.json', ({ chat_template: _, ...rest }) => rest)
  await expect(readModelManifest(folder)).rejects.toThrow('Some-VL: there is no chat template.')
  await writeFile(join(folder, 'chat_template.json'), JSON.stringify({ chat_template: 'x' }))
  expect((await readModelManifest(folder)).chatTemplate).toBe('x')
})

test('takes the template called default of several, and says their names where none is', async () => {
  await rm(join(folder, 'chat_template.jinja'))
  const named = (...names: string[]) => names.map((name) => ({ name, template: `of ${name}` }))
  await change('tokenizer_config.json', (c) => ({ ...c, chat_template: named('tool_use', 'default') }))
  expect((await readModelManifest(folder)).chatTemplate).toBe('of default')
  await change('tokenizer_config.json', (c) => ({ ...c, chat_template: named('rag', 'tool_use') }))
  await expect(readModelManifest(folder)).rejects.toThrow('are called “rag”, “tool_use”')
})

test('refuses visual tokens of another size before anything is loaded', async () => {
  await change('preprocessor_config.json', (c) => ({ ...c, merge_size: 1 }))
  await expect(readModelManifest(folder)).rejects.toThrow('a visual token of 14 × 14 pixels')
})

test('shows what generation_config.json proposes, and only what would be used', async () => {
  await change('generation_config.json', (c) => ({ ...c, repetition_penalty: 1.05, top_p: 0.8 }))
  expect((await readModelManifest(folder)).info.sampling).toEqual({ repetitionPenalty: 1.05 })
  await change('generation_config.json', (c) => ({ ...c, do_sample: true, temperature: 0.1, top_k: 20 }))
  expect((await readModelManifest(folder)).info.sampling).toEqual({
    repetitionPenalty: 1.05,
    temperature: 0.1,
    topP: 0.8,
    topK: 20,
  })
})

test('takes graphs in another precision, and from the folder itself', async () => {
  await rename(
    join(folder, 'onnx/decoder_model_merged.onnx'),
    join(folder, 'onnx/decoder_model_merged_q4.onnx'),
  )
  await rename(join(folder, 'onnx/embed_tokens.onnx'), join(folder, 'embed_tokens.onnx'))
  const { graphs } = await readModelManifest(folder)
  expect([graphs.decoder, graphs.embed].map((p) => p.slice(folder.length + 1))).toEqual([
    join('onnx', 'decoder_model_merged_q4.onnx'),
    'embed_tokens.onnx',
  ])
})

test.each([
  ['a missing file', () => rm(join(folder, 'tokenizer.json')), 'Some-VL: there is no tokenizer.json.'],
  [
    'a missing graph',
    () => rm(join(folder, 'onnx/vision_encoder.onnx')),
    'there is no onnx/vision_encoder.onnx',
  ],
  ['broken JSON', () => writeFile(join(folder, 'config.json'), '{'), 'Some-VL: config.json cannot be used.'],
  [
    'a wrong field',
    () => change('config.json', (c) => ({ ...c, image_token_id: 'x' })),
    'Some-VL: config.json cannot be used.',
  ],
  [
    'another family',
    () => change('config.json', (c) => ({ ...c, model_type: 'llama' })),
    'models of type “llama” cannot be run',
  ],
])('says what is wrong: %s', async (_, spoil, words) => {
  await spoil()
  const reading = readModelManifest(folder)
  await expect(reading).rejects.toThrow(words)
  await expect(reading).rejects.toMatchObject({ code: 'model-unavailable' })
})

test('lists models of all folders and passes over what is none; equal ids never hide or replace a model', async () => {
  await mkdir(join(parent, 'notes'))
  const runtime = {
    modelFolders: [join(modelFolder, '..'), parent, join(parent, 'nowhere')],
    generate: () => {
      throw new Error('not asked for')
    },
    score: () => Promise.reject(new Error('not asked for')),
    attend: () => Promise.reject(new Error('not asked for')),
    prompt: () => Promise.reject(new Error('not asked for')),
  }
  await change('relook.json', (c) => ({ ...c, name: 'Copy' }))
  const copies = await createOnnx(runtime).models()
  expect(copies.map((m) => [m.id, m.name])).toEqual([
    ['r3-mini', 'R3 mini'],
    ['Some-VL', 'Copy (Some-VL)'],
  ])
  await change('relook.json', (c) => ({ ...c, id: 'same' }))
  await cp(folder, join(parent, 'Another'), { recursive: true })
  expect((await createOnnx(runtime).models()).map((m) => m.id)).toEqual(['r3-mini', 'Another', 'Some-VL'])
  await rm(join(parent, 'Another'), { recursive: true })
  await change('relook.json', (c) => ({ ...c, id: 'other' }))
  expect((await createOnnx(runtime).models()).map((m) => m.id)).toEqual(['r3-mini', 'other'])
  expect(await createOnnx(runtime).open('nothing')).toBeUndefined()
})
