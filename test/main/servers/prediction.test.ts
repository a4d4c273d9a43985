/** Text that is likely to come, to servers that take it: what is sent, and what is told of it. */
import { expect, test } from 'vitest'
import type { GenerateEvent, GenerateRequest } from '../../../app/reasoning/model'
import { chat } from '../../../main/models/openai/chat'
import { unprobed } from '../../../main/models/openai/model'
import { all, clientFor, finish, localServer, noHabits, said, sse } from './local'

const request: GenerateRequest = {
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'What is it?' }] }],
  ...{ stop: [], temperature: 0, seed: 0, maxTokens: 20, top: 0, reuse: true },
  prediction: '<think>A plate.',
}

async function asked(predicts: boolean, usage: object, how: Partial<GenerateRequest> = {}) {
  const local = await localServer((response) =>
    sse(response, said('<think>A plate.'), { ...finish(), usage }, '[DONE]'),
  )
  const line = {
    ...{ name: 'Box', model: 'm', http: clientFor(`${local.url}/v1`), picture: async () => 'x' },
    wire: { ...unprobed.wire, ...(predicts ? { predicts: true as const } : {}) },
    habits: noHabits(),
  }
  const events: GenerateEvent[] = await all(chat(line, { ...request, ...how }, new AbortController().signal))
  const end = events.at(-1)
  return { body: local.asked[0]?.body, timings: end?.type === 'end' ? end.timings : undefined }
}

const details = { accepted_prediction_tokens: 5, rejected_prediction_tokens: 2 }

test('goes to a server that takes it, and its tokens come back', async () => {
  const { body, timings } = await asked(true, { completion_tokens: 6, completion_tokens_details: details })
  expect(body?.['prediction']).toEqual({ type: 'content', content: '<think>A plate.' })
  expect(timings).toMatchObject({ drafted: 7, accepted: 5 })
})

test('goes to no other, and a first run has none', async () => {
  expect((await asked(false, {})).body).not.toHaveProperty('prediction')
  const { prediction: _, ...first } = request
  const local = await localServer((response) => sse(response, said('7'), finish(), '[DONE]'))
  const line = {
    ...{ name: 'Box', model: 'm', http: clientFor(`${local.url}/v1`), picture: async () => 'x' },
    wire: { ...unprobed.wire, predicts: true as const },
    habits: noHabits(),
  }
  await all(chat(line, first, new AbortController().signal))
  expect(local.asked[0]?.body).not.toHaveProperty('prediction')
})

test('a server that tells nothing of it, or zero of zero, is not said to have drafted', async () => {
  const nothing = { accepted_prediction_tokens: 0, rejected_prediction_tokens: 0 }
  for (const usage of [{}, { completion_tokens_details: {} }, { completion_tokens_details: nothing }])
    expect((await asked(true, usage)).timings).not.toHaveProperty('drafted')
})
