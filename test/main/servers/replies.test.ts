// Replies as servers and proxies really shape them: what reaches the model's text, and what a person is told.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { qwen3Vl } from '../../../app/dialects/qwen3-vl'
import { Failure } from '../../../app/failure'
import type { GenerateEvent, GenerateRequest, ModelMessage } from '../../../app/reasoning/model'
import { chat } from '../../../main/models/openai/chat'
import { unprobed } from '../../../main/models/openai/model'
import { clientFor, finish, localServer, noHabits, said, sse, type Answering } from './local'

const reply = (name: string) => readFileSync(new URL(`../../fixtures/servers/${name}`, import.meta.url))
const question: readonly ModelMessage[] = [{ role: 'user', parts: [{ type: 'text', text: 'What is it?' }] }]
const request: GenerateRequest = {
  messages: question,
  stop: [],
  temperature: 0,
  seed: 0,
  maxTokens: 200,
  top: 5,
  reuse: true,
  tools: qwen3Vl.tools,
}
const wire = { ...unprobed.wire, logprobs: true, alternatives: 5 }

/** The events of one answer, and how it failed. */
async function hear(answer: Answering, messages = question, habits = noHabits(), stop = request.stop) {
  const local = await localServer(answer)
  const line = {
    name: 'Box',
    model: 'm',
    http: clientFor(`${local.url}/v1`),
    wire,
    picture: async () => 'x',
    habits,
  }
  const events: GenerateEvent[] = []
  let failure: Failure | undefined
  try {
    for await (const e of chat(line, { ...request, messages, stop }, new AbortController().signal))
      events.push(e)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    failure = error
  }
  const tokens = events.flatMap((e) => (e.type === 'token' ? [e.token] : []))
  return { text: tokens.map((t) => t.text).join(''), tokens, events, failure, local, habits }
}

const served = (file: string, headers: Record<string, string> = {}): Answering => {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', ...headers })
    response.end(reply(file))
  }
}
const spans = (text: string) => qwen3Vl.spans(text).filter((s) => s.type === 'look')
const plate = [400, 250, 620, 520]

describe('a call', () => {
  it('that shares its index with another is told from it by its id', async () => {
    const { text } = await hear(served('s01_parallel_index0.sse'))
    expect(spans(text).map((s) => s.numbers)).toEqual([plate, [10, 10, 200, 200]])
    expect(text.match(/image_zoom_in_tool"/g)).toHaveLength(2)
  })
  it('is kept beside another where the dialect stops after one, too', async () => {
    const { text, events } = await hear(served('s01_parallel_index0.sse'), question, noHabits(), qwen3Vl.stop)
    expect(spans(text).map((s) => s.numbers)).toEqual([plate, [10, 10, 200, 200]])
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'stop' })
  })
  it('whose name is repeated in every piece has it once', async () => {
    const { text } = await hear(served('s02_name_repeated.sse'))
    expect(text.match(/image_zoom_in_tool/g)).toHaveLength(1)
    expect(spans(text)).toHaveLength(1)
  })
  it.each([
    ['with arguments as an object', 's03_args_object.sse'],
    ['in a stream that ends with [DONE] alone', 's06_done_without_finish.sse'],
    ['in the older function_call', 's13_function_call.sse'],
  ])('%s is read', async (_, file) => {
    const { text, failure } = await hear(served(file))
    expect(failure).toBeUndefined()
    expect(spans(text).map((s) => s.numbers)).toEqual([plate])
  })
  it('without any arguments still stands in the text, for the dialect to say that nobody can read it', async () => {
    const { text } = await hear(served('s12b_args_empty.sse'))
    expect(text).toContain('"image_zoom_in_tool", "arguments": {}')
  })
})

describe('probabilities', () => {
  it('that are null leave the token without a colour', async () => {
    const { text, tokens, failure } = await hear(served('s04_logprob_null.sse'))
    expect(failure).toBeUndefined()
    expect(text).toContain('<think>')
    expect(tokens[0]).not.toHaveProperty('logprob')
  })
  it('of alternatives without text are left out', async () => {
    const { tokens } = await hear(served('s23_top_logprobs.sse'))
    const top = tokens.flatMap((t) => t.top ?? [])
    expect(top.length).toBeGreaterThan(0)
    expect(top.filter((t) => t.text === '')).toEqual([])
  })
  it('of tokens in the alphabet of byte-level BPE are read as text', async () => {
    const entry = (token: string, top: string) => ({
      token,
      logprob: -0.5,
      bytes: null,
      top_logprobs: [{ token: top, logprob: -2, bytes: null }],
    })
    const content = [entry('ĠHello', 'ĠHi'), entry('Ċ', 'Ġæ'), entry('å¤§', 'å')]
    const { tokens } = await hear((response) =>
      sse(response, said(' Hello\n大', { logprobs: { content } }), finish(), '[DONE]'),
    )
    expect(tokens.map((t) => t.text)).toEqual([' Hello', '\n', '大'])
    expect(tokens[0]?.top).toEqual([{ text: ' Hi', logprob: -2 }])
  })
})

describe('a stream', () => {
  it.each([
    ['with comments in its data', 's05_data_colon.sse', {}],
    ['that is said to be JSON', 's09_sse_as_json.sse', { 'content-type': 'application/json; charset=utf-8' }],
    ['that is compressed though nobody asked', 's22_gzip.bin', { 'content-encoding': 'gzip' }],
  ])('%s is read', async (_, file, headers) => {
    const { text, failure } = await hear(served(file, headers))
    expect(failure).toBeUndefined()
    expect(text).toContain('<think>')
  })
  it.each([
    ['an error as an event', 's08_event_error.sse', 'upstream overloaded'],
    ['an error as a line', 's08b_llamacpp_error_line.sse', 'context size has been exceeded'],
    ['a page instead of an answer', 's08d_200_html.html', 'web page (“Sign in”)'],
  ])('tells %s in the server’s words', async (_, file, words) => {
    const { failure } = await hear(served(file))
    expect(failure?.message).toContain(words)
  })
  it('gives the same text byte by byte, with CRLF, Chinese and emoji', async () => {
    const whole = '大 😀 “é”'
    const body = [said(whole), finish(), '[DONE]']
      .map((e) => `data:${typeof e === 'string' ? e : JSON.stringify(e)}\r\n\r\n`)
      .join('')
    const { text } = await hear(async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const byte of Buffer.from(body)) {
        response.write(Buffer.of(byte))
        await new Promise(setImmediate)
      }
      response.end()
    })
    expect(text).toBe(whole)
  })
  it('compressed in a way nobody here can read says which', async () => {
    const { failure } = await hear(served('s22_gzip.bin', { 'content-encoding': 'zstd' }))
    expect(failure?.message).toContain('zstd')
  })
})

describe('reasoning', () => {
  it('in Ollama’s field is a thought', async () => {
    expect((await hear(served('s10_thinking_field.sse'))).text).toMatch(/^<think>I look at the plate\./)
  })
  it('that brings its own tags has them once', async () => {
    const { text } = await hear(served('s16_think_in_reasoning.sse'))
    expect(text.match(/<think>/g)).toHaveLength(1)
  })
  it('that is repeated in the text is thought once', async () => {
    const { text } = await hear(served('s21_reasoning_and_think.sse'))
    expect(text).toBe('<think>Hmm it is red.</think>\nThe plate is red.')
  })
  it('that differs from what the text thinks keeps both', async () => {
    const delta = (fields: object) => ({ choices: [{ index: 0, delta: fields, finish_reason: null }] })
    const { text } = await hear((response) =>
      sse(
        response,
        delta({ reasoning_content: 'One.' }),
        delta({ content: '<think>Two.</think>' }),
        delta({ content: 'Red.' }),
        finish(),
        '[DONE]',
      ),
    )
    expect(text).toBe('<think>One.</think>\n<think>Two.</think>Red.')
  })
})

describe('a server that refuses a user message after a tool message', () => {
  const afterCall: readonly ModelMessage[] = [
    ...question,
    {
      role: 'assistant',
      parts: [],
      call: { name: 'image_zoom_in_tool', arguments: '{"bbox_2d": [1, 2, 3, 4]}' },
    },
    { role: 'tool', parts: [{ type: 'text', text: 'The crop is in the next message.' }] },
    { role: 'user', parts: [{ type: 'text', text: 'Observation 1.' }] },
  ]
  const strict: Answering = (response, { body }) => {
    const roles = (body['messages'] as { role: string }[]).map((m) => m.role)
    if (roles.includes('tool')) {
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(`{"object":"error","message":"Unexpected role 'user' after role 'tool'","code":3230}`)
    } else sse(response, said('Red.'), finish(), '[DONE]')
  }
  it('gets crops as user messages, which is told, and is not asked in vain again', async () => {
    const first = await hear(strict, afterCall)
    expect(first.text).toBe('Red.')
    expect(first.habits.told).toBe(1)
    expect(first.events).toContainEqual({
      type: 'phase',
      phase: { name: 'wait', note: expect.stringContaining('crops are sent as user messages') as string },
    })
    expect(first.local.asked).toHaveLength(2)
    const roles = (first.local.asked[1]?.body['messages'] as { role: string }[]).map((m) => m.role)
    expect(roles).toEqual(['user', 'assistant', 'user'])
    const again = await hear(strict, afterCall, first.habits)
    expect(again.local.asked).toHaveLength(1)
  })
})
