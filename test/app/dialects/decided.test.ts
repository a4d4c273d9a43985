/** What is decided otherwise than upstream is said where it holds, and nowhere else. */
import { expect, test } from 'vitest'
import { dialectOf, dialects, type Dialect } from '../../../app/dialects'
import type { ImageDecoding } from '../../../app/trace/image-reader'

const size = { width: 640, height: 480 }
const inMode = (mode: NonNullable<ImageDecoding['mode']>): ImageDecoding => ({ by: 'vllm', odd: [], mode })

function said(id: string, on: { raw?: string; size?: typeof size; read?: ImageDecoding }) {
  const dialect: Dialect | undefined = dialectOf(id)
  const holds = (dialect?.decided ?? []).filter((d) => d.when?.({ size, raw: '', ...on }) ?? true)
  return holds.map(({ about, words }) => `${about}: ${words}`)
}

const call = (box: string) => `<tool_call>{"name": "zoom", "arguments": {"bbox_2d": [${box}]}}</tool_call>`

test.each([
  ['deepeyes', { raw: call('1, 2, 3, 4') }, 1],
  ['deepeyes', { raw: call('NaN, 2, 3, 4') }, 2],
  ['deepeyes', { raw: 'Nothing is called.' }, 0],
  ['deepeyes-eval', { read: inMode('LA') }, 1],
  ['deepeyes-eval', { read: inMode('RGBA') }, 0],
  ['deepeyes-eval', {}, 0],
  ['qwen3-vl', { read: inMode('I;16') }, 1],
  ['qwen3-vl', { read: inMode('P') }, 0],
  ['qwen3-vl', { read: inMode('CMYK') }, 1],
  ['qwen3-vl', { raw: 'Tool Execution Error bbox' }, 1],
  ['qwen3-vl', { raw: call('1, 2, NaN, 4') }, 1],
  ['mini-o3', { size: { width: 27, height: 480 } }, 2],
  ['mini-o3', {}, 1],
  ['pixel-reasoner', { raw: '{"name": "zoom_in"}' }, 1],
  ['pixel-reasoner', { raw: call('0.1, 0.1, 0.3, 0.3, 0.005') }, 1],
  ['pixel-reasoner', { raw: call('0.1, 0.1, 0.3, 0.3') }, 0],
  ['chain-of-focus', { raw: call('true, 2, 3, 4') }, 1],
  ['chain-of-focus', { raw: call('1, 2, 3, 4') }, 0],
  ['vigorl', {}, 1],
  ['vlm-r3', { raw: '{"bbox_2d": [1, 2, 3, 4]}' }, 0],
])('%s, %o: %i', (id, on, count) => {
  expect(said(id, on)).toHaveLength(count)
})

test('is one sentence each', () => {
  const all = dialects.flatMap((d: Dialect) => d.decided ?? [])
  expect(all.filter(({ words }) => !/^\p{Lu}.*\.$/u.test(words) || words.length > 200)).toEqual([])
  expect(all.length).toBeGreaterThanOrEqual(10)
})
