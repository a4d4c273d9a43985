/** Where a step begins in text that comes token by token. */
import { expect, test } from 'vitest'
import { createMarkWatch } from '../../../../main/models/onnx/marks'

const marks = ['<tool_call>', '{"bbox_2d":']

test('a mark in one token, in several, and one that does not come', () => {
  const told = (...texts: readonly string[]) => {
    const watch = createMarkWatch(marks)
    return texts.map(watch.wrote)
  }
  expect(told('I look.', '<tool_call>', '\n')).toEqual(['none', 'begun', 'none'])
  expect(told(' {"', 'bbox', '_2d', '":', ' [')).toEqual(['open', 'open', 'open', 'begun', 'none'])
  expect(told('a <', ' b', '<', 'tool_call>')).toEqual(['open', 'none', 'open', 'begun'])
  // The mark may stand behind another beginning.
  expect(told('<', '<tool_call>')).toEqual(['open', 'begun'])
})

test('a token that may begin one', () => {
  const { mayBegin } = createMarkWatch(marks)
  expect(['<', ' {"', 'x<tool_call>', 'look', 'tool_call>'].map(mayBegin)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
})
