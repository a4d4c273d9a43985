// What `relook serve --openai` answers: asked by OpenAI's own client and by Relook's own backend.
import OpenAI, { APIError } from 'openai'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { GenerateRequest, Model } from '../../../app/reasoning/model'
import { startOpenaiServer } from '../../../main/openai-server/server'
import { createStops } from '../../../main/openai-server/stops'
import { toMessages } from '../../../app/reasoning/messages'
import { chat } from '../../../main/models/openai/chat'
import { unprobed } from '../../../main/models/openai/model'
import { vlmR3 } from '../../../app/dialects/vlm-r3'
import { sayingModel } from '../../builders/model'
import { fiveSteps, overview } from '../../builders/project'
import { engineOf, png } from '../../builders/services'
import { all, clientFor, noHabits } from './local'
import { gate, until } from '../../builders/wait'

const addImage = async (bytes: Uint8Array) => ({
  id: `img-${bytes.length}`,
  name: 'request',
  bytes: bytes.length,
  width: 336,
  height: 252,
})

/** The server over a model that says this, one text after the other. */
async function serving(segments: readonly string[], options: { key?: string; model?: Model } = {}) {
  const model = sayingModel(segments)
  const server = await startOpenaiServer({
    engine: engineOf(options.model ?? model),
    addImage,
    port: 0,
    ...(options.key === undefined ? {} : { key: options.key }),
  })
  onTestFinished(() => server.close())
  const client = new OpenAI({ baseURL: server.url, apiKey: options.key ?? 'none', maxRetries: 0 })
  return { server, client, model }
}

const question = { role: 'user', content: 'What is it?' } as const
const answer = '<answer>red</answer>'

describe('OpenAI’s client', () => {
  it('lists the models, with what another Relook must know', async () => {
    const { client } = await serving([])
    const models = await client.models.list()
    expect(models.data).toMatchObject([{ id: 'm', object: 'model', relook: { dialect: 'vlm-r3' } }])
  })

  it('gets a whole answer, its stop text left out and named', async () => {
    const { client } = await serving([answer])
    const made = await client.chat.completions.create({ model: 'm', messages: [question], stop: '</answer>' })
    expect(made.choices[0]).toMatchObject({
      message: { role: 'assistant', content: '<answer>red' },
      finish_reason: 'stop',
      stop_reason: '</answer>',
    })
    expect(made.usage).toMatchObject({ prompt_tokens: 9, prompt_tokens_details: { cached_tokens: 0 } })
  })

  it('gets a stream that adds up to the same, then what it cost', async () => {
    const { client } = await serving([answer])
    const stream = await client.chat.completions.create({
      model: 'm',
      messages: [question],
      stop: ['</answer>'],
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = await all(stream)
    expect(chunks.map((c) => c.choices[0]?.delta.content ?? '').join('')).toBe('<answer>red')
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop')
    expect(chunks.at(-1)?.usage?.completion_tokens).toBe(7)
  })

  it('gets how likely an answer begun is, told of the last turn alone', async () => {
    const letters = [...'It is red']
    const model: Model = {
      ...sayingModel(['.']),
      prompt: async (messages) =>
        messages.flatMap((m) =>
          m.parts.map((p) => ({
            type: 'text' as const,
            text: 'x',
            tokens: p.type === 'text' ? p.text.length : 4,
          })),
        ),
      score: async ({ last }) => letters.slice(-last).map((text, i) => ({ id: 60 + i, text, logprob: -i })),
    }
    const { server } = await serving([], { model })
    const body = {
      model: 'm',
      messages: [question, { role: 'assistant', content: 'It is red' }],
      continue_final_message: true,
      prompt_logprobs: 0,
      max_tokens: 1,
    }
    const post = async (more: object) =>
      (await fetch(`${server.url}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...body, ...more }),
      }).then((r) => r.json())) as { prompt_logprobs?: unknown[]; error?: { message: string } }
    const told = (await post({})).prompt_logprobs ?? []
    expect(told.slice(0, -letters.length)).toEqual(Array(question.content.length).fill(null))
    expect(told.at(-1)).toEqual({ 68: { logprob: -8, decoded_token: 'd' } })
    expect((await post({ stream: true })).error?.message).toContain('no stream')
    expect((await post({ prompt_logprobs: 5 })).error?.message).toContain('Only 0')
  })

  it('gets logprobs that are the text', async () => {
    const { client } = await serving(['a red sign'])
    const made = await client.chat.completions.create({
      model: 'm',
      messages: [question],
      logprobs: true,
      top_logprobs: 2,
    })
    const tokens = made.choices[0]?.logprobs?.content ?? []
    expect(tokens.map((t) => t.token).join('')).toBe('a red sign')
    expect(tokens[0]).toMatchObject({ logprob: -0.1, bytes: [...Buffer.from(tokens[0]?.token ?? '')] })
  })

  it('sends a picture as data: it reaches the model at the size of its family’s rule', async () => {
    const { client, model } = await serving([answer])
    const url = `data:image/png;base64,${Buffer.from(await png(336, 252)).toString('base64')}`
    const content = [
      { type: 'image_url', image_url: { url } },
      { type: 'text', text: 'What is it?' },
    ] as const
    await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: [...content] }] })
    expect(model.asked[0]?.messages[0]?.parts).toMatchObject([
      { type: 'image', view: { size: { width: 336, height: 252 } } },
      { type: 'text', text: 'What is it?' },
    ])
  })

  it.each([
    ['no such model', { model: 'x', messages: [question] }, 404],
    ['two answers', { model: 'm', messages: [question], n: 2 }, 400],
    ['a top_p of 0', { model: 'm', messages: [question], top_p: 0 }, 400],
    ['a penalty there is not', { model: 'm', messages: [question], frequency_penalty: 0.5 }, 400],
    [
      'a picture by address',
      {
        model: 'm',
        messages: [
          { role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://127.0.0.1/x.png' } }] },
        ],
      },
      400,
    ],
    [
      'functions',
      { model: 'm', messages: [question], tools: [{ type: 'function', function: { name: 'f' } }] },
      400,
    ],
  ] as const)('is refused %s in words', async (_what, body, status) => {
    const { client } = await serving([answer])
    // Wrong on purpose: the client's types would not let some of it pass.
    const asked = client.chat.completions.create(
      body as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming,
    )
    const error = await asked.then(
      () => undefined,
      (e: unknown) => e,
    )
    expect(error).toBeInstanceOf(APIError)
    expect(error).toMatchObject({ status })
    expect((error as APIError).message.length).toBeGreaterThan(20)
  })

  it('needs the key where there is one', async () => {
    const { client, server } = await serving([answer], { key: 'sk-right' })
    await expect(client.models.list()).resolves.toBeTruthy()
    const wrong = new OpenAI({ baseURL: server.url, apiKey: 'sk-wrong', maxRetries: 0 })
    await expect(wrong.models.list()).rejects.toMatchObject({ status: 401 })
  })

  it('leaving in the middle stops the model', async () => {
    let stopped = false
    const begun = gate()
    const endless: Model = {
      ...sayingModel([]),
      async *generate(_request: GenerateRequest, signal: AbortSignal) {
        begun.open()
        await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }))
        stopped = true
      },
    }
    const { client } = await serving([], { model: endless })
    const controller = new AbortController()
    const stream = await client.chat.completions.create(
      { model: 'm', messages: [question], stream: true },
      { signal: controller.signal },
    )
    const reading = all(stream).catch(() => undefined)
    await begun.opened
    controller.abort()
    await reading
    await until(() => stopped, 'the end of the run')
  })

  it('a page of a browser is refused', async () => {
    const { server } = await serving([answer])
    const response = await fetch(`${server.url}/models`, { headers: { origin: 'http://evil.example' } })
    expect(response.status).toBe(403)
  })
})

describe('Relook’s own backend', () => {
  const wire = { ...unprobed.wire, stop: 'kept', closing: 'none', logprobs: true, alternatives: 5 } as const

  it('continues the assistant’s turn after a crop, to the same messages the model here would get', async () => {
    const { server, model } = await serving([answer])
    const context = { question: 'What is it?', view: overview, looks: true, steps: fiveSteps.slice(0, 3) }
    const messages = toMessages(vlmR3, context)
    const picture = async () => `data:image/png;base64,${Buffer.from(await png(28, 28)).toString('base64')}`
    const line = { name: 'Box', model: 'm', http: clientFor(server.url), wire, picture, habits: noHabits() }
    const request = {
      messages,
      stop: vlmR3.stop,
      temperature: 0,
      seed: 3,
      maxTokens: 50,
      top: 2,
      reuse: true,
    }
    const events = await all(chat(line, request, new AbortController().signal))
    expect(events.flatMap((e) => (e.type === 'token' ? [e.token.text] : [])).join('')).toBe(answer)
    expect(events.at(-1)).toMatchObject({ type: 'end', reason: 'stop' })
    const shape = (all: typeof messages) =>
      all.map((m) => ({ role: m.role, parts: m.parts.map((p) => (p.type === 'text' ? p.text : 'image')) }))
    const joined = messages.map((m) => ({
      ...m,
      parts: m.parts.reduce<typeof m.parts>((done, p) => {
        const last = done.at(-1)
        if (p.type !== 'text' || last?.type !== 'text')
          return [...done, p.type === 'text' ? { type: 'text', text: p.text } : p]
        return [...done.slice(0, -1), { type: 'text', text: last.text + p.text }]
      }, []),
    }))
    expect(shape(model.asked[0]?.messages ?? [])).toEqual(shape(joined))
    expect(model.asked[0]).toMatchObject({
      seed: 3,
      temperature: 0,
      maxTokens: 50,
      top: 2,
      stop: [...vlmR3.stop],
    })
  })

  it('sends the same bytes for the same steps, and a longer branch begins with them', async () => {
    const { server } = await serving([answer, answer, answer])
    const sent: string[] = []
    const http = clientFor(server.url)
    const spying = {
      ...http,
      ask: (asked: Parameters<typeof http.ask>[0]) => {
        sent.push(JSON.stringify((asked.body as { messages: unknown }).messages))
        return http.ask(asked)
      },
    }
    const picture = async () => 'data:image/png;base64,AA=='
    const line = { name: 'Box', model: 'm', http: spying, wire, picture, habits: noHabits() }
    const request = { stop: [], temperature: 0, seed: 0, maxTokens: 5, top: 0, reuse: true }
    for (const count of [1, 1, 4]) {
      const context = { question: 'q', view: overview, looks: true, steps: fiveSteps.slice(0, count) }
      // The pictures are no pictures here: only what is sent matters.
      await all(
        chat(line, { ...request, messages: toMessages(vlmR3, context) }, new AbortController().signal),
      ).catch(() => [])
    }
    expect(sent[1]).toBe(sent[0])
    const begun = (sent[0] ?? '').replace(/"?\}?\]?\}?\]$/, '')
    expect(begun.length).toBeGreaterThan(100)
    // A turn of text alone is a string, with a picture a list: the text is where they part, not what came before.
    const common = begun.slice(0, begun.lastIndexOf('"role":"assistant"'))
    expect((sent[2] ?? '').startsWith(common)).toBe(true)
  })
})

describe('a stop text', () => {
  const read = (pieces: readonly string[], stops: readonly string[], keep = false) => {
    const reader = createStops(stops, keep)
    const given = pieces.flatMap((text, id) => reader.take({ id, text }).map((t) => t.text))
    return { given: [...given, ...reader.end().map((t) => t.text)], found: reader.found() }
  }

  it('spread over tokens is held back until it is one', () => {
    expect(read(['a', ' {x', ']', '}', ' b'], [']}'])).toEqual({ given: ['a', ' {x'], found: ']}' })
  })

  it('that never comes is given out', () => {
    expect(read(['a', ']', 'b'], [']}'])).toEqual({ given: ['a', ']', 'b'], found: undefined })
  })

  it('is kept where it is asked for, and what is behind it is not', () => {
    expect(read(['a</ans', 'wer> more'], ['</answer>'], true)).toEqual({
      given: ['a</ans', 'wer>'],
      found: '</answer>',
    })
  })

  it('the first that ends counts, whichever was named first', () => {
    expect(read(['x]}</answer>'], ['</answer>', ']}'], true)).toEqual({ given: ['x]}'], found: ']}' })
  })
})
