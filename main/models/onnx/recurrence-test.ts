/**
 * Tries a provider with the two operators of Gated DeltaNet layers before a hybrid decoder is given to it: a wrong state gives fluent
 * nonsense and no error. The graph was made with onnx.helper: one CausalConvWithState (6 channels, 4 tokens wide) and one LinearAttention
 * (2 heads of 16 and 8, gated delta rule), `n` new tokens.
 */
import { Tensor } from 'onnxruntime-node'
import { Failure } from '../../../app/failure'
import type { Runner } from './runner'
import { seededRandom } from './sampler'
import { firstLine, type Open } from './self-test'

const graph = [
  'CAk66wQKVwoBeAoBdwoACgRjb252EgF5EgluZXh0X2NvbnYiE0NhdXNhbENvbnZXaXRoU3RhdGUqFQoKYWN0aXZhdGlvbiIEc2lsdaAB',
  'AzoNY29tLm1pY3Jvc29mdAqWAQoBcQoBawoBdgoFc3RhdGUKBWRlY2F5CgRiZXRhEgNvdXQSCm5leHRfc3RhdGUiD0xpbmVhckF0dGVu',
  'dGlvbioTCgxrdl9udW1faGVhZHMYAqABAioSCgtxX251bV9oZWFkcxgCoAECKh0KC3VwZGF0ZV9ydWxlIgtnYXRlZF9kZWx0YaABAzoN',
  'Y29tLm1pY3Jvc29mdBIBcloYCgF4EhMKEQgBEg0KAggBCgIIBgoDEgFuWhcKAXcSEgoQCAESDAoCCAYKAggBCgIIBFoaCgRjb252EhIK',
  'EAgBEgwKAggBCgIIBgoCCANaGAoBcRITChEIARINCgIIAQoDEgFuCgIIIFoYCgFrEhMKEQgBEg0KAggBCgMSAW4KAgggWhgKAXYSEwoR',
  'CAESDQoCCAEKAxIBbgoCCBBaHwoFc3RhdGUSFgoUCAESEAoCCAEKAggCCgIIEAoCCAhaHAoFZGVjYXkSEwoRCAESDQoCCAEKAxIBbgoC',
  'CAJaGwoEYmV0YRITChEIARINCgIIAQoDEgFuCgIIAmIYCgF5EhMKEQgBEg0KAggBCgIIBgoDEgFuYh8KCW5leHRfY29udhISChAIARIM',
  'CgIIAQoCCAYKAggDYhoKA291dBITChEIARINCgIIAQoDEgFuCgIIEGIkCgpuZXh0X3N0YXRlEhYKFAgBEhAKAggBCgIIAgoCCBAKAggI',
  'QgQKABARQhEKDWNvbS5taWNyb3NvZnQQAQ==',
].join('')

/** One token, some, and more than a group of threads does at once. */
const lengths = [1, 5, 64]

/** How far numbers of 32 bits may lie apart. */
const most = 1e-3

/** @throws Failure `model-unavailable` where a provider computes these layers wrongly, or not at all. */
export async function checkRecurrence(open: Open, runner: Runner): Promise<void> {
  if (runner === 'cpu') return
  const why = await whyNot(open, runner)
  if (why === undefined) return
  throw new Failure(
    'model-unavailable',
    `This model has Gated DeltaNet layers, and ${runner} ${why}. Choose CPU in the settings.`,
  )
}

async function whyNot(open: Open, runner: Runner): Promise<string | undefined> {
  const bytes = Uint8Array.from(Buffer.from(graph, 'base64'))
  try {
    const [tried, right] = [await open(bytes, runner), await open(bytes, 'cpu')]
    try {
      for (const count of lengths) {
        const feeds = feedsOf(count)
        const [ours, theirs] = [await tried.run(feeds), await right.run(feeds)]
        for (const name of right.outputNames) {
          const a = ours[name]?.data as Float32Array
          const b = theirs[name]?.data as Float32Array
          if (!b.every((v, i) => Math.abs(v - (a[i] ?? NaN)) < most)) return 'computes them wrongly here'
        }
      }
      return undefined
    } finally {
      await tried.release()
      await right.release()
    }
  } catch (error) {
    return `cannot compute them here (${firstLine(error)})`
  }
}

/** The same numbers every time: keys of unit length, decays below 0, rates between 0 and 1. */
function feedsOf(count: number): Record<string, Tensor> {
  const random = seededRandom(count)
  const floats = (dims: readonly number[], low = -1, high = 1) => {
    const data = new Float32Array(dims.reduce((a, b) => a * b, 1))
    return new Tensor(
      'float32',
      data.map(() => low + (high - low) * random()),
      dims,
    )
  }
  const keys = floats([1, count, 32])
  const data = keys.data as Float32Array
  for (let at = 0; at < data.length; at += 16) {
    const length = Math.hypot(...data.subarray(at, at + 16))
    for (let i = at; i < at + 16; i++) data[i] = (data[i] as number) / length
  }
  return {
    x: floats([1, 6, count]),
    w: floats([6, 1, 4]),
    conv: floats([1, 6, 3]),
    q: floats([1, count, 32]),
    k: keys,
    v: floats([1, count, 16]),
    state: floats([1, 2, 16, 8]),
    decay: floats([1, count, 2], -1, 0),
    beta: floats([1, count, 2], 0, 1),
  }
}
