/**
 * Markup in every field of traces, of their file's name and of what is exported from them, in a real Chromium: nothing of it runs, nothing
 * is asked of any address but the host's own.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { writers } from '../app/exports'
import { perform } from '../main/cli/run-cli'
import { launchChromium } from './e2e-harness/chromium'
import { openApp } from './e2e-harness/app'
import { branch, fiveSteps } from './builders/project'
import { png } from './builders/services'

const folder = mkdtempSync(join(tmpdir(), 'relook-markup-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const evil = 'http://evil.example'
/** Ways to run something or to ask something of another address. */
const payloads = [
  `<img src="${evil}/i.png" onerror="hit()">`,
  '<script>hit()</script>',
  '"><svg onload=hit()>',
  `' onmouseover='hit()' x='`,
  '</textarea></title></style><script>hit()</script>',
  `![picture](${evil}/p.png)`,
  '[link](javascript:hit())',
  `<iframe srcdoc="<script>parent.hit()</script>"></iframe>`,
  `<style>@import url(${evil}/s.css); body { background: url(${evil}/b.png) }</style>`,
  `$\\href{javascript:hit()}{x} \\includegraphics{${evil}/k.png} \\htmlStyle{background:url(${evil}/t.png)}{y}$`,
  `<link rel=stylesheet href=${evil}/l.css><meta http-equiv=refresh content="0;url=${evil}">`,
  '{{constructor.constructor("hit()")()}} ${hit()} <%= hit() %>',
] as const
const all = payloads.join(' ')

/** A field's words: its own name, so that it can be told which one it is, and the markup. */
const marked = (field: string) => `${field} ${all}`

/** A log row and a whole project with markup wherever text may stand. */
function rows(): readonly object[] {
  const text = fiveSteps.map((step) => ({
    ...step,
    raw: `${step.raw}${'text' in step ? marked('raw') : ''}`,
    ...('text' in step ? { text: `${step.text} ${marked('text')}` } : {}),
    ...(step.type === 'look' ? { label: marked('label') } : {}),
    author: { type: 'model', model: marked('model') },
  }))
  return payloads.map((payload, n) => ({
    relook: 1,
    image: 'a.png',
    project: {
      id: `p${n}`,
      title: `${payload} title ${n}`,
      createdAt: 1,
      image: { id: 'img', name: marked('name'), bytes: 10, width: 1008, height: 756 },
      origin: { collection: 'c', row: n, file: marked('file'), answer: marked('gold') },
      steps: Object.fromEntries(text.map((s) => [s.id, s])),
      branches: [
        {
          ...branch(
            'b',
            text.map((s) => s.id),
          ),
          name: marked('branch'),
          question: marked('question'),
          model: marked('model'),
          rollout: { group: marked('group'), index: 0, of: 1 },
          run: {
            type: 'ended',
            startedAt: 1,
            endedAt: 2,
            reason: 'failed',
            failure: { code: 'model-failed', message: marked('failure') },
          },
        },
      ],
      drafts: { t2: { type: 'text', text: marked('draft') } },
      reviews: {
        'b/Ada': {
          by: 'Ada',
          at: 3,
          tags: [all.slice(0, 60)],
          note: marked('note'),
          gold: marked('gold'),
          goldBoxes: [],
          spent: 5,
          verdict: 'flagged',
        },
      },
    },
  }))
}

/** Notes whatever runs and whatever is asked of another address. */
async function watched(context: BrowserContext): Promise<string[]> {
  const seen: string[] = []
  await context.exposeFunction('hit', () => void seen.push('something ran'))
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    const own =
      ['127.0.0.1', 'localhost'].includes(hostname) || ['file:', 'data:', 'blob:'].includes(protocol)
    if (!own || request.url().endsWith('/x')) seen.push(request.url())
  })
  context.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return seen
}

const file = join(folder, '<img src=x onerror=hit()>.jsonl')
writeFileSync(
  file,
  rows()
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
    expect(await link.getAttribute('href')).not.toMatch(/^\s*(?:javascript|data|vbscript):/i)
  expect(await page.locator('body').innerText()).toContain('onerror="hit()"')
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
    await perform(['convert', file, '--to', id, '--out', out], {
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
