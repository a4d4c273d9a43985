/**
 * Hundreds of re-runs from a step on the processor: what is kept stays within its budget, and the process does not grow. Crops lie inside
 * the assistant's turn, also for Qwen3-VL, whose chat template has no place for them there.
 */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Dialect } from '../../../../app/dialects'
import { qwen35 } from '../../../../app/dialects/qwen3-5'
import { qwen3Vl } from '../../../../app/dialects/qwen3-vl'
import { vlmR3 } from '../../../../app/dialects/vlm-r3'
import { box } from '../../../../app/geometry/box'
import type { ModelMessage, MessagePart } from '../../../../app/reasoning/model'
import { createBudget } from '../../../../main/models/onnx/budget'
import { loadModel } from '../../../../main/models/onnx/load'
import { readModelManifest } from '../../../../main/models/onnx/manifest'
import { mustCrop } from '../../../builders/reading'

const fixtures = new URL('../../../fixtures/', import.meta.url).pathname
const image = join(fixtures, 'qwen/wide.png')
const size = { width: 500, height: 333 }
/** A budget with room for a few checkpoints only: most forks push another one out. */
const families: readonly { family: string; dialect: Dialect; megabytes: number; forks: number }[] = [
  { family: 'qwen', dialect: vlmR3, megabytes: 2.25, forks: 500 },
  // Its features are four times as many: those that go deeper are kept, too.
  // Of every place that is kept, its states are, too.
  { family: 'qwen3.5', dialect: qwen35, megabytes: 10, forks: 500 },
  { family: 'qwen3', dialect: qwen3Vl, megabytes: 5, forks: Number(process.env['RELOOK_FORKS'] ?? 150) },
]

test.each(families)(
  '$forks forks of $family, each run for three tokens, leave memory as it was',
  { timeout: 400_000 },
  async ({ family, dialect, megabytes, forks }) => {
    const manifest = { ...(await readModelManifest(join(fixtures, family, 'model'))), endTokenIds: [] }
    const { budgets } = manifest.info
    const budget = createBudget(megabytes * 2 ** 20)
    const model = await loadModel(manifest, { runner: 'cpu', chunk: 512 }, { budget })
    const overview = dialect.overview('wide', size, budgets)
    const ask: MessagePart[] = [
      { type: 'image', view: overview },
      { type: 'text', text: dialect.ask('What is written on the sign?', true, size) },
    ]
    const fork = async (i: number): Promise<number> => {
      // Another thought every time, and every tenth time another crop.
      const left = 10 + (Math.floor(i / 10) % 40) * 4
      const view = mustCrop(dialect, box(left, 60, left + 90, 130), { ...size, id: 'wide' }, budgets)
      const said: MessagePart[] = [
        { type: 'text', text: '<think> The sign is small. {"bbox_2d": [31, 58, 222, 181]}\n' },
        { type: 'image', view },
        { type: 'text', text: ` I see ${i}.` },
      ]
      const messages: ModelMessage[] = [
        { role: 'user', parts: ask },
        { role: 'assistant', parts: said },
      ]
      const request = { messages, stop: [], temperature: 0, seed: 0, maxTokens: 3, top: 0, reuse: true }
      const signal = new AbortController().signal
      for await (const event of model.generate(request, { wide: image }, signal))
        if (event.type === 'end') return event.timings.cachedTokens
      return 0
    }
    for (let i = 0; i < 150; i++) await fork(i)
    const memory = [process.memoryUsage().rss]
    let reused = 0
    for (let i = 0; i < forks; i++) {
      if ((await fork(150 + i)) > 0) reused++
      if ((i + 1) % (forks / 2) === 0) memory.push(process.memoryUsage().rss)
    }
    await model.dispose()
    expect(reused).toBe(forks)
    // What is kept of forks grows in each half of them; what has not been collected yet, in one.
    expect(Math.min(...memory.slice(1).map((rss, i) => rss - (memory[i] ?? 0)))).toBeLessThan(24 * 2 ** 20)
  },
)
