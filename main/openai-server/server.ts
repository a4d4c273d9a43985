/**
 * `/v1/models` and `/v1/chat/completions` of the models that run here, for other tools on this machine. Listens on
 * 127.0.0.1 only; pages of a browser are refused, and a key is asked for where one is set.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { toFailureData } from '../../app/failure'
import { createGate, type Gate } from '../http/gate'
import { createLoopback, listenOnLoopback } from '../http/loopback'
import { statusOf } from '../http/status'
import type { Engine } from '../models/engine'
import { dialectFor } from '../models/find'
import { newHead, pieces, toChunks, toCompletion } from './complete'
import { toGenerateRequest, type Import } from './convert'
import { promptLogprobs } from './prompt-logprobs'
import { completionRequest, type CompletionRequest } from './request'

export interface OpenaiServerOptions {
  readonly engine: Pick<Engine, 'models' | 'model'>
  readonly addImage: Import
  /** Absent: 8900, or any free one when that is taken. 0: any free one. */
  readonly port?: number
  /** Asked for as bearer where it is given. */
  readonly key?: string
}

export interface OpenaiServer {
  /** Base address, ending in /v1. */
  readonly url: string
  readonly close: () => Promise<void>
}

const usualPort = 8900
/** Several images of a large request, in base64. */
const largestBody = 96 * 2 ** 20

/** Listens. @throws Failure `busy` when the port is taken. */
export async function startOpenaiServer(options: OpenaiServerOptions): Promise<OpenaiServer> {
  // A gate of its own: who knows the key is known.
  const gate = createGate(options.key)
  const { server, welcome } = createLoopback({
    answer: (request, response) => {
      if (options.key !== undefined && gate.knows(request)) welcome(request)
      return answer({ ...options, gate }, request, response)
    },
  })
  const port = await listenOnLoopback(server, options.port, usualPort)
  return {
    url: `http://127.0.0.1:${port}/v1`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  { gate, ...options }: OpenaiServerOptions & { readonly gate: Gate },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const left = new AbortController()
  response.once('close', () => left.abort())
  try {
    const refused = gate.refuse(request)
    if (refused !== undefined) throw new ApiError(403, 'permission_error', refused)
    if (options.key !== undefined && !gate.knows(request))
      throw new ApiError(401, 'authentication_error', 'The key is missing or wrong.')
    const path = new URL(request.url ?? '/', 'http://relook').pathname.replace(/\/+$/, '')
    if (path === '/v1/models' && request.method === 'GET')
      return json(response, 200, await listModels(options))
    if (path === '/v1/chat/completions' && request.method === 'POST')
      return await complete(options, await readJson(request), { response, signal: left.signal })
    throw new ApiError(404, 'invalid_request_error', `There is nothing at ${request.method} ${path}.`)
  } catch (error) {
    if (left.signal.aborted) return
    const { status, body } = toApiError(error)
    // A stream that has begun can only be told in the stream.
    if (response.headersSent) response.end(`data: ${JSON.stringify(body)}\n\n`)
    else json(response, status, body)
    if (!request.complete) response.once('finish', () => request.destroy())
  }
}

async function listModels({ engine }: OpenaiServerOptions): Promise<object> {
  const models = (await engine.models()).filter((m) => m.server === undefined)
  return {
    object: 'list',
    data: models.map(({ id, dialect, budgets }) => ({
      id,
      object: 'model',
      created: 0,
      owned_by: 'relook',
      // For another Relook: how the model is spoken with.
      relook: { dialect, ...budgets },
    })),
  }
}

async function complete(
  { engine, addImage }: OpenaiServerOptions,
  body: unknown,
  { response, signal }: { readonly response: ServerResponse; readonly signal: AbortSignal },
): Promise<void> {
  const api = checked(body)
  const info = (await engine.models()).find((m) => m.id === api.model && m.server === undefined)
  if (info === undefined)
    throw new ApiError(404, 'invalid_request_error', {
      message: `There is no model “${api.model}” here.`,
      param: 'model',
    })
  const dialect = dialectFor(info)
  const generate = await toGenerateRequest(api, { info, dialect, addImage })
  const model = await engine.model(info.id)
  const parts = pieces(
    model.generate(generate, signal),
    generate.stop,
    api.include_stop_str_in_output === true,
  )
  const head = newHead(info.id)
  if (api.stream !== true) {
    const whole = await toCompletion(head, parts, api)
    if (typeof api.prompt_logprobs !== 'number') return json(response, 200, whole)
    // After it was answered: what was read for that need not be read again.
    const told = await promptLogprobs(model, generate.messages, signal)
    return json(response, 200, { ...whole, prompt_logprobs: told })
  }
  const chunks = toChunks(head, parts, api)
  // The first chunk is made before the head is sent: a request that fails at once gets its status.
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  for await (const chunk of chunks) {
    if (signal.aborted) return
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  }
  response.end('data: [DONE]\n\n')
}

function checked(body: unknown): CompletionRequest {
  const read = completionRequest.safeParse(body)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const param = issue?.path.join('.') ?? ''
  const message = `${param === '' ? '' : `'${param}': `}${issue?.message ?? ''}`
  throw new ApiError(400, 'invalid_request_error', { message, param })
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > largestBody) throw new ApiError(413, 'invalid_request_error', 'The request is too large.')
    parts.push(part)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    throw new ApiError(400, 'invalid_request_error', 'The body is no JSON.')
  }
}

/** A refusal in the API's own words. */
class ApiError extends Error {
  /** What is wrong with which field of the request, where it is one. */
  readonly param: string | null

  constructor(
    readonly status: number,
    readonly type: string,
    said: string | { readonly message: string; readonly param: string },
  ) {
    super(typeof said === 'string' ? said : said.message)
    this.param = typeof said === 'string' ? null : said.param
  }
}

function toApiError(error: unknown): { readonly status: number; readonly body: object } {
  if (error instanceof ApiError) {
    const { status, type, message, param } = error
    return { status, body: { error: { message, type, param, code: null } } }
  }
  const { code, message } = toFailureData(error)
  const status = statusOf(code)
  const type = status < 500 ? 'invalid_request_error' : 'server_error'
  return { status, body: { error: { message, type, param: null, code } } }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
