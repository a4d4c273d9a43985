/** Electron's `BrowserWindow` in a test: each is a page of a real Chromium that loads through the app's own scheme handler. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Browser, BrowserContext, Frame, Page, Request as PageRequest, Route } from 'playwright-core'
import { connectPage, type FakePorts } from './fake-ports'

type Handlers = ReadonlyMap<string, (request: Request) => Response | Promise<Response>>
interface Bounds {
  readonly x?: number
  readonly y?: number
  readonly width: number
  readonly height: number
}

/** What a window was made with. */
export interface FakeOptions extends Bounds {
  readonly webPreferences: { readonly preload: string } & Readonly<Record<string, unknown>>
  readonly [name: string]: unknown
}

/** A window as a test sees it. */
export interface FakeWindow extends EventEmitter {
  readonly options: FakeOptions
  readonly webContents: FakeContents
  /** The page, once it has loaded what it was first told to. */
  readonly loaded: Promise<Page>
  readonly calls: string[]
  readonly isMaximized: () => boolean
  readonly isDestroyed: () => boolean
  readonly close: () => void
  /** What a person does with the mouse. */
  readonly place: (bounds: Bounds, maximised?: boolean) => void
}

type OpenHandler = (details: { readonly url: string }) => { readonly action: 'allow' | 'deny' }

/** The contents of a window: events, and the handler for new windows. */
export interface FakeContents extends EventEmitter {
  openHandler?: OpenHandler
}

/** Where a page of host HOST lives in the stand-in. A secure context, as the app's scheme is. */
export function toPage(address: string): string {
  return address.replace(/^relook:\/\/([^/]+)/, 'http://relook-$1.localhost')
}

/** The address the code under test would see. */
export function fromPage(address: string): string {
  return address.replace(/^http:\/\/relook-(.+?)\.localhost/, 'relook://$1')
}

/** The window class, every window made of it, and the end of them all. */
export function createFakeWindows(browser: Browser, handlers: Handlers, ipcMain: EventEmitter) {
  const all: FakeWindow[] = []
  const contexts: Promise<BrowserContext>[] = []
  const whenAllClosed: { listener: () => void } = { listener: () => undefined }
  let front: FakeWindow | undefined
  const create = function (options: FakeOptions): FakeWindow {
    const context = browser.newContext({ viewport: { width: options.width, height: options.height } })
    contexts.push(context)
    const window = createFakeWindow(options, context, handlers, ipcMain)
    window.on('closed', () => {
      if (all.every((w) => w.isDestroyed())) whenAllClosed.listener()
    })
    window.on('focus', () => (front = window))
    all.push(window)
    return window
  }
  const open = () => all.filter((w) => !w.isDestroyed())
  const BrowserWindow = Object.assign(create, {
    getAllWindows: open,
    getFocusedWindow: () => (front?.isDestroyed() === false ? front : null),
  })
  const end = async () => {
    for (const context of contexts) await (await context).close()
  }
  return { BrowserWindow, all, whenAllClosed, open, end }
}

function createFakeWindow(
  options: FakeOptions,
  context: Promise<BrowserContext>,
  handlers: Handlers,
  ipcMain: EventEmitter,
): FakeWindow {
  const calls: string[] = []
  const note = (name: string) => () => void calls.push(name)
  let title = 'Relook'
  const webContents: FakeContents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: OpenHandler) => void (webContents.openHandler = handler),

    reload: note('reload'),
    forcefullyCrashRenderer: note('crash'),
  })
  let bounds: Bounds = options
  let maximised = false
  let destroyed = false
  let ports: FakePorts | undefined
  let settle: (page: Promise<Page>) => void = () => undefined
  const loaded = new Promise<Page>((resolve) => (settle = resolve))
  const loadURL = async (address: string) => {
    const onTitle = (next: string) => {
      if (next !== title) webContents.emit('page-title-updated', {}, next, true)
      title = next
    }
    const loading = loadPage(address, { options, context, webContents, handlers, ipcMain, onTitle })
    settle(loading.then(({ page }) => page))
    ;({ ports } = await loading)
    window.emit('ready-to-show')
  }
  const window = Object.assign(new EventEmitter(), {
    options,
    webContents,
    loaded,
    calls,
    loadURL,
    isDestroyed: () => destroyed,
    close: () => {
      if (destroyed) return
      window.emit('close', { preventDefault: () => undefined })
      destroyed = true
      ports?.end()
      window.emit('closed')
    },
    isVisible: () => calls.includes('show'),
    isFullScreen: () => false,
    setFullScreen: () => undefined,
    isFocused: () => false,
    flashFrame: () => undefined,
    getBounds: () => bounds,
    maximize: () => void (maximised = true),
    isMaximized: () => maximised,
    isMinimized: () => false,
    getNormalBounds: () => bounds,
    show: note('show'),
    focus: note('focus'),
    restore: note('restore'),
    place: (next: Bounds, whole = false) => {
      bounds = next
      maximised = whole
      window.emit('resize')
      window.emit('move')
    },
  })
  return window
}

interface Source {
  readonly options: FakeOptions
  readonly context: Promise<BrowserContext>
  readonly webContents: FakeContents
  readonly handlers: Handlers
  readonly ipcMain: EventEmitter
  readonly onTitle: (title: string) => void
}

/** Tells the page’s title whenever something of the page changes. */
async function followTitle(page: Page, onTitle: (title: string) => void): Promise<void> {
  await page.exposeBinding('relookTestTitle', (_source, title: string) => onTitle(title))
  await page.addInitScript(() => {
    const tell = () =>
      (globalThis as unknown as { relookTestTitle: (title: string) => void }).relookTestTitle(document.title)
    new MutationObserver(tell).observe(document, { subtree: true, childList: true, characterData: true })
  })
}

/** A new page with the window's preload, its requests answered by the scheme's handler. */
async function loadPage(address: string, source: Source): Promise<{ page: Page; ports: FakePorts }> {
  const { options, webContents, handlers, ipcMain } = source
  const context = await source.context
  const page = await context.newPage()
  await followTitle(page, source.onTitle)
  const ports = await connectPage(page, readFileSync(options.webPreferences.preload, 'utf8'), (message) =>
    ipcMain.emit(message.channel, { ...message, sender: webContents }, message.value),
  )
  // A denied window never exists in Electron; here its empty page goes at once.
  context.on('page', (other) => void other.close())
  let told: string | undefined = address
  await context.route('**/*', async (route) => {
    const byCode = fromPage(route.request().url()) === told && route.request().isNavigationRequest()
    if (byCode) told = undefined
    await answer(route, { page, webContents, handlers, byCode })
  })
  await page.goto(toPage(address))
  return { page, ports }
}

interface Site {
  readonly page: Page
  readonly webContents: FakeContents
  readonly handlers: Handlers
  /** The code under test asked for this page itself: Electron emits no navigation event then. */
  readonly byCode: boolean
}

/** What Electron does with a request: ask the window's handlers, then the scheme's; nothing reaches a network. */
async function answer(route: Route, site: Site): Promise<void> {
  const request = route.request()
  const url = fromPage(request.url())
  if (request.isNavigationRequest()) {
    const frame = frameOf(request)
    if (frame === undefined || frame.page() !== site.page) {
      const { action } = site.webContents.openHandler?.({ url }) ?? { action: 'allow' }
      if (action === 'allow') throw new Error(`A new window was allowed for ${url}.`)
      await route.abort('aborted')
      return
    }
    if (!site.byCode && isPrevented(site.webContents, url, frame === site.page.mainFrame())) {
      await route.abort('aborted')
      return
    }
  }
  const handler = site.handlers.get(new URL(url).protocol.slice(0, -1))
  if (handler === undefined) {
    await route.abort('blockedbyclient')
    return
  }
  const body = request.postDataBuffer()
  const response = await handler(
    new Request(url, {
      method: request.method(),
      headers: request.headers(),
      ...(body === null ? {} : { body: new Uint8Array(body) }),
    }),
  )
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  })
}

/** The frame that navigates; undefined for a new window, which has none yet. */
function frameOf(request: PageRequest): Frame | undefined {
  try {
    return request.frame()
  } catch {
    return undefined
  }
}

function isPrevented(contents: EventEmitter, url: string, isMainFrame: boolean): boolean {
  let prevented = false
  const preventDefault = () => (prevented = true)
  contents.emit('will-frame-navigate', { url, isMainFrame, isSameDocument: false, preventDefault })
  return prevented
}
