// A server that does what servers do on a bad day. Every failure must say what to do, and nothing may hang.
import { createServer as createTls } from 'node:https'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createServer, type ServerResponse } from 'node:http'
import { Failure } from '../../../app/failure'
import type { GenerateEvent, GenerateRequest } from '../../../app/reasoning/model'
import { chat } from '../../../main/models/openai/chat'
import { retryAfter } from '../../../main/models/openai/http'
import { unprobed } from '../../../main/models/openai/model'
import { refusedFields } from '../../../main/models/openai/refused'
import { selfSigned } from './certificate'
import { all, clientFor, finish, localServer, noHabits, said, sse, type Answering } from './local'

const request: GenerateRequest = {
  messages: [{ role: 'user', parts: [{ type: 'text', text: 'What is it?' }] }],
  stop: [']}'],
  temperature: 0,
  seed: 0,
  maxTokens: 64,
  top: 0,
  reuse: true,
}
const key = 'sk-very-secret-1234'

/** What was written before it ended, and how it ended. */
async function meet(
  answer: Answering,
  options: { key?: string; signal?: AbortSignal; onToken?: () => void; onNote?: () => void } = {},
) {
  const local = await localServer(answer)
  const http = clientFor(`${local.url}/v1`, options.key === undefined ? {} : { key: options.key })
  const events: GenerateEvent[] = []
  let failure: Failure | undefined
  try {
    const line = {
      name: 'Box',
      model: 'm',
      http,
      wire: unprobed.wire,
      picture: async () => '',
      habits: noHabits(),
    }
    for await (const event of chat(line, request, options.signal ?? new AbortController().signal)) {
      events.push(event)
      if (event.type === 'token') options.onToken?.()
      if (event.type === 'phase' && event.phase.note !== undefined) options.onNote?.()
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    failure = error
  }
  const text = events.flatMap((e) => (e.type === 'token' ? [e.token.text] : [])).join('')
  const phases = events.flatMap((e) => (e.type === 'phase' ? [e.phase] : []))
  return { text, failure, local, phases }
}

function status(
  response: ServerResponse,
  code: number,
  body: unknown = '',
  headers: Record<string, string> = {},
): void {
  response.writeHead(code, headers)
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

function begin(response: ServerResponse, ...events: readonly object[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const event of events) response.write(`data: ${JSON.stringify(event)}\n\n`)
}

describe('a server that', () => {
  it('drops the connection in the middle: what it wrote is given out, and the failure says so', async () => {
    let drop: () => void = () => undefined
    const { text, failure } = await meet(
      (response) => {
        begin(response, said('It is '))
        drop = () => response.destroy()
      },
      // What a client has not read is lost with the connection.
      { onToken: () => drop() },
    )
    expect(text).toBe('It is ')
    expect(failure).toMatchObject({ code: 'disconnected', message: 'The connection to Box broke off.' })
  })

  it('ends in the middle without an end: the same, and not a whole answer', async () => {
    const { text, failure } = await meet((response) => sse(response, said('It is ')))
    expect(text).toBe('It is ')
    expect(failure?.message).toContain('What was written is kept')
  })

  it('stalls before the first byte: it is waited for so long and no longer', async () => {
    const { failure } = await meet(() => undefined)
    expect(failure?.message).toBe('Box did not begin to answer in time.')
  })

  it('stalls in the middle', async () => {
    const { text, failure } = await meet((response) => begin(response, said('It ')))
    expect({ text, message: failure?.message }).toEqual({
      text: 'It ',
      message: 'Box stopped sending in the middle of its answer.',
    })
  })

  it('sends garbage', async () => {
    const { failure } = await meet((response) => sse(response, said('It '), '{"choices": [{"delta"'))
    expect(failure?.message).toBe('Box returned invalid JSON: “{"choices": [{"delta"”')
  })

  it('sends JSON that is no answer', async () => {
    const { failure } = await meet((response) => sse(response, { choices: 'It is red.' }))
    expect(failure?.message).toBe('Box returned something that is not an answer: “{"choices":"It is red."}”')
  })

  it('sends a line of ten megabytes', async () => {
    const { failure } = await meet((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.end(`data: ${'x'.repeat(10 * 2 ** 20)}\n\n`)
    })
    expect(failure?.message).toBe('Box sent a line that is too long to be an answer.')
  })

  it('never stops sending: cut off at the limit', async () => {
    const { failure } = await meet((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(2 ** 20, 32))) continue
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    expect(failure?.message).toBe('Box sent more than 64.0 MB; it was cut off.')
  })

  it('answers in the wrong role and with fields nobody knows: the text counts', async () => {
    const { text, failure } = await meet((response) =>
      sse(
        response,
        { choices: [{ delta: { role: 'user', content: 'red', mood: 'odd' } }], x: 1 },
        finish(),
        '[DONE]',
      ),
    )
    expect({ text, failure }).toEqual({ text: 'red', failure: undefined })
  })

  it('tells of an error in the middle of the stream, in its own words', async () => {
    const { text, failure } = await meet((response) =>
      sse(response, said('It '), { error: { message: 'CUDA out of memory', code: 500 } }),
    )
    expect({ text, message: failure?.message }).toEqual({
      text: 'It ',
      message: 'Box failed: CUDA out of memory',
    })
  })

  it('filters the answer', async () => {
    const { failure } = await meet((response) => sse(response, said('It '), finish('content_filter')))
    expect(failure?.message).toContain('withheld the rest')
  })

  it('is busy: asked again after as long as it says', async () => {
    const times: number[] = []
    const { text, local } = await meet((response, _asked, number) => {
      times.push(Date.now())
      if (number < 3) status(response, number === 1 ? 429 : 503, '', { 'retry-after': '0.1' })
      else sse(response, said('red'), finish(), '[DONE]')
    })
    expect(text).toBe('red')
    expect(local.asked).toHaveLength(3)
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(95)
  })

  it('is busy: what is waited for and for how long is said, and when it is over', async () => {
    const { phases } = await meet((response, _asked, number) => {
      if (number < 2) status(response, 429, { error: { message: 'quota.' } }, { 'retry-after': '0.1' })
      else sse(response, said('red'), finish(), '[DONE]')
    })
    expect(phases.map(({ name, note }) => note ?? name)).toEqual([
      'encode',
      'prefill',
      'Box has too many requests (HTTP 429). It says: quota; asked again in 1 s',
      'prefill',
      'decode',
    ])
  })

  it('wants a key and was given none: it is asked for, not called wrong', async () => {
    const { failure } = await meet((response) => status(response, 401))
    expect(failure).toMatchObject({ code: 'denied', message: 'Box asks for a key (HTTP 401).' })
  })

  it('stays busy: given up after some attempts, with its words', async () => {
    const { failure, local } = await meet((response) =>
      status(response, 429, { error: { message: 'quota' } }),
    )
    expect(local.asked).toHaveLength(3)
    expect(failure).toMatchObject({
      code: 'busy',
      message: 'Box has too many requests (HTTP 429). Try again later. It says: quota',
    })
  })

  it('refuses the request: asked once, and its words are shown', async () => {
    const { failure, local } = await meet((response) =>
      status(response, 400, { object: 'error', message: 'too many images', code: 400 }),
    )
    expect(local.asked).toHaveLength(1)
    expect(failure).toMatchObject({
      code: 'bad-input',
      message: 'Box refuses the request (HTTP 400). It says: too many images',
    })
  })

  it('repeats the key in its error: the key is not shown', async () => {
    const { failure, local } = await meet(
      (response) => status(response, 401, { error: { message: `Incorrect API key provided: ${key}` } }),
      { key },
    )
    expect(local.asked[0]?.headers.authorization).toBe(`Bearer ${key}`)
    expect(failure?.code).toBe('denied')
    expect(`${failure?.message} ${failure?.detail}`).not.toContain(key)
  })

  it('is a proxy’s page: its title is shown, not its markup', async () => {
    const { failure } = await meet((response) =>
      status(response, 404, '<html><head><title>Not Found</title></head><body><h1>nginx</h1></body></html>'),
    )
    expect(failure?.message).toBe('Box does not know this model or address (HTTP 404). It says: Not Found')
  })

  it('points elsewhere: not followed, for the key would go along', async () => {
    const { failure, local } = await meet(
      (response) => status(response, 302, '', { location: 'http://127.0.0.1:9/' }),
      { key },
    )
    expect(failure?.message).toContain('points to another address')
    expect(local.asked).toHaveLength(1)
  })
})

describe('leaving', () => {
  it('closes the socket in the middle of an answer', async () => {
    const controller = new AbortController()
    const { failure, local, text } = await meet(
      (response) => {
        begin(response, said('It '))
        const timer = setInterval(() => response.write(`data: ${JSON.stringify(said('is '))}\n\n`), 10)
        response.once('close', () => clearInterval(timer))
      },
      { signal: controller.signal, onToken: () => controller.abort() },
    )
    expect(failure?.code).toBe('cancelled')
    expect(text).toBe('It ')
    await expect.poll(local.left).toBe(1)
  })

  it('ends a wait for another attempt at once', async () => {
    const controller = new AbortController()
    const { failure } = await meet(
      // Longer than a test may take.
      (response) => status(response, 503, '', { 'retry-after': '60' }),
      { signal: controller.signal, onNote: () => controller.abort() },
    )
    expect(failure?.code).toBe('cancelled')
  })

  it('a stop text that is found here closes the socket', async () => {
    const { text, local } = await meet((response) => {
      begin(response, said('{"bbox_2d": [1, 2, 3, 4]} and'))
      const timer = setInterval(() => response.write(`data: ${JSON.stringify(said(' on'))}\n\n`), 10)
      response.once('close', () => clearInterval(timer))
    })
    expect(text).toBe('{"bbox_2d": [1, 2, 3, 4]}')
    await expect.poll(local.left).toBe(1)
  })
})

describe('the way there', () => {
  const ask = (http: ReturnType<typeof clientFor>) =>
    http.ask({ path: '/models', signal: new AbortController().signal, retry: false })

  it('nothing listens', async () => {
    await expect(ask(clientFor('http://127.0.0.1:9/v1'))).rejects.toMatchObject({
      code: 'disconnected',
      message: 'Nothing answers at http://127.0.0.1:9/v1. Is Box running?',
    })
  })

  it('a certificate nobody vouches for is refused, and taken only on consent', async () => {
    const server = createTls(selfSigned, (_request, response) => response.end('{"data": []}'))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    onTestFinished(() => server.closeAllConnections())
    onTestFinished(() => void server.close())
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
    await expect(ask(clientFor(url))).rejects.toMatchObject({ code: 'denied' })
    expect((await ask(clientFor(url, { insecure: true }))).status).toBe(200)
  })

  it('goes through the proxy of the environment, but never to this machine itself', async () => {
    const seen: string[] = []
    const local = await localServer((response) => status(response, 200, { data: [] }))
    const proxy = createServer()
    proxy.on('connect', (request, socket) => {
      seen.push(request.url ?? '')
      const { port } = new URL(local.url)
      const there = connect(Number(port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        socket.pipe(there).pipe(socket)
      })
      there.on('error', () => socket.destroy())
      socket.on('error', () => there.destroy())
    })
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
    onTestFinished(() => void proxy.close())
    const env = { HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }
    const far = clientFor('http://gpu.example/v1', { env })
    expect((await ask(far)).status).toBe(200)
    expect(seen).toEqual(['gpu.example:80'])
    await ask(clientFor(`${local.url}/v1`, { env }))
    expect(seen).toHaveLength(1)
    expect(local.asked).toHaveLength(2)
  })

  it('reads both forms of Retry-After', () => {
    const now = Date.parse('2026-01-01T00:00:00Z')
    expect(['2', '0', 'Thu, 01 Jan 2026 00:00:05 GMT', 'soon', ''].map((t) => retryAfter(t, now))).toEqual([
      2000,
      0,
      5000,
      undefined,
      undefined,
    ])
  })
})

describe('fields a server refuses are found in', () => {
  const sent = ['seed', 'stop', 'logprobs', 'stream_options', 'continue_final_message']
  const named = (message: string) => refusedFields(new Failure('bad-input', message), sent)

  it.each([
    ["Unsupported fields in the request: {'logprobs', 'stream_options'}", ['stream_options', 'logprobs']],
    [
      '[{"loc":["body","continue_final_message"],"msg":"Extra inputs are not permitted"}]',
      ['continue_final_message'],
    ],
    ["Unrecognized request argument supplied: 'seed'", ['seed']],
    // A word of English is not a field.
    ['Please stop sending so many requests with a seed.', []],
  ])('%s', (message, fields) => {
    expect(named(message)).toEqual(fields)
  })
})

describe('everything at once', () => {
  it('many answers at the same time do not mix', async () => {
    const local = await localServer((response, { body }) => {
      const { content } = (body['messages'] as { content: string }[])[0] ?? { content: '' }
      sse(response, said(content), finish(), '[DONE]')
    })
    const http = clientFor(`${local.url}/v1`)
    const line = {
      name: 'Box',
      model: 'm',
      http,
      wire: unprobed.wire,
      picture: async () => '',
      habits: noHabits(),
    }
    const texts = await Promise.all(
      Array.from({ length: 30 }, async (_, i) => {
        const messages = [{ role: 'user', parts: [{ type: 'text', text: `n${i}` }] }] as const
        const events = await all(chat(line, { ...request, messages }, new AbortController().signal))
        return events.flatMap((e) => (e.type === 'token' ? [e.token.text] : [])).join('')
      }),
    )
    expect(texts).toEqual(Array.from({ length: 30 }, (_, i) => `n${i}`))
  })
})
