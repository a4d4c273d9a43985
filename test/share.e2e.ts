/**
 * What is shared, opened as a stranger opens it: from the disk or a plain web server, in a real Chromium without a network. Nothing runs but the
 * page's own code, nothing is asked, the console stays empty, and the story is all there.
 */
import { createServer, type Server } from 'node:http'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommandLine } from '../main/cli/run-cli'
import { markupRows, payloads } from './builders/markup'
import { branch, fiveSteps, look, observation, overview, thought, answer } from './builders/project'
import { never, png } from './builders/services'
import { launchChromium } from './e2e-harness/chromium'
import { watched } from './e2e-harness/watched'

const folder = mkdtempSync(join(tmpdir(), 'relook-share-'))
let browser: Browser
let server: Server
beforeAll(async () => {
  browser = await launchChromium()
  writeFileSync(join(folder, 'a.png'), await png(1008, 756))
  server = createServer((request, response) => {
    const path = join(folder, decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname))
    const types: Record<string, string> = {
      '.html': 'text/html',
      '.json': 'application/json',
      '.webp': 'image/webp',
    }
    try {
      response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream')
      response.end(readFileSync(path))
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  await browser.close()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

const site = (path: string) => {
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/${path}`
}

/** Writes rows and shares them; gives what was made. */
async function shared(
  name: string,
  rows: readonly object[],
  as: string,
  ...more: readonly string[]
): Promise<string> {
  const file = join(folder, `${name}.jsonl`)
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  const out = join(folder, `${name}-${as}${as === 'site' ? '' : `.${as}`}`)
  const said: string[] = []
  const say = (text: string) => void said.push(text)
  const code = await runCommandLine(['share', file, '--as', as, '--out', out, ...more], {
    out: say,
    error: say,
    signal: never,
  })
  expect(code, said.join('')).toBe(0)
  return out
}

interface Watched {
  readonly context: BrowserContext
  readonly page: Page
  readonly seen: string[]
}

/** A page off the network that notes whatever runs, is asked or is said. */
async function opened(address: string, { offline }: { readonly offline: boolean }): Promise<Watched> {
  const context = await browser.newContext({ offline, viewport: { width: 1400, height: 900 } })
  const seen = await watched(context)
  const page = await context.newPage()
  page.on('console', (message) => void seen.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => void seen.push(`error: ${error.message}`))
  await page.goto(address)
  await page.locator('.card').first().waitFor()
  return { context, page, seen }
}

/** Two branches of one project: the second looked elsewhere and answered otherwise; a person changed a word of the first. */
function twoBranches(): object {
  const second = [
    thought('u1', '<think>I look at the sum.'),
    look('m1', [30, 40, 90, 100]),
    observation('p1', 'm1'),
    answer('z1', '9'),
  ]
  const run = { type: 'ended', startedAt: 1, endedAt: 2, reason: 'answered' }
  const of = (id: string, name: string, steps: readonly { readonly id: string }[]) => ({
    ...branch(
      id,
      steps.map((s) => s.id),
    ),
    name,
    run,
    view: overview,
  })
  return {
    relook: 1,
    image: 'a.png',
    project: {
      id: 'p',
      title: 'A receipt',
      createdAt: 1,
      image: { id: 'img', name: 'a.png', bytes: 10, width: 1008, height: 756 },
      steps: Object.fromEntries([...fiveSteps, ...second].map((s) => [s.id, s])),
      branches: [{ ...of('main', 'first', fiveSteps), star: true }, of('other', 'second', second)],
      drafts: { t2: { type: 'text', text: 'It reads 8.' } },
      reviews: {},
    },
  }
}

test('a hostile trace in one HTML file: everything is text', { timeout: 120_000 }, async () => {
  const file = await shared('<img src=x onerror=hit()>', markupRows(), 'html')
  const { page, context, seen } = await opened(pathToFileURL(file).href, { offline: true })
  for (let n = 1; n <= payloads.length; n++) {
    await page.evaluate((hash) => void (location.hash = hash), `#trace=${n}`)
    await expect.poll(() => page.locator('h1').textContent()).toContain(`title ${n - 1}`)
    for (let step = 0; step < fiveSteps.length; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Escape')
  }
  for (const part of ['.asked', '.story', 'h1', '.list'])
    await expect.poll(() => page.locator(part).innerText(), { message: part }).toMatch(/hit\(\)/)
  await expect
    .poll(() =>
      page.locator('a, iframe, object, embed, form, script[src], link[rel=stylesheet], .story svg').count(),
    )
    .toBe(0)
  expect(seen).toEqual([])
  await context.close()
})

test(
  'a hostile trace in a site: everything is text, and only the site itself is asked',
  { timeout: 120_000 },
  async () => {
    await shared('hostile', markupRows(), 'site')
    const { page, context, seen } = await opened(site('hostile-site/index.html'), { offline: false })
    for (let n = 2; n <= payloads.length; n++) {
      await page.keyboard.press('ArrowDown')
      await expect.poll(() => page.locator('h1').textContent()).toContain(`title ${n - 1}`)
    }
    expect(seen).toEqual([])
    await context.close()
  },
)

test('the story from file://, offline: keys, what comes later hidden, playing, a link to a step, two branches', async () => {
  const file = await shared('two', [twoBranches()], 'html')
  const address = pathToFileURL(file).href
  const { page, context, seen } = await opened(address, { offline: true })
  const cards = page.locator('.card:visible')
  // What is in it: the correction over the words, the crop with its pixels, no reviewer, no folder.
  await expect.poll(() => cards.count()).toBe(5)
  await expect.poll(() => page.locator('.story ins').innerText()).toContain('8')
  const crop = page.locator('img.crop')
  expect(await crop.evaluate((img: HTMLImageElement) => [img.complete, img.naturalWidth])).toEqual([
    true,
    336,
  ])
  expect(readFileSync(file, 'utf8')).not.toContain(folder)

  await page.keyboard.press('Home')
  await expect.poll(() => cards.count()).toBe(0)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => cards.count()).toBe(2)
  expect(new URL(page.url()).hash).toBe('#step=2')
  await page.keyboard.press('End')
  await expect.poll(() => cards.count()).toBe(5)
  // Played from the end it begins again, and hides what it has not come to.
  await page.keyboard.press(' ')
  await expect.poll(() => cards.count()).toBeLessThan(3)
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  await page.keyboard.press(' ')
  await page.getByRole('button', { name: 'Play' }).waitFor()

  await page.goto('about:blank')
  await page.goto(`${address}#step=4`)
  await expect.poll(() => cards.count()).toBe(4)
  await expect.poll(() => page.locator('.card.current').getAttribute('data-row')).toBe('t2')

  await page.getByRole('button', { name: /second/ }).click()
  await expect.poll(() => page.locator('.answer').innerText()).toContain('9')
  await page.getByLabel('Compare with').selectOption({ label: 'first' })
  await page.locator('.compare').getByText('Another answer.').waitFor()
  await page
    .locator('.compare .note')
    .filter({ hasText: /overlap by 0\.\d\d \(IoU\)/ })
    .first()
    .waitFor()
  expect(seen).toEqual([])
  await context.close()
})

test('in a notebook’s frame it opens at a step, is stepped by keys, and never leaves the frame', async () => {
  const file = await shared('framed', [twoBranches()], 'html')
  const text = readFileSync(file, 'utf8').replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const around = join(folder, 'notebook.html')
  // As python/relook/page.py writes it.
  const frame = `<iframe name="trace=1&amp;step=2" srcdoc="${text}" sandbox="allow-scripts" style="width:100%;height:640px"></iframe>`
  writeFileSync(around, `<!doctype html><title>Notebook</title><p>A cell</p>${frame}`)
  const context = await browser.newContext({ offline: true, viewport: { width: 1200, height: 800 } })
  const seen = await watched(context)
  const page = await context.newPage()
  page.on('console', (message) => void seen.push(`console: ${message.text()}`))
  await page.goto(pathToFileURL(around).href)
  const cell = page.frameLocator('iframe')
  await expect.poll(() => cell.locator('.card:visible').count()).toBe(2)
  await cell.locator('h1').click()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => cell.locator('.card:visible').count()).toBe(3)
  await page.keyboard.press('End')
  await expect.poll(() => cell.locator('.story').innerText()).toContain('8')
  expect(page.frames().map((f) => new URL(f.url()).href)).toEqual([
    pathToFileURL(around).href,
    'about:srcdoc',
  ])
  expect(seen).toEqual([])
  await context.close()
})

test('beside its images a page is small', async () => {
  const file = await shared('small', [twoBranches()], 'html')
  const images = [...readFileSync(file, 'utf8').matchAll(/id="image-[0-9a-f]+">([^<]*)</g)]
  expect(images.length).toBe(2)
  const imageBytes = images.reduce((sum, [, data = '']) => sum + data.length, 0)
  expect(statSync(file).size - imageBytes).toBeLessThan(400_000)
})

test(
  'a site of a thousand traces: little is asked for before the first image, search finds the last',
  { timeout: 120_000 },
  async () => {
    const many = Array.from({ length: 1000 }, (_, n) => {
      const row = twoBranches() as { project: { id: string; branches: { question: string }[] } }
      for (const b of row.project.branches) b.question = `What is the total of receipt number ${n}?`
      return { ...row, project: { ...row.project, id: `p${n}`, title: `receipt ${n}` } }
    })
    await shared('many', many, 'site')
    const context = await browser.newContext()
    const page = await context.newPage()
    let before = 0
    let isFirst = true
    page.on('response', (response) => {
      isFirst &&= !response.url().endsWith('.webp')
      // Of a part of the list nobody waits for: the image was asked for without it.
      if (isFirst && !response.url().includes('/list/'))
        before += Number(response.headers()['content-length'] ?? 0)
    })
    await page.goto(site('many-site/index.html'))
    await page.locator('.card').first().waitFor()
    await expect.poll(() => isFirst).toBe(false)
    const code = statSync(join(folder, 'many-site', 'index.html')).size
    expect(code).toBeLessThan(300_000)
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(300_000)
    await page.getByLabel('Search').fill('number 999?')
    await page.locator('.traces li').first().click()
    await expect.poll(() => page.locator('h1').textContent()).toBe('receipt 999')
    expect(new URL(page.url()).hash).toBe('#trace=1000')
    await page.reload()
    await expect.poll(() => page.locator('h1').textContent()).toBe('receipt 999')
    await context.close()
  },
)

test('what was shared as a Relook file is shared as a page again', async () => {
  const archive = await shared('again', [twoBranches()], 'relook')
  const out = join(folder, 'again.html')
  const said: string[] = []
  const say = (text: string) => void said.push(text)
  expect(
    await runCommandLine(['share', archive, '--as', 'html', '--out', out], {
      out: say,
      error: say,
      signal: never,
    }),
  ).toBe(0)
  const { page, context, seen } = await opened(pathToFileURL(out).href, { offline: true })
  await expect.poll(() => page.locator('.card').count()).toBe(5)
  expect(seen).toEqual([])
  await context.close()
})
