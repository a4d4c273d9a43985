/**
 * Markup in every field of traces, of their file's name and of what is exported from them, in a real Chromium: nothing of it runs, nothing
 * is asked of any address but the host's own.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { writers } from '../app/exports'
import { runCommandLine } from '../main/cli/run-cli'
import { launchChromium } from './e2e-harness/chromium'
import { openApp } from './e2e-harness/app'
import { watched } from './e2e-harness/watched'
import { markupRows, payloads } from './builders/markup'
import { fiveSteps } from './builders/project'
import { png } from './builders/services'

const folder = mkdtempSync(join(tmpdir(), 'relook-markup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = join(folder, '<img src=x onerror=hit()>.jsonl')
writeFileSync(
  file,
  markupRows()
    .map((row) => `${JSON.stringify(row)}\n`)
    .join(''),
)
writeFileSync(join(folder, 'a.png'), await png(1008, 756))

test('in the window: lists, cards, details, sheets, comments and exports', { timeout: 180_000 }, async () => {
  const app = await openApp({ args: ['--open', file], width: 1400, height: 900 })
  const { page } = app
  const seen = await watched(page.context())
  await page.getByTestId('step-row').first().waitFor({ timeout: 20_000 })
  for (let n = 0; n < payloads.length; n++) {
    await page.getByTestId('canvas').focus()
    await page.keyboard.press('Home')
    for (let step = 0; step < fiveSteps.length; step++) {
      for (const details of await page.locator('.story details:not([open]) > summary').all())
        await details.click({ timeout: 2000 }).catch(() => undefined)
      await page.keyboard.press('ArrowRight')
    }
    for (const part of await page.locator('.story .card').all())
      await part.hover({ timeout: 2000 }).catch(() => undefined)
    for (const keys of ['?', 'Escape', 'Control+k', 'Escape', 'Control+e', 'Escape', 'q', 'Escape'])
      await page.keyboard.press(keys)
    const next = page.locator(`[role=grid] [aria-rowindex="${n + 2}"]`).first()
    if (await next.isVisible()) await next.click()
    await page.getByTestId('step-row').first().waitFor()
  }
  for (const link of await page.locator('.story a').all())
    await expect.poll(() => link.getAttribute('href')).not.toMatch(/^\s*(?:javascript|data|vbscript):/i)
  await expect.poll(() => page.locator('body').innerText()).toContain('onerror="hit()"')
  expect(seen).toEqual([])
  await app.stop()
})

test('in every file of every export', { timeout: 180_000 }, async () => {
  const browser = await launchChromium()
  const context = await browser.newContext()
  const seen = await watched(context)
  const page = await context.newPage()
  let opened = 0
  for (const { id } of writers) {
    const out = join(folder, `out-${id}`)
    const said: string[] = []
    const say = (text: string) => void said.push(text)
    await runCommandLine(['convert', file, '--to', id, '--out', out], {
      out: say,
      error: say,
      signal: new AbortController().signal,
    })
    expect(said.join(''), id).toMatch(/records? of [1-9]|[1-9]\d* (?:traces|records)/)
    for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      // What a browser takes for a page is none of ours.
      expect(extname(entry.name), entry.name).not.toMatch(/^\.(?:x?html?|svg|xml|mht|js|css)$/i)
      await page.goto(pathToFileURL(join(entry.parentPath, entry.name)).href).catch(() => undefined)
      opened++
    }
  }
  expect(opened).toBeGreaterThan(writers.length)
  expect(seen).toEqual([])
  await browser.close()
})
