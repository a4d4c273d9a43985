/** Where the cache of a hybrid decoder is kept on the way through a context. */
import { expect, test } from 'vitest'
import { placesIn } from '../../../../main/models/onnx/places'
import type { PromptPiece } from '../../../../main/models/onnx/prompt'
import { createSequencer } from '../../../../main/models/onnx/sequence'
import { remembersOf } from '../../../../main/models/onnx/hybrid'

const text = (...ids: number[]): PromptPiece => ({ type: 'text', text: '', ids })
const image: PromptPiece = {
  type: 'image',
  view: { image: 'i', size: { width: 64, height: 64 }, filter: 'bicubic', grid: { width: 2, height: 2 } },
  width: 2,
  height: 2,
}
const sequence = createSequencer()

test('images begin and end at places, and so does what is left before the last token', () => {
  expect(placesIn(sequence([text(1, 2), image, text(3, 4, 5)]), 0, undefined)).toEqual([2, 6, 8, 9])
  // What has been read already is behind; a fork is a place of its own.
  expect(placesIn(sequence([text(1, 2), image, text(3, 4, 5)]), 6, 7)).toEqual([7, 8, 9])
  expect(placesIn(sequence([image]), 0, undefined)).toEqual([3, 4])
  expect(placesIn(sequence([text(1, 2)]), 1, 1)).toEqual([2])
})

test('a configuration says which layers have states, and what those take', () => {
  const layer_types = ['linear_attention', 'linear_attention', 'linear_attention', 'full_attention']
  const sizes = {
    linear_num_key_heads: 16,
    linear_num_value_heads: 32,
    linear_key_head_dim: 128,
    linear_value_head_dim: 128,
    linear_conv_kernel_dim: 4,
  }
  const found = remembersOf({ layer_types, ...sizes })
  expect([found.attention, found.recurrent]).toEqual([[3], [0, 1, 2]])
  expect(found.stateBytes).toBe(3 * 4 * (32 * 128 * 128 + 8192 * 3))
  expect(remembersOf({ num_hidden_layers: 2 })).toEqual({ attention: [0, 1], recurrent: [], stateBytes: 0 })
})
