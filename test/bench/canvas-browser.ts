/** Opens the bare canvas page in a real, headless Chromium. For the bench and the canvas's end-to-end tests. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import type { Page as BrowserPage } from 'playwright-core'
import { build } from 'vite'
import { launchChromium } from '../e2e-harness/chromium'

/** The open page and the end of it. */
export interface CanvasBrowser {
  readonly page: BrowserPage
  readonly close: () => Promise<void>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
}

/** Builds the page, serves it on a free port, opens it at a window size. */
export async function openCanvas(
  viewport = { width: 1280, height: 800 },
  options: { readonly scale?: number; readonly dark?: boolean } = {},
): Promise<CanvasBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'relook-canvas-'))
  await build({
    configFile: false,
    // npm runs from the root of the project; a bundled bench has no place of its own.
    root: resolve('test/bench/canvas-page'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, target: 'esnext' },
  })
  const server = createServer((request, response) => {
    const name = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1)
    readFile(join(folder, name)).then(
      (bytes) => response.setHeader('content-type', types[extname(name)] ?? 'text/plain').end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const browser = await launchChromium()
  const page = await browser.newPage({
    viewport,
    deviceScaleFactor: options.scale ?? 1,
    colorScheme: options.dark === true ? 'dark' : 'light',
  })
  page.on('pageerror', (error) => console.error(error))
  page.on('console', (message) => message.type() === 'error' && console.error(message.text()))
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await page.waitForSelector('[data-canvas=ready] canvas')
  if (options.dark === true) await page.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'))
  return {
    page,
    close: async () => {
      await browser.close()
      server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
