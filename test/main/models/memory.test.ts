/** What the inference process keeps: all of it within one budget, told, and let go of when there is to be less. */
import { expect, test } from 'vitest'
import { createBudget, createCache } from '../../../main/models/onnx/budget'
import { usualBudget } from '../../../main/models/onnx/load'
import { readModelManifest } from '../../../main/models/onnx/manifest'
import { forkCycles } from '../../soak/fork-cycles'
import { buildWorker } from './built-worker'
import { modelFolder } from './onnx/support'

test('one budget for all kinds: whatever was used longest ago goes first', () => {
  const budget = createBudget(100)
  const dropped: string[] = []
  const snapshot = budget.keep('snapshots', 40, () => dropped.push('snapshot'))
  const features = createCache<string>(budget, 'features', (text) => text.length)
  features.set('a', 'x'.repeat(30))
  features.set('b', 'x'.repeat(20))
  expect(budget.held()).toEqual({ snapshots: 40, features: 50, pixels: 0 })
  snapshot.touch()
  budget.keep('pixels', 30, () => dropped.push('pixels'))
  expect(features.get('a')).toBeUndefined()
  expect(features.get('b')).toBeDefined()
  expect(budget.held()).toEqual({ snapshots: 40, features: 20, pixels: 30 })
  // The newest is kept, however large it is: it is about to be used.
  features.set('c', 'x'.repeat(200))
  expect([budget.held(), dropped]).toEqual([
    { snapshots: 0, features: 200, pixels: 0 },
    ['snapshot', 'pixels'],
  ])
  features.set('c', 'x')
  expect(budget.held().features).toBe(1)
  features.clear()
  expect(budget.held()).toEqual({ snapshots: 0, features: 0, pixels: 0 })
})

test('less room counts at once', () => {
  const budget = createBudget(100)
  const cache = createCache<number>(budget, 'pixels', () => 10)
  for (let i = 0; i < 10; i++) cache.set(String(i), i)
  budget.setLimit(25)
  expect([budget.held().pixels, cache.get('8'), cache.get('7')]).toEqual([20, 8, undefined])
})

test('a small model may keep 90 MB, a large one a gigabyte at most', async () => {
  const small = await readModelManifest(modelFolder)
  expect(usualBudget(small)).toBe(90e6)
  const large = { ...small, layers: 36, kvHeads: 8, headDim: 128, contextTokens: 128_000 }
  expect(usualBudget(large)).toBeLessThanOrEqual(1e9)
  expect(usualBudget(large)).toBeGreaterThan(90e6)
})

test(
  'forks of a run stay within the budget, and the process says what it keeps',
  { timeout: 120_000 },
  async () => {
    const looks = await forkCycles({ file: await buildWorker(), n: 40, every: 10, budget: 20e6 })
    for (const { state } of looks) {
      if (state.type !== 'ready') throw new Error(`it is ${state.type}`)
      const { snapshots, features, pixels, ...rest } = state.memory
      expect(rest).toEqual({ automatic: false, limit: 20e6 })
      // Each is told in whole megabytes.
      expect(snapshots + features + pixels).toBeLessThanOrEqual(22e6)
      expect(snapshots).toBeGreaterThan(5e6)
    }
    expect(looks).toHaveLength(4)
  },
)
