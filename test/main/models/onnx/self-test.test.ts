/** Trying a provider: what a right, a half-right, a slow and a missing one lead to. Providers are imitated over the processor. */
import type { InferenceSession } from 'onnxruntime-node'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { chooseRunner, createGraphSession } from '../../../../main/models/onnx/providers'
import { firstLine, selfTest, type Open } from '../../../../main/models/onnx/self-test'

/** The time of these tests: it goes on only while a provider computes. */
let clock = 0
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => clock)
  onTestFinished(() => void vi.restoreAllMocks())
})

/** A provider whose numbers are spoiled, or which takes longer than the millisecond of the processor, as told. */
function provider(options: { readonly wrongFrom?: number; readonly takesMs?: number }): Open {
  return async (graph, runner) => {
    const session = await createGraphSession(graph, 'cpu')
    const run = async (feeds: InferenceSession.FeedsType) => {
      const out = await session.run(feeds)
      clock += runner === 'cpu' ? 1 : (options.takesMs ?? 1)
      if (runner === 'cpu') return out
      const tokens = feeds['query']?.dims[1] ?? 0
      if (tokens >= (options.wrongFrom ?? Infinity)) (out['out']?.data as Float32Array)[5] = 9
      return out
    }
    // Only these two are used.
    return { run, release: () => session.release() } as unknown as InferenceSession
  }
}

test('takes a provider that computes as the processor does', async () => {
  expect(await selfTest(provider({}), 'webgpu', [])).toEqual({ type: 'right', wide: true })
})

test('gives short stretches only to one that computes long ones wrongly', async () => {
  expect(await selfTest(provider({ wrongFrom: 32 }), 'webgpu', [])).toEqual({ type: 'right', wide: false })
})

test('leaves one that computes wrongly', async () => {
  expect(await selfTest(provider({ wrongFrom: 1 }), 'webgpu', [])).toEqual({
    type: 'wrong',
    why: 'computes wrongly here',
  })
})

test('lets one race against the processor', async () => {
  const races = [{ side: 64, factor: 10 }]
  expect(await selfTest(provider({ takesMs: 9 }), 'webgpu', races)).toEqual({ type: 'right', wide: true })
})

test('leaves one that is slower than the CPU', async () => {
  const slow = provider({ takesMs: 10 })
  expect(await selfTest(slow, 'webgpu', [{ side: 64, factor: 10 }])).toEqual({
    type: 'wrong',
    why: 'is slower than the CPU here',
  })
})

test('says why one cannot be used, and takes the processor', async () => {
  const missing = () => Promise.reject(new Error('no adapter\n  at native frame'))
  expect(await selfTest(missing, 'webgpu', [])).toEqual({
    type: 'wrong',
    why: 'cannot be used here (no adapter)',
  })
  expect(await chooseRunner('coreml', ['cpu'])).toMatchObject({
    runner: 'cpu',
    note: 'CoreML cannot be used here (it is not a part of this installation).',
  })
})

test('leaves out where in its source a runtime failed', () => {
  expect(
    firstLine(new Error('/src/x/webgpu_context.cc:136 void f() adapter.ok() was false. No adapter')),
  ).not.toContain('/src')
})
