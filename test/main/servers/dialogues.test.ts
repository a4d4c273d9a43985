// Dialogues in the shape each server documents: what Relook makes of them. The shapes were read in the servers' own
// sources and documentation (see docs/servers.md); the texts are made up.
import { describe, expect, it } from 'vitest'
import type { Tools } from '../../../app/dialects/dialect'
import type { GenerateEvent, GenerateRequest } from '../../../app/reasoning/model'
import type { Wire } from '../../../app/host/servers'
import { chat } from '../../../main/models/openai/chat'
import { unprobed } from '../../../main/models/openai/model'
import { all, clientFor, localServer, noHabits, sse, type Local } from './local'

const wire: Wire = { ...unprobed.wire, logprobs: true, alternatives: 5 }
const request: GenerateRequest = {
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'What is it?' }] }],
  stop: [']}', '</answer>'],
  temperature: 0,
  seed: 0,
  maxTokens: 64,
  top: 2,
  reuse: true,
}

async function hear(
  events: readonly (string | object)[],
  more: { wire?: Wire; request?: Partial<GenerateRequest> } = {},
) {
  const local = await localServer((response) => sse(response, ...events))
  const generated = await generate(local, more)
  const tokens = generated.flatMap((e) => (e.type === 'token' ? [e.token] : []))
  const end = generated.at(-1)
  return {
    text: tokens.map((t) => t.text).join(''),
    tokens,
    end: end?.type === 'end' ? end : undefined,
    asked: local.asked[0]?.body ?? {},
  }
}

function generate(
  local: Local,
  more: { wire?: Wire; request?: Partial<GenerateRequest> },
): Promise<GenerateEvent[]> {
  const line = {
    name: 'Box',
    model: 'm',
    http: clientFor(`${local.url}/v1`),
    wire: more.wire ?? wire,
    picture: async () => 'data:image/png;base64,AA==',
    habits: noHabits(),
  }
  return all(chat(line, { ...request, ...more.request }, new AbortController().signal))
}

const usage = (more: object = {}) => ({
  choices: [],
  usage: { prompt_tokens: 310, completion_tokens: 9, total_tokens: 319, ...more },
})
const base = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm' }
const piece = (content: string, more: object = {}) => ({
  ...base,
  choices: [{ index: 0, delta: { content }, logprobs: null, finish_reason: null, ...more }],
})
const entry = (token: string, logprob: number, top: readonly [string, number][] = []) => ({
  token,
  logprob,
  bytes: [...Buffer.from(token)],
  top_logprobs: top.map(([t, l]) => ({ token: t, logprob: l, bytes: null })),
})

describe('the dialogue of', () => {
  it('vLLM: role first, tokens with logprobs, the stop text kept and named, usage with cached tokens', async () => {
    const heard = await hear(
      [
        {
          ...base,
          choices: [
            { index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null },
          ],
        },
        piece('<think>', {
          logprobs: {
            content: [
              entry('<think>', -0.1, [
                ['<think>', -0.1],
                ['I', -2.5],
              ]),
            ],
          },
        }),
        piece(' there', { logprobs: { content: [entry(' there', -0.2)] } }),
        piece(' {"bbox_2d": [1, 2, 3, 4]}', {
          logprobs: { content: [entry(' {"bbox_2d": [1, 2, 3, 4', -0.3), entry(']}', -0.4)] },
        }),
        {
          ...base,
          choices: [{ index: 0, delta: { content: '' }, finish_reason: 'stop', stop_reason: ']}' }],
        },
        usage({ prompt_tokens_details: { cached_tokens: 288 } }),
        '[DONE]',
      ],
      { wire: { ...wire, stop: 'kept' } },
    )
    expect(heard.text).toBe('<think> there {"bbox_2d": [1, 2, 3, 4]}')
    expect(heard.tokens[0]).toEqual({
      id: -1,
      text: '<think>',
      logprob: -0.1,
      top: [
        { text: '<think>', logprob: -0.1 },
        { text: 'I', logprob: -2.5 },
      ],
    })
    expect(heard.tokens).toHaveLength(4)
    expect(heard.end).toMatchObject({ reason: 'stop', timings: { promptTokens: 310, cachedTokens: 288 } })
    expect(heard.asked).toMatchObject({
      stop: [']}', '</answer>'],
      include_stop_str_in_output: true,
      logprobs: true,
      top_logprobs: 2,
      stream_options: { include_usage: true },
    })
  })

  it('SGLang: the stop text left out but named as matched_stop', async () => {
    const heard = await hear(
      [
        piece('{"bbox_2d": [1, 2, 3, 4'),
        { ...base, choices: [{ index: 0, delta: {}, finish_reason: 'stop', matched_stop: ']}' }] },
        usage(),
        '[DONE]',
      ],
      { wire: { ...wire, stop: 'named' } },
    )
    expect(heard.text).toBe('{"bbox_2d": [1, 2, 3, 4]}')
    expect(heard.end).toMatchObject({ reason: 'stop', timings: { promptTokens: 310 } })
  })

  it('vLLM and SGLang with a reasoning parser: reasoning apart comes back between think tags', async () => {
    const heard = await hear([
      { ...base, choices: [{ index: 0, delta: { reasoning_content: 'It is ' } }] },
      { ...base, choices: [{ index: 0, delta: { reasoning_content: 'red.' } }] },
      piece('<answer>red</answer>'),
      { ...base, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      '[DONE]',
    ])
    expect(heard.text).toBe('<think>It is red.</think>\n<answer>red</answer>')
  })

  it('llama.cpp: timings beside the choices, usage in the last chunk, no DONE needed after the end', async () => {
    const heard = await hear([
      piece('It is red.'),
      {
        ...base,
        choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
        usage: { prompt_tokens: 20, completion_tokens: 4 },
        timings: { prompt_n: 20, predicted_n: 4, cache_n: 0 },
      },
    ])
    expect(heard).toMatchObject({
      text: 'It is red.',
      end: { reason: 'eos', timings: { tokens: 4, promptTokens: 20 } },
    })
  })

  it('Ollama and LM Studio: no logprobs, no usage; the stop text is found here and the stream closed', async () => {
    const heard = await hear(
      [piece('{"bbox_2d": [1, 2,'), piece(' 3, 4]} and more'), piece(' that nobody asked for'), '[DONE]'],
      { wire: unprobed.wire },
    )
    expect(heard).toMatchObject({
      text: '{"bbox_2d": [1, 2, 3, 4]}',
      end: { reason: 'stop', timings: { tokens: 2 } },
    })
    expect(heard.asked).not.toHaveProperty('stop')
    expect(heard.asked).not.toHaveProperty('logprobs')
  })

  it('transformers serve: usage in the finishing chunk, keys that are nothing left out', async () => {
    const heard = await hear([
      {
        id: 'r',
        object: 'chat.completion.chunk',
        choices: [{ delta: { role: 'assistant' }, index: 0 }],
        model: 'm',
        created: 1,
      },
      {
        id: 'r',
        object: 'chat.completion.chunk',
        choices: [{ delta: { content: 'red' }, index: 0 }],
        model: 'm',
        created: 1,
      },
      {
        id: 'r',
        object: 'chat.completion.chunk',
        choices: [{ delta: {}, finish_reason: 'length', index: 0 }],
        model: 'm',
        created: 1,
        usage: { completion_tokens: 1, prompt_tokens: 5, total_tokens: 6 },
      },
    ])
    expect(heard).toMatchObject({ text: 'red', end: { reason: 'length', timings: { promptTokens: 5 } } })
  })

  it('OpenAI: a call in pieces becomes the text its dialect writes', async () => {
    const call = (delta: object) => ({
      ...base,
      choices: [{ index: 0, delta: { tool_calls: [delta] }, finish_reason: null }],
    })
    const heard = await hear(
      [
        { ...base, choices: [{ index: 0, delta: { role: 'assistant', content: null, refusal: null } }] },
        call({
          index: 0,
          id: 'call_1',
          type: 'function',
          function: { name: 'image_zoom_in_tool', arguments: '' },
        }),
        call({ index: 0, function: { arguments: '{"bbox_2d": [10,' } }),
        call({ index: 0, function: { arguments: ' 20, 30, 40]}' } }),
        { ...base, choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
        usage({ prompt_tokens_details: { cached_tokens: 0 } }),
        '[DONE]',
      ],
      { request: { tools, stop: ['</tool_call>'] } },
    )
    expect(heard.text).toBe('<tool_call>image_zoom_in_tool {"bbox_2d": [10, 20, 30, 40]}</tool_call>')
    expect(heard.end?.reason).toBe('stop')
    expect(heard.asked).toMatchObject({
      tools: [{ type: 'function', function: { name: 'image_zoom_in_tool' } }],
    })
  })

  it('Gemini’s compatible endpoint: whole calls at once, without an index', async () => {
    const heard = await hear(
      [
        {
          choices: [
            {
              index: 0,
              delta: {
                role: 'assistant',
                tool_calls: [
                  {
                    function: { name: 'image_zoom_in_tool', arguments: '{"bbox_2d":[1,2,3,4]}' },
                    id: 'f',
                    type: 'function',
                  },
                ],
              },
              finish_reason: 'tool_calls',
            },
          ],
        },
        '[DONE]',
      ],
      { request: { tools, stop: [] } },
    )
    expect(heard.text).toBe('<tool_call>image_zoom_in_tool {"bbox_2d":[1,2,3,4]}</tool_call>')
  })

  it('a server that does not stream: the whole answer at once', async () => {
    const local = await localServer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(
        JSON.stringify({
          choices: [{ index: 0, message: { role: 'assistant', content: 'red' }, finish_reason: 'stop' }],
          usage: { prompt_tokens: 3, completion_tokens: 1 },
        }),
      )
    })
    const events = await generate(local, {})
    expect(events.filter((e) => e.type === 'token').map((e) => e.token.text)).toEqual(['red'])
  })

  it('a proxy that keeps the line open with comments, and splits events anywhere', async () => {
    const local = await localServer(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const bytes = Buffer.from(
        `: PROCESSING\n\ndata: ${JSON.stringify(piece('größer'))}\r\n\r\nevent: x\ndata: ${JSON.stringify(piece(' ✓'))}\n\ndata: [DONE]\n\n`.replace(
          'data: [DONE]',
          `data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]`,
        ),
      )
      for (let i = 0; i < bytes.length; i += 7) {
        response.write(bytes.subarray(i, i + 7))
        await new Promise((done) => setImmediate(done))
      }
      response.end()
    })
    const events = await generate(local, {})
    expect(events.flatMap((e) => (e.type === 'token' ? [e.token.text] : [])).join('')).toBe('größer ✓')
  })
})

const tools: Tools = {
  declared: [{ name: 'image_zoom_in_tool', description: 'Zooms.', parameters: { type: 'object' } }],
  write: ({ name, arguments: args }) => `<tool_call>${name} ${args}</tool_call>`,
  find: () => undefined,
}
