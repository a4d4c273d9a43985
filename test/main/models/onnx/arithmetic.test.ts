/** The pure parts of the engine: positions, sampling, stops, half floats, checkpoints. */
import { readFileSync } from 'node:fs'
import fc from '../../../builders/properties'
import { Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { fromHalf, toHalf } from '../../../../main/models/onnx/half'
import { createBudget } from '../../../../main/models/onnx/budget'
import { createCheckpoints, cutCache, uncutMemory, type KvCache } from '../../../../main/models/onnx/kv'
import { positionsOf, type RopeStretch } from '../../../../main/models/onnx/rope'
import { createSampler, seededRandom } from '../../../../main/models/onnx/sampler'
import { createStopWatch } from '../../../../main/models/onnx/stop'

const golden = new URL('../../../fixtures/engine/rope.json', import.meta.url)
type RopeCase = { case: (number | [number, number])[]; types: number[]; positions: number[][] }

test.each(
  (JSON.parse(readFileSync(golden, 'utf8')) as RopeCase[]).map((c) => [JSON.stringify(c.case), c] as const),
)('counts positions as Qwen2.5-VL does: %s', (_, { case: parts, types, positions }) => {
  const stretches: RopeStretch[] = []
  for (const part of parts) {
    if (typeof part === 'number') stretches.push({ type: 'text', length: part })
    else {
      // As in the golden: one token of text stands between two images.
      if (stretches.at(-1)?.type === 'image') stretches.push({ type: 'text', length: 1 })
      stretches.push({ type: 'image', height: part[0] / 2, width: part[1] / 2 })
    }
  }
  const { time, height, width, next } = positionsOf(stretches)
  expect([[...time], [...height], [...width]]).toEqual(positions)
  expect(time).toHaveLength(types.length)
  expect(next).toBe(Math.max(...positions.flat()) + 1)
})

const logits = Float32Array.from([1, 3, -2, 3, 0.5, -Infinity])

test('takes the first of the best tokens when greedy, with its probability', () => {
  const { id, logprob, top } = createSampler({ temperature: 0, seed: 9, top: 3 })(logits)
  const total = [...logits].reduce((sum, l) => sum + Math.exp(l), 0)
  expect([id, top.map((t) => t.id)]).toEqual([1, [1, 3, 0]])
  expect(logprob).toBeCloseTo(3 - Math.log(total), 6)
  expect(top.map((t) => t.logprob)).toEqual([...top.map((t) => t.logprob)].sort((a, b) => b - a))
})

test('gives exact probabilities over a whole vocabulary, however wide it is spread', () => {
  for (const spread of [0.01, 1, 8, 200]) {
    const random = seededRandom(spread)
    const many = Float32Array.from({ length: 151_936 }, () => (random() + random() - 1) * spread)
    many[7] = -Infinity
    const { id, logprob } = createSampler({ temperature: 0, seed: 0, top: 0 })(many)
    const peak = many[id] as number
    const total = many.reduce((sum, l) => sum + Math.exp(l - peak), 0)
    expect(Math.abs(logprob + Math.log(total))).toBeLessThan(1e-8)
  }
})

test('says so when the logits are no numbers', () => {
  const sample = createSampler({ temperature: 1, seed: 0, top: 0 })
  expect(() => sample(Float32Array.from([1, NaN, 2]))).toThrow('no usable numbers')
  expect(() => sample(Float32Array.from([NaN, 1]))).toThrow('no usable numbers')
})

test('never offers an impossible token', () => {
  expect(createSampler({ temperature: 0, seed: 0, top: 20 })(logits).top.map((t) => t.id)).not.toContain(5)
})

test('draws as often as the probabilities say, and the same for the same seed', () => {
  const sample = (seed: number) => {
    const next = createSampler({ temperature: 1, seed, top: 0 })
    return Array.from({ length: 4000 }, () => next(logits).id)
  }
  const drawn = sample(3)
  const total = [...logits].reduce((sum, l) => sum + Math.exp(l), 0)
  for (const id of [0, 1, 2, 3, 4]) {
    const share = drawn.filter((d) => d === id).length / drawn.length
    expect(Math.abs(share - Math.exp(logits[id] as number) / total)).toBeLessThan(0.03)
  }
  expect(sample(3)).toEqual(drawn)
  expect(sample(4)).not.toEqual(drawn)
})

test('gives the likeliest tokens as a full sort would', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 60 }),
      (values) => {
        const row = Float32Array.from(values)
        const sorted = [...row.keys()].sort((a, b) => (row[b] as number) - (row[a] as number) || a - b)
        const { top, id } = createSampler({ temperature: 0, seed: 0, top: 5 })(row)
        expect(top.map((t) => t.id)).toEqual(sorted.slice(0, 5))
        expect(id).toBe(sorted[0])
      },
    ),
  )
})

test('gives random numbers between 0 and 1 that depend on the seed alone', () => {
  const random = seededRandom(7)
  const numbers = Array.from({ length: 1000 }, random)
  expect(numbers.every((n) => n >= 0 && n < 1)).toBe(true)
  expect(new Set(numbers).size).toBeGreaterThan(990)
})

test('finds a stop text that is spread over tokens', () => {
  const isStop = createStopWatch([']}', '</answer>'])
  expect(['{"bbox', '_2d": [1, 2', ', 3, 4]', '}\n'].map(isStop)).toEqual([false, false, false, true])
  const other = createStopWatch(['</answer>'])
  expect(['<', '/', 'ans', 'wer', '>'].map(other)).toEqual([false, false, false, false, true])
})

test('does not stop at text that only looks alike, nor without stops', () => {
  const isStop = createStopWatch(['</answer>'])
  expect(['</', 'answers>', ' </ answer>'].map(isStop)).toEqual([false, false, false])
  expect(['anything', ''].map(createStopWatch([]))).toEqual([false, false])
})

test('turns every 16-bit float into a number and back', () => {
  const all = Uint16Array.from({ length: 65536 }, (_, i) => i)
  const back = toHalf(fromHalf(all))
  const isNaN16 = (bits: number) => (bits & 0x7c00) === 0x7c00 && (bits & 1023) !== 0
  expect(all.every((bits, i) => isNaN16(bits) || back[i] === bits)).toBe(true)
})

test('rounds to the nearest 16-bit float, halves to even', () => {
  const values = [1 + 2 ** -11, 1 + 3 * 2 ** -11, 65519, 65520, 2 ** -25, 3 * 2 ** -25, 1e-10, -0.1]
  expect([...fromHalf(toHalf(Float32Array.from(values)))]).toEqual([
    1,
    1 + 2 ** -9,
    65504,
    Infinity,
    0,
    2 ** -23,
    0,
    -0.0999755859375,
  ])
})

/** A cache of two heads whose numbers say which token and head they are of. */
function cacheOf(length: number, type: 'float32' | 'float16' = 'float32'): KvCache {
  const value = (head: number, token: number) => head * 1000 + token
  const data = Array.from({ length: 2 * length * 3 }, (_, i) =>
    value(Math.floor(i / (length * 3)), Math.floor((i % (length * 3)) / 3)),
  )
  const dims = [1, 2, length, 3]
  const tensor =
    type === 'float32'
      ? new Tensor('float32', Float32Array.from(data), dims)
      : new Tensor('float16', Uint16Array.from(data), dims)
  return { length, tensors: [tensor, tensor] }
}
const keys = (...numbers: number[]) => Int32Array.from(numbers)

test.each(['float32', 'float16'] as const)('cuts a %s cache to its first tokens in every head', (type) => {
  const [tensor] = cutCache(cacheOf(5, type), 2).tensors
  expect(tensor?.dims).toEqual([1, 2, 2, 3])
  expect([...(tensor?.data as Float32Array)]).toEqual([0, 0, 0, 1, 1, 1, 1000, 1000, 1000, 1001, 1001, 1001])
  expect(tensor?.type).toBe(type)
})

test('finds the longest beginning, without copying where it fits', async () => {
  const checkpoints = createCheckpoints(createBudget(1e6))
  const long = cacheOf(4)
  checkpoints.save(keys(1, 2, 3, 4), long)
  checkpoints.save(keys(1, 2), cacheOf(2))
  expect((await checkpoints.find(keys(1, 2, 3, 4, 5), 4))?.cache).toBe(long)
  expect(await checkpoints.find(keys(9, 2), 1)).toBeUndefined()
  expect(await checkpoints.find(keys(), 0)).toBeUndefined()
})

test('cuts a longer checkpoint when that saves enough, and keeps the fork', async () => {
  const checkpoints = createCheckpoints(createBudget(1e6))
  const read = Int32Array.from({ length: 40 }, (_, i) => i)
  checkpoints.save(read, cacheOf(40))
  const asked = Int32Array.from(read, (key, i) => (i < 20 ? key : 500 + i))
  const fork = await checkpoints.find(asked, 39)
  expect([fork?.length, fork?.cache?.length]).toEqual([20, 20])
  expect((await checkpoints.find(asked, 39))?.cache).toBe(fork?.cache)
})

test('takes a whole checkpoint rather than cutting one for a few tokens more', async () => {
  const checkpoints = createCheckpoints(createBudget(1e6))
  const read = Int32Array.from({ length: 40 }, (_, i) => i)
  const whole = cacheOf(15)
  checkpoints.save(read, cacheOf(40))
  checkpoints.save(read.slice(0, 15), whole)
  const asked = Int32Array.from(read, (key, i) => (i < 20 ? key : 500 + i))
  expect(await checkpoints.find(asked, 39)).toEqual({ length: 15, cache: whole })
})

test('forgets the least recently used checkpoint when memory is full', async () => {
  const size = 2 * 2 * 4 * 3 * 4
  const checkpoints = createCheckpoints(createBudget(2 * size))
  checkpoints.save(keys(1, 1, 1, 1), cacheOf(4))
  checkpoints.save(keys(2, 2, 2, 2), cacheOf(4))
  await checkpoints.find(keys(1, 1, 1, 1, 1), 4)
  checkpoints.save(keys(3, 3, 3, 3), cacheOf(4))
  const found = [1, 2, 3].map((k) => checkpoints.find(keys(k, k, k, k, 0), 4))
  expect((await Promise.all(found)).map((f) => f?.length)).toEqual([4, undefined, 4])
  expect(checkpoints.bytes()).toBe(2 * size)
})

test('a cache that cannot be cut is found as it is or not at all, and where it parts is told', async () => {
  const checkpoints = createCheckpoints(createBudget(1e6), uncutMemory)
  const read = Int32Array.from({ length: 40 }, (_, i) => i)
  const asked = Int32Array.from(read, (key, i) => (i < 20 ? key : 500 + i))
  checkpoints.save(read, cacheOf(40))
  // Nothing is kept of the 20 tokens that are the same; but this is where two branches part.
  expect(await checkpoints.find(asked, 39)).toEqual({ length: 0, fork: 20 })
  // Its last token must be read again: the place behind it is of no use.
  expect(await checkpoints.find(read, 39)).toEqual({ length: 0, fork: 39 })
  const whole = cacheOf(18)
  checkpoints.save(read.slice(0, 18), whole)
  expect(await checkpoints.find(asked, 39)).toEqual({ length: 18, cache: whole, fork: 20 })
  checkpoints.save(asked.slice(0, 20), cacheOf(20))
  expect(await checkpoints.find(asked, 39)).toMatchObject({ length: 20 })
  expect((await checkpoints.find(asked, 39))?.fork).toBeUndefined()
  expect(await checkpoints.find(keys(7, 7), 1)).toBeUndefined()
})

test('alternatives, the choice and its rank are the same however many are asked for', () => {
  const random = seededRandom(12)
  for (let n = 0; n < 200; n++) {
    // Ties, and rows in which much is as likely as all else.
    const row = Float32Array.from({ length: 400 }, () => Math.round(random() * 12) - (n % 3))
    const how = { temperature: n % 2, seed: n, ...(n % 5 === 0 ? { repetitionPenalty: 1.3 } : {}) }
    const wide = createSampler({ ...how, top: row.length }, [3, 5, 7])(row)
    const order = [...row.keys()].sort((a, b) => (row[b] as number) - (row[a] as number) || a - b)
    expect(wide.top.map((t) => t.id)).toEqual(order)
    expect(wide.rank).toBe(1 + row.filter((v) => v > (row[wide.id] as number)).length)
    for (const top of [1, 5]) {
      const narrow = createSampler({ ...how, top }, [3, 5, 7])(row)
      expect(narrow).toEqual({ ...wide, top: wide.top.slice(0, top) })
    }
    expect(createSampler({ ...how, top: 0 }, [3, 5, 7])(row)).toMatchObject({
      id: wide.id,
      logprob: wide.logprob,
    })
  }
})
