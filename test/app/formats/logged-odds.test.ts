/** Replies that were logged with the probabilities of their tokens: those are the tokens of the steps. */
import { expect, test } from 'vitest'
import { openAi } from '../../../app/formats/openai'
import { traceSteps } from '../../../app/formats/steps'
import { haveProbabilities, tokensWithin, wordsExtent } from '../../../app/tokens/shown'
import type { ImageRef } from '../../../app/trace/image'
import { must } from '../../builders/must'

const said = ['<think>', 'It', ' is', ' red', '.', '</think>', '\n', '<answer>', 'red', '</answer>']
const entry = (token: string, i: number) => ({
  token,
  logprob: -i / 10,
  bytes: null,
  top_logprobs: [
    { token, logprob: -i / 10 },
    { token: 'blue', logprob: null },
  ],
})
const page: ImageRef = { id: 'i', name: 'i', bytes: 0, width: 1000, height: 800 }

function stepsOf(message: object, content: unknown, as: 'plain' | 'batch' = 'plain') {
  const choices = [{ index: 0, message: { role: 'assistant', ...message }, logprobs: { content } }]
  const request = { messages: [{ role: 'user', content: 'What colour is it?' }] }
  const response = as === 'plain' ? { choices } : { status_code: 200, body: { choices } }
  const read = openAi.parse({ request, response })
  if (!read.ok) throw new Error(JSON.stringify(read.issues))
  const [trace] = read.value
  return traceSteps({ ...must(trace), dialect: 'vlm-r3' }, { pictures: [page], at: 1 }).steps
}

test.each(['plain', 'batch'] as const)('a logged reply (%s) has its tokens, step by step', (as) => {
  const steps = stepsOf({ content: said.join('') }, said.map(entry), as)
  expect(steps.map((s) => s.type)).toEqual(['thought', 'answer'])
  for (const step of steps) {
    expect((step.tokens ?? []).map((t) => t.text).join('')).toBe(step.raw)
    expect(haveProbabilities(step.tokens)).toBe(true)
  }
  const answer = must(steps[1])
  const shown = must(tokensWithin(answer, must(wordsExtent(answer))))
  expect(shown.map((s) => s.text)).toEqual(['red'])
  // What cannot be has no infinity in JSON.
  expect(shown[0]?.token).toMatchObject({ id: -1, logprob: -0.8, top: [{ text: 'red' }, { logprob: -9999 }] })
})

test('the token that ended the turn is no part of it, and a thought of its own field has no probabilities', () => {
  const content = 'It is red.'
  const tokens = ['It', ' is', ' red', '.', '<|im_end|>'].map(entry)
  const steps = stepsOf({ content, reasoning_content: 'Hmm.' }, tokens)
  expect(steps.map((s) => s.raw).join('')).toContain('Hmm.')
  const all = steps.flatMap((s) => s.tokens ?? [])
  expect(all.map((t) => t.text).join('')).toBe(steps.map((s) => s.raw).join(''))
  expect(all.filter((t) => t.logprob !== undefined).map((t) => t.text)).toEqual(['It', ' is', ' red', '.'])
})

test.each([
  ['do not add up', said.slice(2).map(entry).toReversed()],
  ['are not told', null],
  ['are odd', [{ token: 7 }, 'x', entry('red', 0)]],
])('tokens that %s are left out, and the words stay', (_, content) => {
  const steps = stepsOf({ content: said.join('') }, content)
  expect(steps.map((s) => s.type)).toEqual(['thought', 'answer'])
  expect(steps.every((s) => s.tokens === undefined)).toBe(true)
})
