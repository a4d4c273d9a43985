/**
 * The headless server: the same app over HTTP on this machine's own address. Whoever opens it needs the token; which
 * pages may speak to it is checked too, so that a website cannot reach it through the browser.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import { Readable, type Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { WebSocketServer } from 'ws'
import { hostContract } from '../../app/host'
import { openNamed } from '../host/open-path'
import { serve } from '../../app/port'
import { createGate, type Gate } from './gate'
import { createLoopback, listenOnLoopback, refuseUpgrade } from './loopback'
import { webSocketPort } from '../ports/http'
import { startChild } from '../ports/process'
import { distPath } from '../resources/paths'
import { createServices, type Services, type ServicesOptions } from '../services'
import { isPrivate } from './files'
import { createShellEvents, headlessShell } from '../shell/shell'
import { version } from '../resources/version'

export interface ServerOptions extends Partial<
  Pick<
    ServicesOptions,
    'provider' | 'script' | 'createEngine' | 'report' | 'startEngine' | 'startImages' | 'forWindow'
  >
> {
  /** Absent: 8899, or any free one when that is taken. 0: any free one. */
  readonly port?: number
  readonly dataFolder: string
  /** Files and folders to open: images, traces. Images that traces name may lie anywhere below them. */
  readonly open?: readonly string[]
  /** Given by tests; else random. */
  readonly token?: string
}

export interface RunningServer {
  /** The address with its token, to be opened in a browser. */
  readonly url: string
  readonly port: number
  readonly token: string
  /** An address that opens once: for the command line of a browser, which others can read. */
  readonly passing: () => string
  readonly services: Services
  readonly close: () => Promise<void>
}

const usualPort = 8899
/** Where whoever knows the token gets a pass for somebody else. */
export const passPath = '/pass'
/** Largest message over the WebSocket: the longest texts a person can edit, with room. */
const maxPayload = 4 * 2 ** 20

/** Starts the services and listens on 127.0.0.1. @throws Failure `busy` when data folder or port are taken. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { port: wanted, token: given, open = [], ...rest } = options
  const { emit, events } = createShellEvents()
  const services = await createServices({
    about: { version, shell: 'headless', dialogs: false },
    shell: { ...headlessShell, events },
    allowed: open.map((path) => resolve(path)),
    startEngine: () => startChild(distPath('main/worker.js')),
    startImages: () => startChild(distPath('main/images.js')),
    ...rest,
  })
  for (const path of open) {
    try {
      const event = await openNamed(services, path)
      if (event !== undefined) emit(event)
    } catch (error) {
      await services.close()
      throw error
    }
  }
  const gate = createGate(given)
  const sockets = portsOf(gate)
  const { server, welcome } = createLoopback({
    answer: (request, response) => answer({ services, gate, welcome }, request, response),
    upgrade: (request, socket, head) =>
      acceptPort({ services, gate, welcome, sockets }, request, { socket, head }),
    ...(rest.report === undefined ? {} : { report: rest.report }),
  })
  try {
    const port = await listenOnLoopback(server, wanted, usualPort)
    const page = `http://127.0.0.1:${port}/`
    const url = `${page}#token=${gate.token}`
    await services.store.announce(url)
    return {
      url,
      port,
      token: gate.token,
      passing: () => `${page}#token=${gate.pass()}`,
      services,
      close: async () => {
        for (const socket of sockets.clients) socket.terminate()
        sockets.close()
        const closed = new Promise((done) => server.close(done))
        server.closeAllConnections()
        await closed
        await services.close()
      },
    }
  } catch (error) {
    await services.close()
    throw error
  }
}

interface Door {
  readonly services: Services
  readonly gate: Gate
  readonly welcome: (request: IncomingMessage) => void
}

async function answer(door: Door, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const response = await responseTo(door, incoming)
  // Whoever has left is not written to.
  if (outgoing.destroyed) return void response.body?.cancel().catch(() => undefined)
  outgoing.writeHead(response.status, [...response.headers].flat())
  // A body that is not read to its end (an upload refused half way) must not be taken for the next request.
  if (!incoming.complete) outgoing.once('finish', () => incoming.destroy())
  if (response.body === null) return void outgoing.end()
  // Node's and the standard library's types of the same class.
  const body = Readable.fromWeb(response.body as NodeStream)
  await pipeline(body, outgoing).catch(() => outgoing.destroy())
}

async function responseTo({ services, gate, welcome }: Door, incoming: IncomingMessage): Promise<Response> {
  const refused = gate.refuse(incoming)
  if (refused !== undefined) return new Response(refused, { status: 403 })
  const address = addressOf(incoming)
  if (address === undefined) return new Response('The address is wrong.', { status: 400 })
  if (!['GET', 'HEAD', 'POST'].includes(incoming.method ?? 'GET'))
    return new Response('Only reading is possible here.', { status: 405 })
  const known = gate.knows(incoming)
  if (known) welcome(incoming)
  if (isPrivate(address.pathname) && !known)
    return new Response('The token is missing or wrong. Open the address that Relook printed.', {
      status: 401,
    })
  if (known && address.pathname === passPath && incoming.method === 'POST') return new Response(gate.pass())
  return services.files(toRequest(address.href, incoming))
}

/** The address asked for; undefined for one that is not a path or cannot be decoded. */
function addressOf(
  incoming: IncomingMessage,
): { readonly href: string; readonly pathname: string } | undefined {
  try {
    if (!incoming.url?.startsWith('/')) return undefined
    const url = new URL(`http://relook${incoming.url}`)
    // `%69mages` is `images`, too.
    return { href: url.href, pathname: decodeURIComponent(url.pathname) }
  } catch {
    return undefined
  }
}

function toRequest(address: string, incoming: IncomingMessage): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  const method = incoming.method ?? 'GET'
  if (method !== 'POST') return new Request(address, { method, headers })
  // `duplex` is asked for by the standard for streamed bodies; the type does not know it yet.
  const init = { method, headers, body: Readable.toWeb(incoming), duplex: 'half' } as unknown as RequestInit
  return new Request(address, init)
}

function portsOf(gate: Gate): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload,
    perMessageDeflate: false,
    handleProtocols: (offered) => gate.protocolOf(offered),
  })
  sockets.on('headers', (headers) => headers.push(`Set-Cookie: ${gate.cookie}`))
  // What is no WebSocket after all: refused, and no error of ours.
  sockets.on('wsClientError', (_error, socket) => refuseUpgrade(socket, '400 Bad Request'))
  return sockets
}

function acceptPort(
  { services, gate, welcome, sockets }: Door & { readonly sockets: WebSocketServer },
  request: IncomingMessage,
  { socket, head }: { readonly socket: Duplex; readonly head: Buffer },
): void {
  const refused = gate.refuse(request)
  const status =
    refused !== undefined ? '403 Forbidden' : gate.knows(request) ? undefined : '401 Unauthorized'
  if (status !== undefined) return refuseUpgrade(socket, status)
  if (addressOf(request)?.pathname !== '/port') return refuseUpgrade(socket, '404 Not Found')
  welcome(request)
  sockets.handleUpgrade(request, socket, head, (s) => serve(hostContract, services.host, webSocketPort(s)))
}
