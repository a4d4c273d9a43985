/** A tiny random export in 16-bit floats with Qwen2-VL's names: the same tokens as the reference runtime, forks included. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ModelMessage, MessagePart } from '../../../../app/reasoning/model'
import { loadModel, type LoadedModel } from '../../../../main/models/onnx/load'
import { readModelManifest } from '../../../../main/models/onnx/manifest'
import { finish, type Outcome } from './support'

const fixtures = new URL('../../../fixtures/engine/', import.meta.url).pathname
const golden = JSON.parse(readFileSync(join(fixtures, 'half/golden.json'), 'utf8')) as [number, number][]
const template =
  '{% for m in messages %}{% for c in m.content %}' +
  "{% if c.type == 'image' %}<|image_pad|>{% else %}{{ c.text }}{% endif %}{% endfor %}{% endfor %}"

let folder: string
let model: LoadedModel
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'relook-half-'))
  await cp(join(fixtures, 'half'), folder, { recursive: true })
  await cp(join(fixtures, 'tokenizer.json'), join(folder, 'tokenizer.json'))
  const files = {
    'config.json': {
      model_type: 'qwen2_vl',
      image_token_id: 500,
      eos_token_id: 497,
      max_position_embeddings: 512,
    },
    'preprocessor_config.json': {
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
      min_pixels: 3136,
      max_pixels: 9999,
    },
    'tokenizer_config.json': { chat_template: template },
  }
  for (const [name, content] of Object.entries(files))
    await writeFile(join(folder, name), JSON.stringify(content))
  model = await loadModel(await readModelManifest(folder), { runner: 'cpu', chunk: 512 })
})
afterAll(async () => {
  await model.dispose()
  await rm(folder, { recursive: true })
})

const view = {
  image: 'page',
  size: { width: 84, height: 56 },
  filter: 'bicubic',
  grid: { width: 3, height: 2 },
} as const
const asked = (...more: readonly MessagePart[]): readonly ModelMessage[] => [
  {
    role: 'user',
    parts: [
      { type: 'text', text: 'Look:' },
      { type: 'image', view },
      { type: 'text', text: 'What is the total?' },
    ],
  },
  ...(more.length > 0 ? [{ role: 'assistant' as const, parts: more }] : []),
]
const ids = ({ tokens }: Outcome) => tokens.map((t) => t.id)
const wanted = golden.map(([id]) => id)

test('writes what the reference runtime writes', async () => {
  const outcome = await finish(model, asked(), { maxTokens: golden.length, reuse: false })
  expect(ids(outcome)).toEqual(wanted)
  outcome.tokens.forEach((t, i) => expect(t.logprob).toBeCloseTo(golden[i]?.[1] ?? NaN, 1))
})

test('cuts a cache of 16-bit floats without changing what is written', async () => {
  const first = await finish(model, asked(), { maxTokens: 20 })
  expect(ids(first).slice(0, golden.length)).toEqual(wanted)
  const kept = first.tokens.slice(0, 12)
  const part = { type: 'text', text: kept.map((t) => t.text).join(''), ids: kept.map((t) => t.id) } as const
  const again = await finish(model, asked(part), { maxTokens: 8 })
  expect(ids(again)).toEqual(ids(first).slice(12))
  expect(again.timings.cachedTokens).toBe(again.timings.promptTokens - 1)
})

test('ends its turn with the token the export names', async () => {
  const [first] = wanted
  const manifest = { ...(await readModelManifest(folder)), endTokenIds: [wanted[3] ?? NaN] }
  const ending = await loadModel(manifest, { runner: 'cpu', chunk: 512 })
  const outcome = await finish(ending, asked(), { maxTokens: 10 })
  await ending.dispose()
  expect([outcome.reason, ids(outcome)[0], outcome.tokens.length]).toEqual(['eos', first, 3])
})
