/**
 * The engine on WebGPU, through a driver in software (scripts/software-gpu.mjs): the recorded traces of transformers, token by
 * token, with both ways of keeping the KV cache on the card; and nothing left behind after hundreds of forks.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { vlmR3 } from '../../../../app/dialects/vlm-r3'
import { runLoop } from '../../../../app/reasoning/loop'
import { defaultSettings } from '../../../../app/trace/project'
import { chooseStrategy, type Strategy } from '../../../../main/models/onnx/keeping'
import { loadModel } from '../../../../main/models/onnx/load'
import { readModelManifest, type Manifest } from '../../../../main/models/onnx/manifest'
import { chooseRunner, type ProviderChoice } from '../../../../main/models/onnx/providers'
import { expectFlat } from './forks-on-card'

interface Segment {
  readonly written: readonly number[]
  readonly logits: readonly number[]
}

const folder = new URL('../../../fixtures/qwen/', import.meta.url).pathname
const file = readFileSync(join(folder, 'traces.json'), 'utf8')
const traces = JSON.parse(file) as Record<string, { question: string; segments: readonly Segment[] }>
/** Each way of keeping the cache with another of the recorded traces. */
const strategies: readonly (readonly [Strategy, string, { width: number; height: number }])[] = [
  ['growing', 'wide', { width: 500, height: 333 }],
  ['static', 'tall', { width: 151, height: 700 }],
]

let manifest: Manifest
let choice: ProviderChoice
beforeAll(async () => {
  manifest = await readModelManifest(join(folder, 'model'))
  choice = await chooseRunner('webgpu', ['webgpu', 'cpu'])
}, 300_000)

test('the driver computes rightly, and the start-up test says how much it may be given at once', () => {
  expect(choice.runner).toBe('webgpu')
  // Drivers in software get long attention wrong; a chunk of 31 is what they get right.
  expect([31, 512]).toContain(choice.chunk)
})

test('a graph with grouped-query attention is given buffers that are written in place', async () => {
  expect(await chooseStrategy('webgpu', manifest.graphs.decoder)).toBe('static')
  expect(await chooseStrategy('webgpu', manifest.graphs.embed)).toBe('growing')
  expect(await chooseStrategy('cpu', manifest.graphs.decoder)).toBe('room')
})

describe.each(strategies)('with a cache kept %s, the %s picture', (keeping, picture, size) => {
  test('writes the trace that transformers writes, token by token', { timeout: 240_000 }, async () => {
    const trace = traces[picture] as (typeof traces)[string]
    const loaded = await loadModel(manifest, { ...choice, keeping })
    const { info } = manifest
    const model = {
      info,
      generate: (request: Parameters<typeof loaded.generate>[0], signal: AbortSignal) =>
        loaded.generate(request, { [picture]: join(folder, `${picture}.png`) }, signal),
      prompt: () => Promise.reject(new Error('not asked')),
    }
    let last = 0
    const view = vlmR3.overview(picture, size, info.budgets)
    const asked = { model, dialect: vlmR3, image: { id: picture, size }, view, settings: defaultSettings }
    const loop = { ...asked, question: trace.question, steps: [], newId: () => `s${last++}`, now: () => 0 }
    const ids: number[] = []
    const firsts: number[] = []
    for await (const event of runLoop({ ...loop, top: 1 }, new AbortController().signal)) {
      if (event.type !== 'token') continue
      const starts = trace.segments.map((_, i) =>
        sum(trace.segments.slice(0, i).map((s) => s.written.length)),
      )
      if (starts.includes(ids.length)) firsts.push(event.token.logprob ?? NaN)
      ids.push(event.token.id)
    }
    expect(ids).toEqual(trace.segments.flatMap((s) => s.written))
    for (const [i, segment] of trace.segments.entries()) {
      const most = Math.max(...segment.logits)
      const wanted = -Math.log(sum(segment.logits.map((v) => Math.exp(v - most))))
      expect(Math.abs((firsts[i] as number) - wanted)).toBeLessThan(2e-3)
    }
    await loaded.dispose()
  })

  test('leaves nothing behind after 500 forks', { timeout: 300_000 }, async () => {
    await expectFlat(manifest, keeping)
  })
})

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
