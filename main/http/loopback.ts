/**
 * An HTTP server on this machine's own address that no client can end, stop or fill: every socket has an error handler, headers
 * and bodies have their time, and strangers who keep connections open make way for the next one. Knows no route and no token.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { Failure } from '../../app/failure'
import { codeOf } from '../store/folder'

export interface LoopbackOptions {
  /** Answers a request. What it throws ends the connection and is reported. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** Takes a connection over, or refuses it with `refuseUpgrade`. Absent: all upgrades are refused. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Told of what should not have happened. */
  readonly report?: (message: string) => void
  readonly limits?: Partial<Limits>
}

export interface Limits {
  /** Until the head of a request is there. */
  readonly headersMs: number
  /** Without a byte of a request's body. */
  readonly bodyIdleMs: number
  /** Connections that have not shown that they belong here; beyond it the oldest makes way. */
  readonly strangers: number
}

const usual: Limits = { headersMs: 10_000, bodyIdleMs: 30_000, strangers: 256 }

/** A server that does not listen yet, and the way to say that a connection belongs here. */
export interface Loopback {
  readonly server: Server
  /** This connection does not count among the strangers any more. */
  readonly welcome: (request: IncomingMessage) => void
}

/** Makes the server; `listenOnLoopback` starts it. */
export function createLoopback(options: LoopbackOptions): Loopback {
  const { report = () => undefined } = options
  const limits = { ...usual, ...options.limits }
  const strangers = new Set<Socket>()
  const server = createServer({
    headersTimeout: limits.headersMs,
    // A large upload may take as long as it takes; a body that stands still is ended below.
    requestTimeout: 0,
    keepAliveTimeout: 5000,
    connectionsCheckingInterval: 1000,
  })
  server.on('connection', (socket) => {
    quiet(socket)
    strangers.add(socket)
    socket.once('close', () => strangers.delete(socket))
    if (strangers.size <= limits.strangers) return
    const [oldest] = strangers
    if (oldest === undefined) return
    strangers.delete(oldest)
    oldest.destroy()
  })
  server.on('request', (request, response) => {
    quiet(request)
    quiet(response)
    limitBody(request, limits.bodyIdleMs)
    options.answer(request, response).catch((error: unknown) => {
      if (!request.socket.destroyed) report(`A request could not be answered: ${String(error)}`)
      response.destroy()
    })
  })
  server.on('upgrade', (request, socket, head) => {
    quiet(socket)
    try {
      if (options.upgrade === undefined) refuseUpgrade(socket, '404 Not Found')
      else options.upgrade(request, socket, head)
    } catch (error) {
      report(`A connection could not be taken over: ${String(error)}`)
      socket.destroy()
    }
  })
  server.on('clientError', (error, socket) => {
    quiet(socket)
    const status = codeOf(error) === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : '400 Bad Request'
    // Nothing can be said to whoever is gone already.
    if (socket.writable && codeOf(error) !== 'ECONNRESET') refuseUpgrade(socket, status)
    else socket.destroy()
  })
  return { server, welcome: (request) => void strangers.delete(request.socket) }
}

/** Says why and closes; a client that does not read it is not waited for. */
export function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
}

/** An error of a stream is followed by its close, which is what matters here; unheard, it would end the process. */
function quiet(stream: { on: (event: 'error', listener: () => void) => unknown }): void {
  stream.on('error', () => undefined)
}

/** Ends the connection when the body of its request stands still (as Node does on a socket's timeout). An answer may take any time. */
function limitBody(request: IncomingMessage, idleMs: number): void {
  const { headers, socket } = request
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return
  socket.setTimeout(idleMs)
  request.once('end', () => socket.setTimeout(0))
}

/** Listens on 127.0.0.1. `wanted` absent: the usual port, or any free one when that is taken. @throws Failure `busy`. */
export async function listenOnLoopback(
  server: Server,
  wanted: number | undefined,
  usualPort: number,
): Promise<number> {
  // Room for a crowd that comes at once: what does not fit waits a second or more before it tries again.
  const attempt = (port: number) =>
    new Promise<void>((done, failed) => {
      server.once('error', failed)
      server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => {
        server.off('error', failed)
        done()
      })
    })
  try {
    await attempt(wanted ?? usualPort)
  } catch (error) {
    const taken = codeOf(error) === 'EADDRINUSE' || codeOf(error) === 'EACCES'
    if (!taken) throw error
    if (wanted !== undefined)
      throw new Failure(
        'busy',
        `Port ${wanted} is taken. Give another one with --port, or 0 for any free one.`,
      )
    await attempt(0)
  }
  // A later error (too many open files) refuses one connection and not all that follow.
  server.on('error', () => undefined)
  // A server that listens on a TCP port has such an address.
  return (server.address() as AddressInfo).port
}
