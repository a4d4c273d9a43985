/** Attention reduced: shares stay shares, whatever is chosen; rollout is what its paper says on a case worked out by hand. */
import { expect, test } from 'vitest'
import type { ContextAttention, AttendedPiece, WeightSelection } from '../../../app/attention/attended'
import { heatOf, shareOn } from '../../../app/attention/heat'
import { attendedBy } from '../../../app/attention/reduce'
import { seededRandom } from '../../../main/models/onnx/sampler'
import { must } from '../../builders/must'

const image: AttendedPiece = {
  type: 'image',
  view: { image: 'a', size: { width: 84, height: 56 }, filter: 'bicubic', grid: { width: 3, height: 2 } },
  width: 3,
  height: 2,
}
const pieces: readonly AttendedPiece[] = [{ type: 'text', tokens: 2 }, image, { type: 'text', tokens: 4 }]
const total = 12

/** Every token looks back with shares from a seed. */
function attended(seed: number, { from = 1, layers = [0, 1, 2], heads = 2 } = {}): ContextAttention {
  const random = seededRandom(seed)
  const rows = total - from
  const weights = new Float32Array(layers.length * heads * rows * total)
  for (let at = 0; at < weights.length; at += total) {
    const place = from + ((at / total) % rows) - 1
    const row = Array.from({ length: place + 1 }, () => random() ** 3)
    const sum = row.reduce((a, b) => a + b, 0)
    row.forEach((v, i) => (weights[at + i] = v / sum))
  }
  return { from, rows, total, layers, heads, weights, pieces, named: [] }
}

const selections: readonly WeightSelection[] = [
  { type: 'mean' },
  { type: 'layer', layer: 1 },
  { type: 'head', layer: 2, head: 1 },
  { type: 'rollout' },
]

test('whatever is chosen, a row is shares of one, of what stood before', () => {
  for (let seed = 0; seed < 50; seed++)
    for (const selection of selections) {
      const from = 1 + (seed % (total - 1))
      const row = must(attendedBy(attended(seed), { from, to: from + 1 }, selection))
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5)
      expect(row.every((v, i) => v >= 0 && (i < from || v === 0))).toBe(true)
    }
})

test('a mean of layers and of rows is the mean of each', () => {
  const all = attended(3)
  const rows = { from: 9, to: 11 }
  const mean = must(attendedBy(all, rows, { type: 'mean' }))
  const apart = [0, 1, 2].flatMap((layer) =>
    [9, 10].map((from) => must(attendedBy(all, { from, to: from + 1 }, { type: 'layer', layer }))),
  )
  mean.forEach((v, i) => expect(v).toBeCloseTo(apart.reduce((sum, row) => sum + must(row[i]), 0) / 6, 9))
})

test('rollout by hand: two tokens, one head, two layers', () => {
  // Written third: read off at the second token, which reads a quarter of the first in either layer.
  const weights = Float32Array.from([1, 0, 0, 0.25, 0.75, 0, 1, 0, 0, 0.25, 0.75, 0])
  const two: ContextAttention = {
    ...{ from: 1, rows: 2, total: 3, layers: [0, 1], heads: 1, weights, named: [] },
    pieces: [{ type: 'text', tokens: 3 }],
  }
  const row = must(attendedBy(two, { from: 2, to: 3 }, { type: 'rollout' }))
  // 1/8 of the first in each layer: 1 - (7/8)² in all.
  expect(row[0]).toBeCloseTo(15 / 64, 9)
  expect(row[1]).toBeCloseTo(49 / 64, 9)
})

test('what has no row, no layer or no head gives nothing; rollout needs every row', () => {
  const late = attended(1, { from: 8 })
  expect(attendedBy(late, { from: 2, to: 5 }, { type: 'mean' })).toBeUndefined()
  expect(attendedBy(late, { from: 9, to: 10 }, { type: 'rollout' })).toBeUndefined()
  expect(attendedBy(late, { from: 9, to: 10 }, { type: 'layer', layer: 7 })).toBeUndefined()
  expect(attendedBy(late, { from: 9, to: 10 }, { type: 'head', layer: 1, head: 2 })).toBeUndefined()
  expect(attendedBy(late, { from: 3, to: 9 }, { type: 'mean' })).toBeDefined()
})

test('images get their tokens as grids, and with the text all of it', () => {
  const row = must(attendedBy(attended(7), { from: 11, to: 12 }, { type: 'mean' }))
  const [heat, ...others] = heatOf(pieces, row)
  expect(others).toEqual([])
  expect(must(heat).values).toEqual(Array.from(row.subarray(2, 8)))
  const text = shareOn(row, { from: 0, to: 2 }) + shareOn(row, { from: 8, to: 12 })
  expect(must(heat).share + text).toBeCloseTo(1, 6)
})
