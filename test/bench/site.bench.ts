/** A file of a thousand traces as a site on a plain web server: how long until its first trace is seen, image and steps, in a fresh Chromium. */
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { runCommandLine } from '../../main/cli/run-cli'
import { launchChromium } from '../e2e-harness/chromium'
import { median } from './asking'
import { writeBigFile } from './big-file'
import type { Row } from './row'

const traces = 1000
const rounds = 7
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.json': 'application/json',
  '.webp': 'image/webp',
}

/** One row: milliseconds from the address to the frame that shows the first trace. */
export async function bench(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'relook-bench-'))
  const out = join(folder, 'site')
  try {
    await share(await writeBigFile(folder, traces, traces * 3000), out)
    return [await firstView(out)]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function share(file: string, out: string): Promise<void> {
  const said: string[] = []
  const say = (text: string) => void said.push(text)
  const words = ['share', file, '--as', 'site', '--out', out]
  const code = await runCommandLine(words, { out: say, error: say, signal: new AbortController().signal })
  if (code !== 0) throw new Error(said.join(''))
}

async function firstView(root: string): Promise<Row> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    readFile(join(root, decodeURIComponent(path === '/' ? '/index.html' : path))).then(
      (bytes) => response.setHeader('content-type', types[extname(path)] ?? 'text/html').end(bytes),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const browser = await launchChromium()
  try {
    const times: number[] = []
    for (let round = -1; round < rounds; round++) {
      const ms = await seenAfter(browser, `http://127.0.0.1:${port}/`)
      if (round >= 0) times.push(ms)
    }
    return {
      name: `a site of ${traces.toLocaleString('en')} traces: first trace with its image seen`,
      value: median(times),
      limit: 1000,
      unit: 'ms',
      detail: `${rounds} fresh profiles, slowest ${Math.max(...times).toFixed(0)} ms`,
    }
  } finally {
    await browser.close()
    server.close()
  }
}

/** Milliseconds from the navigation to the frame after the image and the steps are there. */
async function seenAfter(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const image = page.waitForResponse((response) => response.url().endsWith('.webp'))
    await page.goto(address)
    await (await image).finished()
    await page.locator('.card').first().waitFor()
    return await page.evaluate(
      () =>
        new Promise<number>((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now())))),
    )
  } finally {
    await context.close()
  }
}
