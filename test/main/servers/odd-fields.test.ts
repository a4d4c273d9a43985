/**
 * One odd field never ends a run: every field of every chunk in turn null, a number, text, an object, a list, or missing. The run goes
 * on, or ends with a sentence that says what the server sent.
 */
import { describe, expect, it } from 'vitest'
import { qwen3Vl } from '../../../app/dialects/qwen3-vl'
import { Failure } from '../../../app/failure'
import { chat } from '../../../main/models/openai/chat'
import { unprobed } from '../../../main/models/openai/model'
import { clientFor, localServer, noHabits, type Local } from './local'

const odd: readonly unknown[] = [null, 7, 'odd', { a: 1 }, [1], undefined]
const entry = {
  token: 'It ',
  logprob: -0.1,
  bytes: [73, 116, 32],
  top_logprobs: [{ token: 'I', logprob: -2, bytes: [73] }],
}
const usage = { prompt_tokens: 9, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 1 } }
const chunk = (delta: object, more: object = {}) => ({
  id: 'c',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
})

const answers: Readonly<Record<string, readonly object[]>> = {
  words: [
    chunk({ role: 'assistant', content: '', reasoning_content: 'Hm.' }),
    chunk({ content: 'It ' }, { logprobs: { content: [entry] } }),
    chunk({ content: 'is red.' }),
    { ...chunk({}, { finish_reason: 'stop', stop_reason: null }), usage },
  ],
  'a call': [
    chunk({ role: 'assistant', content: 'I zoom.' }),
    chunk({
      tool_calls: [
        { index: 0, id: 'a', type: 'function', function: { name: 'image_zoom_in_tool', arguments: '' } },
      ],
    }),
    chunk({
      tool_calls: [
        {
          index: 0,
          function: { arguments: '{"bbox_2d": [400, 250, 620, 520], "label": "p", "img_idx": 0}' },
        },
      ],
    }),
    { ...chunk({}, { finish_reason: 'tool_calls' }), usage },
  ],
}

/** Every place in a value, as the keys that lead there. */
function placesIn(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...placesIn(inner).map((p) => [key, ...p])])
}

/** The value with something else at a place; `undefined`: nothing there. */
function withAt(value: unknown, [key = '', ...rest]: readonly string[], put: unknown): unknown {
  const copy: Record<string, unknown> = Array.isArray(value)
    ? (Object.assign([], value) as unknown as Record<string, unknown>)
    : { ...(value as object) }
  copy[key] = rest.length === 0 ? put : withAt(copy[key], rest, put)
  return copy
}

async function hear(local: Local): Promise<{ readonly text: string; readonly failure?: Failure }> {
  const wire = { ...unprobed.wire, logprobs: true, alternatives: 5 }
  const http = clientFor(`${local.url}/v1`)
  const line = { name: 'Box', model: 'm', http, wire, picture: async () => 'x', habits: noHabits() }
  const request = {
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'What is it?' }] }],
    ...{ stop: [], temperature: 0, seed: 0, maxTokens: 200, top: 5, reuse: true, tools: qwen3Vl.tools },
  } as const
  let text = ''
  try {
    for await (const event of chat(line, request, new AbortController().signal))
      if (event.type === 'token') text += event.token.text
    return { text }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { text, failure: error }
  }
}

describe.each(Object.entries(answers))('an answer of %s', (_, chunks) => {
  const cases = chunks.flatMap((one, i) =>
    [[], ...placesIn(one)].flatMap((place) =>
      odd
        .filter((put) => place.length > 0 || put !== undefined)
        .map((put) => ({
          i,
          place,
          sent: chunks.map((c, k) => (k !== i ? c : place.length === 0 ? put : withAt(c, place, put))),
        })),
    ),
  )

  it.each([
    ['in a stream', true],
    ['in one piece', false],
  ])(`goes on, or says what was sent, %s`, async (_how, streamed) => {
    let now: readonly unknown[] = chunks
    const local = await localServer((response) => {
      response.writeHead(200, { 'content-type': streamed ? 'text/event-stream' : 'application/json' })
      const events = now.filter((event) => event !== undefined).map((event) => JSON.stringify(event))
      response.end(streamed ? [...events, '[DONE]'].map((e) => `data: ${e}\n\n`).join('') : (events[0] ?? ''))
    })
    const unsaid: unknown[] = []
    for (const { i, place, sent } of cases) {
      if (!streamed && i > 0) continue
      now = sent
      const { text, failure } = await hear(local)
      // What went wrong is quoted; what was written before is kept.
      if (failure !== undefined && !failure.message.includes('“'))
        unsaid.push({ i, place, message: failure.message })
      if (failure === undefined && streamed && i > 0 && text === '') unsaid.push({ i, place, text })
    }
    expect(unsaid).toEqual([])
  })
})

it('a call that is no list, or whose parts are of another kind, is a call or is told as one', async () => {
  const call = {
    id: 'a',
    function: { name: 'image_zoom_in_tool', arguments: { bbox_2d: [1, 2, 30, 40], img_idx: 0 } },
  }
  for (const [calls, right] of [
    [call, 1],
    [[{ ...call, index: '0' }], 1],
    [[{ ...call, type: 7 }], 1],
    ['zoom in', 0],
    [['zoom in'], 0],
  ] as const) {
    const local = await localServer((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(
        `data: ${JSON.stringify(chunk({ content: 'I zoom.', tool_calls: calls }))}\n\ndata: [DONE]\n\n`,
      )
    })
    const spans = qwen3Vl.spans((await hear(local)).text)
    expect(spans.filter((s) => s.type === 'look')).toHaveLength(right)
    expect(spans.filter((s) => s.type !== 'answer').length).toBeGreaterThan(0)
  }
})
