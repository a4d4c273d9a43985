/** How far a model reads in one run. */
import { describe, expect, test } from 'vitest'
import { chunkOnProcessor, nextChunk } from '../../../../main/models/onnx/chunks'

describe('how far a model reads in one run', () => {
  test('a light model reads far, a heavy one in pieces', () => {
    expect(chunkOnProcessor(30e6)).toBe(2048)
    expect(chunkOnProcessor(1.2e9)).toBe(916)
    expect(chunkOnProcessor(12e9)).toBe(512)
  })

  test('everything is read, in the same pieces every time', () => {
    const pieces = (heads: number) => {
      const counts: number[] = []
      for (let length = 0; length < 8000; length += counts.at(-1) ?? 0)
        counts.push(nextChunk({ chunk: 2048, heads }, length, 8000 - length))
      return counts
    }
    expect(pieces(8)).toEqual([2048, 2048, 1365, 1117, 1048, 374])
    expect(pieces(8)).toEqual(pieces(8))
  })

  test('the scores of one attention stay within bounds, but pieces never get smaller than usual', () => {
    for (const length of [0, 3000, 30_000]) {
      const count = nextChunk({ chunk: 2048, heads: 16 }, length, 2048)
      if (count > 512) expect(16 * count * (length + count)).toBeLessThanOrEqual(2 ** 26)
      else expect(count).toBe(512)
    }
  })

  test('a driver that computes 31 tokens rightly is given 31', () => {
    expect(nextChunk({ chunk: 31, heads: 16 }, 0, 2000)).toBe(31)
  })
})
