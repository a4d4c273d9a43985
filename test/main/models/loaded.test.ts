/** Which models stay in memory: two where there is room, and a sentence where there is not. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ModelMessage } from '../../../app/reasoning/model'
import { createInference } from '../../../main/models/inference'
import { LoadedModels, type Slot } from '../../../main/models/loaded'
import { createBudget } from '../../../main/models/onnx/budget'
import type { Machine } from '../../../main/models/onnx/estimate'
import { modelFolder } from './onnx/support'

const gb = 1e9
const other = new URL('../../fixtures/qwen3.5/model', import.meta.url).pathname
let gone: string[] = []

function slot(name: string, runner: Slot['choice']['runner'] = 'cpu'): Slot {
  const held = () => ({ snapshots: 5, features: 1, pixels: 0 })
  const model = { dispose: async () => void gone.push(name), held }
  return {
    folder: `/${name}`,
    name,
    need: { weights: 4 * gb, cache: gb, work: gb },
    budget: createBudget(100),
    usual: 100,
    choice: { runner, chunk: 512 },
    // Only what `Loaded` asks of a model and its text is there.
    model: model as unknown as Slot['model'],
    text: {} as Slot['text'],
  }
}

function shelf(machine: Partial<Machine> = {}) {
  gone = []
  return new LoadedModels(() => Promise.resolve({ total: 32 * gb, available: 20 * gb, ...machine }))
}

async function put(loaded: LoadedModels, next: Slot): Promise<string | undefined> {
  const said = await loaded.makeRoom({ ...next, runner: next.choice.runner })
  loaded.add(next)
  return said
}

test('two stay where there is room; of three, the one used longest ago goes', async () => {
  const loaded = shelf()
  expect(await put(loaded, slot('a'))).toBeUndefined()
  expect(await put(loaded, slot('b'))).toBeUndefined()
  expect(loaded.use('/a')?.name).toBe('a')
  expect(await put(loaded, slot('c'))).toBeUndefined()
  expect(gone).toEqual(['b'])
  expect(loaded.last()?.name).toBe('c')
  await loaded.clear()
  expect(gone).toEqual(['b', 'a', 'c'])
  expect(loaded.last()).toBeUndefined()
})

test('where both do not fit, the other goes, and it is said what it would take', async () => {
  const loaded = shelf({ total: 16 * gb, available: 9 * gb })
  await put(loaded, slot('a'))
  expect(await put(loaded, slot('b'))).toBe(
    'a was unloaded to make room for b: both together need about 8.0 GB more; 7.0 GB can be spared. Where the two take turns, each turn loads one again.',
  )
  expect(gone).toEqual(['a'])
})

test('a graphics card holds one; one there and one on the processor stay', async () => {
  const loaded = shelf()
  await put(loaded, slot('a', 'webgpu'))
  expect(await put(loaded, slot('b'))).toBeUndefined()
  await loaded.clear()
  await put(loaded, slot('a', 'webgpu'))
  expect(await put(loaded, slot('b', 'webgpu'))).toContain('a graphics card')
})

test('a limit that a person set is shared; without one each keeps what it needs', async () => {
  const loaded = shelf()
  const [a, b] = [slot('a'), slot('b')]
  await put(loaded, a)
  await put(loaded, b)
  expect(loaded.kept()).toEqual({ snapshots: 10, features: 2, pixels: 0, limit: 200 })
  loaded.setLimit(60)
  expect([a.budget.limit(), b.budget.limit(), loaded.kept().limit]).toEqual([30, 30, 60])
  await put(loaded, slot('c'))
  loaded.setLimit(undefined)
  expect(b.budget.limit()).toBe(100)
  await loaded.clear()
  expect(loaded.kept()).toEqual({ snapshots: 0, features: 0, pixels: 0 })
})

let inference: ReturnType<typeof createInference>
const state = new AbortController()
beforeAll(() => {
  inference = createInference(() => undefined)
})
afterAll(async () => {
  state.abort()
  await inference.setProvider({ provider: 'cpu' }, new AbortController().signal)
})

test('two models that take turns are loaded once each', { timeout: 120_000 }, async () => {
  const messages: readonly ModelMessage[] = [{ role: 'user', parts: [{ type: 'text', text: 'What is it?' }] }]
  const never = new AbortController().signal
  const loads: string[] = []
  const texts: string[] = []
  const request = { messages, stop: [], temperature: 0, seed: 0, maxTokens: 3, top: 0, reuse: true }
  for (const [run, folder] of [modelFolder, other, modelFolder, other].entries()) {
    let text = ''
    for await (const event of inference.generate({ run, folder, request, paths: {} }, never)) {
      if (event.type === 'phase' && event.phase.name === 'load') loads.push(folder)
      if (event.type === 'token') text += event.token.text
    }
    texts.push(text)
  }
  expect(loads).toEqual([modelFolder, other])
  expect(texts.slice(2)).toEqual(texts.slice(0, 2))
  for await (const now of inference.state({ provider: 'cpu', idleMinutes: 0 }, state.signal)) {
    // What each may keep.
    expect(now.memory.limit).toBeGreaterThanOrEqual(2 * 90e6)
    break
  }
})
