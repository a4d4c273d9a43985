/**
 * Runs the real preload in a page and carries its messages and ports to the main side and back, as Electron's ipc does. What
 * the preload gets as `electron` is what a sandboxed preload gets, as far as it uses it.
 */
import { EventEmitter } from 'node:events'
import type { Page } from 'playwright-core'
import { fromPage } from './fake-window'

/** A message from a page, in the shape of Electron's event. */
export interface IpcMessage {
  readonly channel: string
  readonly value: unknown
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null
  readonly ports: readonly FakePort[]
}

/** The main side's end of a port, in the shape of MessagePortMain. */
export interface FakePort extends EventEmitter {
  readonly postMessage: (value: unknown) => void
  readonly start: () => void
  readonly close: () => void
}

/** The ports of a page. */
export interface FakePorts {
  /** The page is gone: every port loses its other end. */
  readonly end: () => void
}

type Out =
  /** A new document begins: the old one's ports are gone with it. */
  | { readonly type: 'document' }
  | {
      readonly type: 'ipc'
      readonly channel: string
      readonly value: unknown
      readonly ports: readonly string[]
    }
  | { readonly type: 'port'; readonly port: string; readonly value: unknown }
  | { readonly type: 'closed'; readonly port: string }

/** Puts the preload in front of every document of the page. */
export async function connectPage(
  page: Page,
  preload: string,
  onMessage: (message: IpcMessage) => void,
): Promise<FakePorts> {
  const ports = new Map<string, FakePort>()
  const end = () => {
    for (const port of ports.values()) port.emit('close')
    ports.clear()
  }
  await page.exposeBinding('relookTestOut', ({ frame }, out: Out) => {
    if (out.type === 'document') end()
    else if (out.type === 'port') ports.get(out.port)?.emit('message', { data: out.value, ports: [] })
    else if (out.type === 'closed') {
      ports.get(out.port)?.emit('close')
      ports.delete(out.port)
    } else {
      const given = out.ports.map((id) => createFakePort(page, id))
      out.ports.forEach((id, i) => ports.set(id, given[i] as FakePort))
      const senderFrame = { url: fromPage(frame.url()), parent: frame.parentFrame() }
      onMessage({ channel: out.channel, value: out.value, senderFrame, ports: given })
    }
  })
  // The preload stands in the script as it is: the page's policy rightly refuses to make code of text.
  await page.addInitScript(`(${inPage.toString()})((require, module, exports) => {${preload}\n})`)
  return { end }
}

function createFakePort(page: Page, id: string): FakePort {
  const tell = (message: object) => {
    // A page that is gone hears nothing; that is what a closed port is.
    page
      .evaluate((m) => (globalThis as unknown as InPage).relookTestIn(m), { port: id, ...message })
      .catch(() => undefined)
  }
  // Messages wait until the port is started, as Electron's do.
  let queue: unknown[] | undefined = []
  const port = new EventEmitter()
  const emit = port.emit.bind(port)
  port.emit = (name: string, ...args: unknown[]) => {
    if (name !== 'message' || queue === undefined) return emit(name, ...args)
    queue.push(args[0])
    return true
  }
  return Object.assign(port, {
    postMessage: (value: unknown) => tell({ value }),
    start: () => {
      const waiting = queue ?? []
      queue = undefined
      for (const message of waiting) emit('message', message)
    },
    close: () => tell({ closed: true }),
  })
}

/** A port whose other end a test holds. */
export function createFakePortPair() {
  let closed = false
  const page = Object.assign(new EventEmitter(), {
    postMessage: (value: unknown) => void main.emit('message', { data: value, ports: [] }),
    closed: () => closed,
  })
  const main = Object.assign(new EventEmitter(), {
    postMessage: (value: unknown) => void page.emit('message', value),
    start: () => undefined,
    close: () => void (closed = true),
  })
  return { main, page }
}

interface InPage {
  relookTestOut: (out: Out) => Promise<void>
  relookTestIn: (message: { port: string; value?: unknown; closed?: true }) => void
}

/** Runs in the page, before anything of it. Must not use anything outside itself. */
function inPage(preload: (require: unknown, module: object, exports: object) => void): void {
  // Without nodeIntegrationInSubFrames a preload runs in the top frame only.
  if (window !== window.top) return
  const here = globalThis as unknown as InPage
  void here.relookTestOut({ type: 'document' })
  const ports = new Map<string, MessagePort>()
  let last = 0
  const freeze = (value: unknown): unknown => {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(freeze)
    return Object.freeze(value)
  }
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: unknown) =>
        Object.defineProperty(window, name, { value: freeze(value), enumerable: true }),
    },
    // No file of a page in Chromium lies anywhere.
    webUtils: { getPathForFile: () => '' },
    ipcRenderer: {
      postMessage: (channel: string, value: unknown, transfer: MessagePort[] = []) => {
        const ids = transfer.map((port) => {
          const id = `${performance.timeOrigin} ${++last}`
          ports.set(id, port)
          port.onmessage = (event) => void here.relookTestOut({ type: 'port', port: id, value: event.data })
          port.addEventListener('close', () => void here.relookTestOut({ type: 'closed', port: id }))
          return id
        })
        void here.relookTestOut({ type: 'ipc', channel, value, ports: ids })
      },
    },
  }
  here.relookTestIn = ({ port, value, closed }) => {
    if (closed) ports.get(port)?.close()
    else ports.get(port)?.postMessage(value)
  }
  const require = (name: string) => {
    if (name === 'electron') return electron
    throw new Error(`A sandboxed preload cannot load “${name}”.`)
  }
  const module = { exports: {} }
  preload(require, module, module.exports)
}
