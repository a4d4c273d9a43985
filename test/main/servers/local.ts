/** A local server that says what a test tells it to: for dialogues as servers write them, and for hostile ones. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createHttp, patience, type Http, type Timeouts } from '../../../main/models/openai/http'

/** What came in. */
export interface Asked {
  readonly path: string
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
  readonly body: Record<string, unknown>
}

export interface Local {
  readonly url: string
  readonly asked: Asked[]
  /** Requests whose connection the client closed before the end. */
  readonly left: () => number
}

export type Answering = (response: ServerResponse, asked: Asked, number: number) => void | Promise<void>

/** Listens on a free port until the running test ends. */
export async function localServer(answer: Answering): Promise<Local> {
  const asked: Asked[] = []
  let left = 0
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    response.once('close', () => {
      if (!response.writableFinished) left++
    })
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const text = Buffer.concat(parts).toString('utf8')
      const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
      const { url = '', method = '', headers } = request
      const one = { path: url, method, headers, text, body }
      asked.push(one)
      void answer(response, one, asked.length)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, left: () => left }
}

/** Impatient, so that a test of patience is short. */
export const impatient: Timeouts = {
  ...patience,
  connectMs: 500,
  firstMs: 400,
  idleMs: 400,
  attempts: 3,
  backoffMs: 5,
  longestWaitMs: 200,
}

/** A client for it. */
export function clientFor(
  url: string,
  more: { key?: string; insecure?: boolean; env?: NodeJS.ProcessEnv } = {},
): Http {
  const { key, insecure = false, env = {} } = more
  const http = createHttp({ name: 'Box', url, insecure, key: async () => key }, impatient, env)
  onTestFinished(() => http.close())
  return http
}

/** Writes server-sent events and ends. */
export function sse(response: ServerResponse, ...events: readonly (string | object)[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
  for (const event of events)
    response.write(`data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
  response.end()
}

/** A chunk with this text. */
export function said(content: string, more: object = {}): object {
  return { choices: [{ index: 0, delta: { content }, ...more }] }
}

/** The last chunk. */
export function finish(reason = 'stop', more: object = {}): object {
  return { choices: [{ index: 0, delta: {}, finish_reason: reason, ...more }] }
}

/** Everything an iterable gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

/** Nothing learned of a server yet. `told` counts what a run has to be told. */
export function noHabits() {
  const habits = { plainTurns: false, told: 0, onPlainTurns: () => void habits.told++ }
  return habits
}
