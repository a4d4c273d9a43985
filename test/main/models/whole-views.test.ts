/** A view reaches the process that computes as it was written, and two views that show different pixels are never taken for one. */
import { expect, test } from 'vitest'
import { box } from '../../../app/geometry/box'
import type { ModelMessage } from '../../../app/reasoning/model'
import type { View } from '../../../app/trace/step'
import { engineContract } from '../../../main/models/engine-contract'
import { createSequencer } from '../../../main/models/onnx/sequence'

/** With every field there is: a new one does not compile until it stands here. */
const whole: Required<View> = {
  image: 'a',
  crop: box(0, 0, 10, 20),
  made: [
    { type: 'resize', size: { width: 80, height: 60 }, filter: 'lanczos' },
    { type: 'cut', box: box(-3, 0, 10, 20), fill: [122, 116, 104] },
  ],
  size: { width: 56, height: 56 },
  frame: { width: 70, height: 70 },
  filter: 'bicubic',
  alpha: 'dropped',
  mask: 'blank',
  hidden: { cover: 'grey', boxes: [box(0, 0, 5, 5)] },
  grid: { width: 2, height: 2 },
}

test('is sent with all its stages', () => {
  const messages: readonly ModelMessage[] = [{ role: 'user', parts: [{ type: 'image', view: whole }] }]
  expect(engineContract.prompt.input.parse({ folder: 'f', messages })).toEqual({ folder: 'f', messages })
  const request = { messages, stop: [], temperature: 0, seed: 1, maxTokens: 1, top: 0, reuse: true }
  const asked = { run: 1, folder: 'f', request, paths: {} }
  expect(engineContract.generate.input.parse(asked)).toEqual(asked)
})

test('has a key of its own where its pixels are others', () => {
  const { made: _made, alpha: _alpha, mask: _mask, hidden: _hidden, frame: _frame, ...plain } = whole
  const views: readonly View[] = [
    plain,
    { ...plain, made: whole.made },
    { ...plain, made: whole.made.slice(1) },
    { ...plain, alpha: 'dropped' },
    { ...plain, alpha: 'kept' },
    { ...plain, mask: 'blank' },
    { ...plain, hidden: whole.hidden },
    { ...plain, hidden: { cover: 'blur', boxes: whole.hidden.boxes } },
    { ...plain, hidden: { cover: 'grey', boxes: [box(0, 0, 5, 6)] } },
    { ...plain, crop: box(0, 0, 10, 21) },
    { ...plain, filter: 'lanczos' },
    { ...plain, image: 'b' },
  ]
  const sequence = createSequencer()
  const keys = views.map((view) => sequence([{ type: 'image', view, width: 2, height: 2 }]).keys[0])
  expect(new Set(keys).size).toBe(views.length)
})
