/**
 * Qwen3.5 on WebGPU through a driver in software: the operators of its states are right, and the traces of transformers come out token by
 * token with both ways of keeping the cache.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { qwen35 } from '../../../../app/dialects/qwen3-5'
import { chooseStrategy, type Strategy } from '../../../../main/models/onnx/keeping'
import { loadModel } from '../../../../main/models/onnx/load'
import { readModelManifest } from '../../../../main/models/onnx/manifest'
import { chooseRunner, createGraphSession, type ProviderChoice } from '../../../../main/models/onnx/providers'
import { checkRecurrence } from '../../../../main/models/onnx/recurrence-test'
import { expectFlat } from './forks-on-card'
import type { Trace } from './recorded'
import { tell } from './traces'

const folder = new URL('../../../fixtures/qwen3.5/', import.meta.url).pathname
const traces = JSON.parse(readFileSync(join(folder, 'traces.json'), 'utf8')) as Record<string, Trace>
const ways: readonly (readonly [Strategy, 'wide' | 'tall', { width: number; height: number }])[] = [
  ['memory', 'wide', { width: 500, height: 333 }],
  ['growing', 'tall', { width: 151, height: 700 }],
]

let choice: ProviderChoice
beforeAll(async () => {
  choice = await chooseRunner('webgpu', ['webgpu', 'cpu'])
}, 300_000)

test('the operators of its states are right here; a graph that cannot be opened is said', async () => {
  expect(choice.runner).toBe('webgpu')
  await checkRecurrence((graph, on) => createGraphSession(graph, on), 'webgpu')
  const refused = checkRecurrence(() => Promise.reject(new Error('no such operator')), 'webgpu')
  await expect(refused).rejects.toThrow(
    /Gated DeltaNet layers, and webgpu cannot compute them here \(no such/,
  )
})

test('its cache stays on the card, and is never written in place', async () => {
  const { graphs } = await readModelManifest(join(folder, 'model'))
  expect(await chooseStrategy('webgpu', graphs.decoder, true)).toBe('growing')
})

test('leaves nothing behind after 500 forks, states included', { timeout: 600_000 }, async () => {
  await expectFlat(await readModelManifest(join(folder, 'model')), 'growing')
})

test.each(ways)('a cache kept in %s, the %s image', { timeout: 900_000 }, async (keeping, name, size) => {
  const read = await readModelManifest(join(folder, 'model'))
  const thinking = readFileSync(join(folder, 'thinking.jinja'), 'utf8')
  const manifest = name === 'tall' ? { ...read, chatTemplate: thinking } : read
  const model = await loadModel(manifest, { ...choice, keeping })
  const trace = traces[name] as Trace
  const asked = { dialect: qwen35, info: manifest.info, model, name, size, question: trace.question }
  const { tokens } = await tell(asked, { reuse: true, top: 1 })
  expect(tokens.map((t) => t.id)).toEqual(trace.segments.flatMap((s) => s.written))
  // Again, from where the first run was kept.
  expect((await tell(asked, { reuse: true })).tokens.map((t) => t.id)).toEqual(tokens.map((t) => t.id))
  const starts = trace.segments.map((_, i) =>
    trace.segments.slice(0, i).reduce((sum, s) => sum + s.written.length, 0),
  )
  for (const [i, { logits }] of trace.segments.entries()) {
    const largest = Math.max(...logits)
    const wanted = -Math.log(logits.reduce((sum, v) => sum + Math.exp(v - largest), 0))
    expect(Math.abs((tokens[starts[i] ?? 0]?.logprob ?? NaN) - wanted)).toBeLessThan(2e-3)
  }
  await model.dispose()
})
