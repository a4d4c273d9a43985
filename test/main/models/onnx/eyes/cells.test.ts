/** Lines of text written onto a view's cells. Layout: `training/eyes/cells.py`. */
import { expect, test } from 'vitest'
import { cellsOf, cellWidth } from '../../../../../main/models/onnx/eyes/cells'
import type { TextLine } from '../../../../../main/models/onnx/eyes/lines'
import { wordHash } from '../../../../../main/models/onnx/eyes/word-hash'

const hash = 88

/** A text with a character every few pixels, its middle at `y`. */
function line(text: string, [x, y]: readonly [number, number], every = 8): TextLine {
  const at = (i: number) => [x + i * every, y] as const
  const characters = [...text].map((c, i) => ({ text: c, probability: 1, at: at(i) }))
  return {
    box: { corner: [x, y - 7], along: [1, 0], width: text.length * every, height: 14 },
    characters,
  }
}

function cellsWith(...lines: readonly TextLine[]) {
  const [width, height] = [56, 28]
  const view = { width, height, data: new Uint8Array(width * height * 3).fill(255) }
  const text = { width: 2 * width, height: 2 * height, values: new Float32Array(4 * width * height) }
  const all = cellsOf({ view, lines, text })
  const cell = (i: number) => all.subarray(i * cellWidth, (i + 1) * cellWidth)
  /** Class, probability and the four places of a slot. */
  const slot = (i: number, k: number) => [...cell(i).subarray(k * 6, k * 6 + 6)]
  return { cell, slot, kinds: (i: number) => [0, 1, 2, 3, 4, 5].map((k) => cell(i)[k * 6]) }
}

test('each character lies in its cell, with its place in segment and word', () => {
  const { slot, kinds, cell } = cellsWith(line('A b', [20, 14]))
  expect(slot(0, 0)).toEqual([34, 1, 0, 2, 0, 0])
  expect(slot(1, 0)).toEqual([100, 1, 1, 1, 0, 0])
  expect(slot(1, 1)).toEqual([67, 1, 2, 0, 0, 0])
  expect(kinds(0).slice(1)).toEqual([0, 0, 0, 0, 0])
  expect(cell(0)[37]).toBe(0.5)
})

test('full-width forms are narrow ones, and what is outside the alphabet is told as such', () => {
  const { kinds } = cellsWith(line('：字', [4, 14]))
  expect(kinds(0).slice(0, 2)).toEqual([27, 1])
})

test('two lines in one cell share its slots, and what finds none is counted', () => {
  const { kinds, cell } = cellsWith(line('12345', [2, 20], 4), line('abcdefg', [2, 6], 3))
  expect(kinds(0)).toEqual([66, 67, 68, 18, 19, 20])
  expect(cell(0)[38]).toBe(1)
})

test('a wide gap begins another segment', () => {
  const apart: TextLine = { ...line('ab', [4, 14], 40) }
  const { slot } = cellsWith(apart)
  expect(slot(0, 0).slice(2)).toEqual([0, 0, 0, 0])
  expect(slot(1, 0).slice(2)).toEqual([0, 0, 0, 0])
})

test('words that share letters in their places are alike, others are not', () => {
  const like = (a: string, b: string) => {
    const [x, y] = [wordHash(a), wordHash(b)]
    const dot = (p: Float32Array, q: Float32Array) => p.reduce((sum, v, i) => sum + v * (q[i] as number), 0)
    return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))
  }
  expect(like('TOTAL', 'total')).toBeCloseTo(1)
  expect(like('T0TAL', 'total')).toBeGreaterThan(0.6)
  expect(Math.abs(like('cash', 'total'))).toBeLessThan(0.4)
  expect(like('Toral', 'total')).toBeGreaterThan(like('latot', 'total') + 0.2)
  expect([...wordHash('***')].every((v) => v === 0)).toBe(true)
})

test('every cell a word stands in holds it', () => {
  const { cell } = cellsWith(line('TOTAL', [8, 14]))
  const wanted = wordHash('total')
  expect([...cell(0).subarray(hash)]).toEqual([...wanted])
  expect([...cell(1).subarray(hash)]).toEqual([...wanted])
})
