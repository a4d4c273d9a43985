/**
 * Requests to a server: time limits, retries, proxies, certificates, sizes, and errors a person can act on. Knows HTTP and
 * no chat. The key is only ever put into the header here; no message or detail repeats it.
 */
import { Agent, EnvHttpProxyAgent, request as send, type Dispatcher } from 'undici'
import { formatBytes } from '../../../app/bytes'
import { given } from '../../../app/given'
import { pause } from '../../../app/async'
import { Failure, throwIfCancelled } from '../../../app/failure'
import { bodyLimit, httpFailureOf, readableError } from './http-errors'
import { decompressed } from './unpacked'

/** How long things may take, in milliseconds. */
export interface Timeouts {
  readonly connectMs: number
  /** Until the first byte of an answer; a long prompt is read in this time. */
  readonly firstMs: number
  /** Between two pieces of an answer. */
  readonly idleMs: number
  /** Attempts at one request. */
  readonly attempts: number
  /** Wait before the second attempt; doubles. */
  readonly backoffMs: number
  /** Longest wait, also where the server asks for more. */
  readonly longestWaitMs: number
}

export const patience: Timeouts = {
  connectMs: 10_000,
  firstMs: 300_000,
  idleMs: 120_000,
  attempts: 4,
  backoffMs: 500,
  longestWaitMs: 60_000,
}

/** A server's address and how it is spoken to. */
export interface Endpoint {
  /** For messages. */
  readonly name: string
  /** Base address, without a slash at its end. */
  readonly url: string
  readonly insecure: boolean
  readonly key: () => Promise<string | undefined>
}

export interface Ask {
  readonly path: string
  /** Absent: GET. */
  readonly body?: unknown
  readonly signal: AbortSignal
  /** Told of each wait before another attempt, in milliseconds and why; and when it is over. */
  readonly onWait?: (wait: { readonly ms: number; readonly why: string } | undefined) => void
  /** False: one attempt. `busy`: not after a failure of the server itself (to a probe that is an answer, too). */
  readonly retry?: boolean | 'busy'
}

export interface HttpResponse {
  readonly status: number
  readonly type: string
  /** Pieces as they come. Leaving the loop closes the socket. @throws Failure */
  readonly body: AsyncIterable<Uint8Array>
}

export interface Http {
  /** @throws Failure for no connection, and for every status but 2xx. */
  readonly ask: (ask: Ask) => Promise<HttpResponse>
  readonly close: () => Promise<void>
}

/** Statuses worth another attempt. */
const passing = new Set([408, 409, 425, 429, 500, 502, 503, 504, 529])

/** A client for one server. Proxies are taken from the environment; this machine itself is never asked through one. */
export function createHttp(endpoint: Endpoint, limits: Timeouts = patience, env = process.env): Http {
  const dispatcher = createDispatcher(endpoint, limits, env)
  const attempt = async (ask: Ask): Promise<HttpResponse | Rejected> => {
    const key = await endpoint.key()
    try {
      const response = await send(`${endpoint.url}${ask.path}`, {
        dispatcher,
        method: ask.body === undefined ? 'GET' : 'POST',
        headers: {
          accept: 'text/event-stream, application/json',
          ...given({
            'content-type': ask.body === undefined ? undefined : 'application/json',
            authorization: key === undefined ? undefined : `Bearer ${key}`,
          }),
        },
        ...given({ body: ask.body === undefined ? undefined : JSON.stringify(ask.body) }),
        signal: ask.signal,
      })
      return await toAnswer(endpoint, response, key)
    } catch (error) {
      throwIfCancelled(ask.signal)
      const failure = httpFailureOf(error, endpoint, key)
      return { failure, again: failure.code === 'disconnected' }
    }
  }
  return {
    ask: async (ask) => {
      for (let n = 1; ; n++) {
        throwIfCancelled(ask.signal)
        const result = await attempt(ask)
        if (!('failure' in result)) return result
        const again = result.again && !(ask.retry === 'busy' && result.broken)
        if (!again || ask.retry === false || n >= limits.attempts) throw result.failure
        const wait = Math.min(limits.longestWaitMs, result.after ?? backoff(limits, n))
        ask.onWait?.({ ms: wait, why: result.failure.problem })
        await pause(wait, ask.signal)
        ask.onWait?.(undefined)
      }
    },
    close: () => dispatcher.destroy(),
  }
}

interface Rejected {
  readonly failure: Failure
  readonly again: boolean
  /** The server failed at this request (HTTP 500). */
  readonly broken?: boolean
  /** Milliseconds the server asked for. */
  readonly after?: number
}

async function toAnswer(
  endpoint: Endpoint,
  response: Dispatcher.ResponseData,
  key: string | undefined,
): Promise<HttpResponse | Rejected> {
  const { statusCode: status, headers } = response
  const header = (name: string) => [headers[name]].flat()[0] ?? ''
  const body = decompressed(response.body, header('content-encoding'), endpoint.name)
  if (status >= 200 && status < 300) {
    return { status, type: header('content-type'), body: watched(body, endpoint, key) }
  }
  const failure = readableError({ endpoint, status, text: await head(body), key })
  const after = retryAfter(header('retry-after'))
  return {
    failure,
    again: passing.has(status),
    broken: status === 500,
    ...given({ after }),
  }
}

/** The body; what breaks it is told in words. */
async function* watched(
  body: AsyncIterable<Uint8Array>,
  endpoint: Endpoint,
  key: string | undefined,
): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const piece of body) {
      bytes += piece.length
      if (bytes > bodyLimit)
        throw new Failure(
          'model-failed',
          `${endpoint.name} sent more than ${formatBytes(bodyLimit)}; it was cut off.`,
        )
      yield piece
    }
  } catch (error) {
    throw httpFailureOf(error, endpoint, key)
  }
}

/** The beginning of an error's body. */
async function head(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const piece of body) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes > 64 * 1024) break
    }
  } catch {
    // What came is enough.
  }
  return Buffer.concat(pieces).toString('utf8')
}

function createDispatcher({ insecure }: Endpoint, limits: Timeouts, env: NodeJS.ProcessEnv): Dispatcher {
  const tls = { rejectUnauthorized: !insecure }
  const options = {
    connect: { ...tls, timeout: limits.connectMs },
    headersTimeout: limits.firstMs,
    bodyTimeout: limits.idleMs,
    connections: 64,
    pipelining: 1,
  }
  const http = env['HTTP_PROXY'] ?? env['http_proxy']
  const https = env['HTTPS_PROXY'] ?? env['https_proxy']
  if (!http && !https) return new Agent(options)
  const own = 'localhost,127.0.0.1,::1,[::1]'
  return new EnvHttpProxyAgent({
    ...options,
    requestTls: { ...tls, timeout: limits.connectMs },
    ...given({ httpProxy: http || undefined, httpsProxy: https || undefined }),
    noProxy: [env['NO_PROXY'] ?? env['no_proxy'], own].filter(Boolean).join(','),
  })
}

/** Doubling, with a part of chance so that many do not come back at the same moment. */
function backoff({ backoffMs }: Timeouts, attempt: number): number {
  return backoffMs * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)
}

/** Seconds or a date (RFC 9110, 10.2.3), as milliseconds from now. */
export function retryAfter(text: string, now = Date.now()): number | undefined {
  if (text.trim() === '') return undefined
  const seconds = Number(text)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
