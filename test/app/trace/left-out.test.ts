/** What is said of a repository before anything is downloaded. */
import { expect, test } from 'vitest'
import { hintOf } from '../../../app/trace/left-out'

test.each([
  ['onnx-community/Qwen3-VL-2B-Instruct-ONNX', true],
  ['someone/qwen3vl-4b', true],
  ['onnx-community/Qwen2.5-VL-3B-Instruct-ONNX', false],
  ['onnx-community/Qwen3-0.6B-ONNX', false],
  ['onnx-community/Qwen3.5-0.8B-ONNX', false],
])('of %s: %s', (name, said) => {
  expect(hintOf(name) !== undefined).toBe(said)
  if (said) expect(hintOf(name)).toContain('DeepStack')
})
