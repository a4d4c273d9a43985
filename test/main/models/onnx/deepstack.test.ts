/** DeepStack: how graphs spell it, and which rows a stretch of tokens takes. */
import { Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import {
  checkDeepstack,
  createDeepstackFeeds,
  deeperRows,
  deepstackIn,
  deepstackRows,
  type Deepstack,
} from '../../../../main/models/onnx/deepstack'
import type { Sequence } from '../../../../main/models/onnx/sequence'
import fc from '../../../builders/properties'

const three: Deepstack = { names: ['deepstack_embeds'], count: 3, stacked: true }
const apart: Deepstack = {
  names: ['deepstack_features_0', 'deepstack_features_1', 'deepstack_features_2'],
  count: 3,
  stacked: false,
}

test('both spellings are found, numbers in order, and nothing else is taken for one', () => {
  const layers = () => 3
  expect(deepstackIn(['logits', 'deepstack_embeds'], 'deepstack_embeds', layers)).toEqual(three)
  const mixed = ['deepstack_features_2', 'x', 'deepstack_features_0', 'deepstack_features_1']
  expect(deepstackIn(mixed, 'deepstack_embeds', layers)).toEqual(apart)
  const ten = Array.from({ length: 11 }, (_, i) => `deepstack_embeds_${10 - i}`)
  expect(deepstackIn(ten, 'whole', layers)?.names.at(-1)).toBe('deepstack_embeds_10')
  expect(deepstackIn(['deepstack', 'deepstack_features_x'], 'deepstack_embeds', layers)).toBeUndefined()
})

test('graphs that do not go with each other are refused by what is wrong with them', () => {
  const expected = { expected: 3, anyway: false }
  expect(() => checkDeepstack(three, apart, expected)).not.toThrow()
  expect(() => checkDeepstack(undefined, undefined, { expected: 0, anyway: false })).not.toThrow()
  const unlike = [
    [undefined, undefined],
    [three, undefined],
    [undefined, three],
  ] as const
  for (const [vision, decoder] of unlike)
    expect(() => checkDeepstack(vision, decoder, expected)).toThrow('this export leaves out DeepStack')
  expect(() => checkDeepstack(three, undefined, { ...expected, anyway: true })).not.toThrow()
  // What the decoder asks for and nobody gives is not a thing to be opened anyway.
  expect(() => checkDeepstack(undefined, three, { ...expected, anyway: true })).toThrow('DeepStack')
  expect(() => checkDeepstack({ ...three, count: 2 }, three, expected)).toThrow(
    'gives DeepStack features of 2',
  )
})

test('what a run of the vision encoder gave is the same in both spellings', () => {
  const all = Float32Array.from({ length: 3 * 2 * 4 }, (_, i) => i)
  const whole = { deepstack_features: new Tensor('float32', all, [3, 2, 4]) }
  const parts = Object.fromEntries(
    apart.names.map((name, i) => [name, new Tensor('float32', all.subarray(8 * i, 8 * i + 8), [2, 4])]),
  )
  const stacked = { ...three, names: ['deepstack_features'] }
  expect(deepstackRows(whole, stacked, 'float32')).toEqual(all)
  expect(deepstackRows(parts, apart, 'float32')).toEqual(all)
})

test('rows of any stretches put together are those of the whole sequence', () => {
  const [layers, hidden] = [3, 2]
  const counts = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(counts, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (lengths, steps) => {
      // Every second piece is an image.
      const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0))
      const total = lengths.reduce((a, b) => a + b, 0)
      const sequence = { starts, keys: new Int32Array(total) } as unknown as Sequence // only these are read
      const features = new Map(
        lengths.flatMap((rows, i) => {
          const deeper = Float32Array.from({ length: layers * rows * hidden }, (_, k) => 1 + i * 1000 + k)
          return i % 2 === 1 ? [[i, { rows, deeper }] as const] : []
        }),
      )
      const joined = new Float32Array(layers * total * hidden)
      for (let from = 0; from < total;) {
        const count = Math.min(total - from, steps.next().value as number)
        const rows = deeperRows(sequence, features, { from, count, hidden, type: 'float32', layers })
        for (let layer = 0; layer < layers && rows !== undefined; layer++)
          joined.set(
            (rows as Float32Array).subarray(layer * count * hidden, (layer + 1) * count * hidden),
            (layer * total + from) * hidden,
          )
        from += count
      }
      const wanted = new Float32Array(layers * total * hidden)
      for (const [i, { rows, deeper }] of features)
        for (let layer = 0; layer < layers; layer++)
          wanted.set(
            deeper.subarray(layer * rows * hidden, (layer + 1) * rows * hidden),
            (layer * total + (starts[i] as number)) * hidden,
          )
      expect(joined).toEqual(wanted)
    }),
  )
})

test.each([three, apart])(
  'a decoder is given zeros where no image is, whatever it was given before',
  (graph) => {
    const fill = createDeepstackFeeds(graph, { hidden: 2, type: 'float32' })
    const feeds: Record<string, Tensor> = {}
    const values = () => graph.names.flatMap((name) => [...(feeds[name]?.data as Float32Array)])
    const rows = Float32Array.from({ length: 3 * 5 * 2 }, (_, i) => i + 1)
    fill(feeds, 5, rows)
    expect(values()).toEqual([...rows])
    expect(feeds[graph.names[0] as string]?.dims).toEqual(graph.stacked ? [3, 1, 5, 2] : [1, 5, 2])
    for (const count of [1, 7, 2]) {
      fill(feeds, count)
      expect(values()).toEqual(Array.from({ length: 3 * count * 2 }, () => 0))
      expect(feeds[graph.names[0] as string]?.dims).toEqual(graph.stacked ? [3, 1, count, 2] : [1, count, 2])
    }
  },
)
