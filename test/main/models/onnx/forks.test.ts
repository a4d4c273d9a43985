/** Hundreds of re-runs from a step on the processor: what is kept stays within its budget, and the process does not grow. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { vlmR3 } from '../../../../app/dialects/vlm-r3'
import { box } from '../../../../app/geometry/box'
import type { Message, Part } from '../../../../app/reasoning/model'
import { createBudget } from '../../../../main/models/onnx/budget'
import { loadModel } from '../../../../main/models/onnx/load'
import { readManifest } from '../../../../main/models/onnx/manifest'
import { mustCrop } from '../../../builders/reading'

const folder = new URL('../../../fixtures/qwen/', import.meta.url).pathname
const size = { width: 500, height: 333 }

test('500 forks, each run for three tokens, leave memory as it was', { timeout: 120_000 }, async () => {
  const manifest = { ...(await readManifest(join(folder, 'model'))), endTokenIds: [] }
  const { budgets } = manifest.info
  // Room for a few checkpoints only: most forks push another one out.
  const budget = createBudget(2.25 * 2 ** 20)
  const model = await loadModel(manifest, { runner: 'cpu', chunk: 512 }, budget)
  const overview = vlmR3.overview('wide', size, budgets)
  const ask: Part[] = [
    { type: 'image', view: overview },
    { type: 'text', text: vlmR3.ask('What is written on the sign?', true) },
  ]
  const fork = async (i: number): Promise<number> => {
    // Another thought every time, and every tenth time another crop.
    const left = 10 + (Math.floor(i / 10) % 40) * 4
    const view = mustCrop(vlmR3, box(left, 60, left + 90, 130), { ...size, id: 'wide' }, budgets)
    const said: Part[] = [
      { type: 'text', text: '<think> The sign is small. {"bbox_2d": [31, 58, 222, 181]}\n' },
      { type: 'image', view },
      { type: 'text', text: ` I see ${i}.` },
    ]
    const messages: Message[] = [
      { role: 'user', parts: ask },
      { role: 'assistant', parts: said },
    ]
    const request = { messages, stop: [], temperature: 0, seed: 0, maxTokens: 3, top: 0, reuse: true }
    const signal = new AbortController().signal
    for await (const event of model.generate(request, { wide: join(folder, 'wide.png') }, signal))
      if (event.type === 'end') return event.timings.cachedTokens
    return 0
  }
  for (let i = 0; i < 150; i++) await fork(i)
  const before = process.memoryUsage().rss
  let reused = 0
  for (let i = 150; i < 650; i++) if ((await fork(i)) > 0) reused++
  const grown = process.memoryUsage().rss - before
  await model.dispose()
  expect(reused).toBe(500)
  expect(grown).toBeLessThan(48 * 2 ** 20)
})
