/** What may be sent to the inference process: nothing that it would leave out of the prompt in silence. */
import { expect, test } from 'vitest'
import type { ModelMessage } from '../../../app/reasoning/model'
import { engineContract } from '../../../main/models/engine-contract'

const { input } = engineContract.prompt
const asked: ModelMessage = { role: 'user', parts: [{ type: 'text', text: 'What is it?', plain: true }] }

test('messages come through as they are', () => {
  const messages = [asked, { role: 'assistant', parts: [], closed: true, begun: 1 }]
  expect(input.parse({ folder: 'model', messages })).toEqual({ folder: 'model', messages })
})

test.each([
  ['a native call', { role: 'assistant', parts: [], call: { name: 'zoom', args: {} } }],
  ['the answer to one', { role: 'tool', parts: [] }],
  ['a part with more than is known', { role: 'user', parts: [{ ...asked.parts[0], weight: 2 }] }],
])('%s is refused', (_, message) => {
  expect(input.safeParse({ folder: 'model', messages: [asked, message] }).success).toBe(false)
})
