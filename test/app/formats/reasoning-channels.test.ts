/** Reasoning that a server reports in a field of its own, and how often it is told. */
import { describe, expect, test } from 'vitest'
import { tell } from '../../../app/formats/chat'

function turns(message: Record<string, unknown>) {
  const messages = [
    { role: 'user', content: 'What?' },
    { role: 'assistant', ...message },
  ]
  const told = tell({ messages, path: '', images: [] })
  if (!told.ok) throw new Error(JSON.stringify(told.issues))
  return told.value.turns.map((turn) => (turn.type === 'model' ? turn.text : turn.type))
}

describe('the same thought in two channels is told once', () => {
  test.each([
    [
      { reasoning_content: 'Hmm it is red.', content: '<think>Hmm it is red.</think>Red.' },
      '<think>Hmm it is red.</think>Red.',
    ],
    [{ reasoning_content: 'Hmm.', content: 'Hmm.\n</think>Red.' }, 'Hmm.\n</think>Red.'],
    [{ reasoning: 'Hmm.', reasoning_content: 'Hmm. ', content: 'Red.' }, '<think>\nHmm.\n</think>\nRed.'],
    [{ reasoning_content: '<think>Hmm.</think>', content: 'Red.' }, '<think>\nHmm.\n</think>\nRed.'],
    [{ thinking: 'Hmm.', content: 'Red.' }, '<think>\nHmm.\n</think>\nRed.'],
    [
      {
        reasoning: 'Hmm.',
        content: [
          { type: 'thinking', thinking: 'Hmm.' },
          { type: 'text', text: 'Red.' },
        ],
      },
      '<think>\nHmm.\n</think>\nRed.',
    ],
  ])('%j', (message, right) => {
    expect(turns(message)).toEqual([right])
  })
})

test('two different thoughts are both told, and words of the answer are no thought', () => {
  expect(turns({ reasoning_content: 'a', content: '<think>b</think>c' })).toEqual([
    '<think>\na\n</think>\n<think>b</think>c',
  ])
  expect(turns({ reasoning_content: 'Red.', content: 'It is Red.' })).toEqual([
    '<think>\nRed.\n</think>\nIt is Red.',
  ])
})
