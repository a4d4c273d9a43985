/** Qwen3-VL on WebGPU through a driver in software: the traces of transformers, token by token, with both ways of keeping the cache. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { qwen3Vl } from '../../../../app/dialects/qwen3-vl'
import { runLoop } from '../../../../app/reasoning/loop'
import { chooseManner } from '../../../../app/reasoning/manner'
import type { Model } from '../../../../app/reasoning/model'
import { defaultSettings } from '../../../../app/trace/project'
import type { Strategy } from '../../../../main/models/onnx/keeping'
import { loadModel } from '../../../../main/models/onnx/load'
import { readModelManifest } from '../../../../main/models/onnx/manifest'
import { chooseRunner, type ProviderChoice } from '../../../../main/models/onnx/providers'
import { expectFlat } from './forks-on-card'
import type { Trace } from './recorded'

const fixtures = new URL('../../../fixtures/', import.meta.url).pathname
const file = readFileSync(join(fixtures, 'qwen3/traces.json'), 'utf8')
const traces = JSON.parse(file) as Record<string, Trace>
const ways: readonly (readonly [Strategy, 'wide' | 'tall', { width: number; height: number }])[] = [
  ['growing', 'wide', { width: 500, height: 333 }],
  ['static', 'tall', { width: 151, height: 700 }],
]

let choice: ProviderChoice
beforeAll(async () => {
  choice = await chooseRunner('webgpu', ['webgpu', 'cpu'])
}, 300_000)

test.each(['growing', 'static'] as const)(
  'a cache kept %s leaves nothing behind after 500 forks',
  { timeout: 600_000 },
  async (keeping) => {
    await expectFlat(await readModelManifest(join(fixtures, 'qwen3/model')), keeping)
  },
)

test.each(ways)('a cache kept %s, the %s picture', { timeout: 900_000 }, async (keeping, picture, size) => {
  expect(choice.runner).toBe('webgpu')
  const read = await readModelManifest(join(fixtures, 'qwen3/model'))
  const thinking = readFileSync(join(fixtures, 'qwen3/thinking.jinja'), 'utf8')
  const manifest = picture === 'tall' ? { ...read, chatTemplate: thinking } : read
  const { info } = manifest
  const loaded = await loadModel(manifest, { ...choice, keeping })
  const model: Model = {
    info,
    generate: (request, signal) =>
      loaded.generate(request, { [picture]: join(fixtures, 'qwen', `${picture}.png`) }, signal),
    prompt: () => Promise.reject(new Error('not asked')),
  }
  const trace = traces[picture] as Trace
  const starts = trace.segments.map((_, i) => sum(trace.segments.slice(0, i).map((s) => s.written.length)))
  let last = 0
  const view = qwen3Vl.overview(picture, size, info.budgets)
  const asked = { model, dialect: qwen3Vl, image: { id: picture, size }, view, settings: defaultSettings }
  const manner = chooseManner(qwen3Vl)
  const loop = {
    ...asked,
    manner,
    question: trace.question,
    steps: [],
    newId: () => `s${last++}`,
    now: () => 0,
  }
  const ids: number[] = []
  const firsts: number[] = []
  for await (const event of runLoop({ ...loop, top: 1 }, new AbortController().signal)) {
    if (event.type !== 'token') continue
    if (starts.includes(ids.length)) firsts.push(event.token.logprob ?? NaN)
    ids.push(event.token.id)
  }
  await loaded.dispose()
  expect(ids).toEqual(trace.segments.flatMap((s) => s.written))
  for (const [i, { logits }] of trace.segments.entries()) {
    const most = Math.max(...logits)
    const wanted = -Math.log(sum(logits.map((v) => Math.exp(v - most))))
    expect(Math.abs((firsts[i] as number) - wanted)).toBeLessThan(2e-3)
  }
})

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
