/** 50 MB pasted, many projects (`RELOOK_MANY=5000` for as many as were asked for), and many windows on one host. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Change } from '../app/trace/change'
import { branch, created, fiveSteps, overview } from './builders/project'
import { png, servicesWith } from './builders/services'
import { openApp, type OpenApp } from './e2e-harness/app'

const projects = Number(process.env['RELOOK_MANY'] ?? 1500)

/** A data folder with so many projects; of the first, a finished trace. */
async function dataOf(count: number): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'relook-crowd-'))
  onTestFinished(() => rmSync(data, { recursive: true, force: true }))
  const services = await servicesWith(data)
  const image = await services.store.images.add(await png(1008, 756), 'receipt.png')
  await services.close()
  const view = { ...overview, image: image.id }
  const steps = fiveSteps.map((s) =>
    s.type === 'observation' ? { ...s, view: { ...s.view, image: image.id } } : s,
  )
  const path = fiveSteps.map((step) => step.id)
  for (let n = 0; n < count; n++) {
    const id = `p${n}`
    const changes: readonly Change[] = [
      { ...created, id, title: `Project ${n} of many`, image } as Change,
      { type: 'branch-added', branch: { ...branch('main', path), view }, steps, clears: [] },
      { type: 'run-ended', branch: 'main', at: 3, reason: 'answered' },
    ]
    mkdirSync(join(data, 'projects', id), { recursive: true })
    const text = changes.map((change) => `${JSON.stringify(change)}\n`).join('')
    writeFileSync(join(data, 'projects', id, 'journal.jsonl'), text)
  }
  return data
}

test(`${projects} projects: all are listed, few are in the page, and a change of one is told as one`, async () => {
  const app = await openApp({ data: await dataOf(projects) })
  const { page } = app
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Network.enable')
  /** Titles of projects that the host has told: what else it tells of comes when it comes. */
  const told: string[] = []
  devtools.on('Network.webSocketFrameReceived', ({ response: { payloadData } }) => {
    told.push(...(payloadData.match(/Project \d+ of many/g) ?? []))
  })
  await page.reload()
  const first = page.getByTestId('project-row').first()
  await first.waitFor()
  expect(new Set(told).size).toBe(projects)
  expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(4000)
  told.length = 0
  await first.hover()
  await first.getByRole('button', { name: /Move .* to trash/ }).click()
  await page
    .getByText(/moved to the trash|in the trash/i)
    .first()
    .waitFor()
  expect(told.length).toBeLessThan(10)
  // The last of them is there when one scrolls to it.
  const list = page.getByRole('list').filter({ has: first })
  await list.evaluate((element) => {
    const scroller = element.closest('.section-body') ?? element
    scroller.scrollTo(0, scroller.scrollHeight)
  })
  await page
    .getByText(/Project \d+ of many/)
    .last()
    .waitFor()
  await app.stop()
})

test('ten windows on one host show the same after each of them changed it', async () => {
  const app = await openApp({ data: await dataOf(1) })
  const pages = [app.page]
  while (pages.length < 10) {
    const page = await app.page.context().newPage()
    await page.goto(app.url)
    pages.push(page)
  }
  for (const page of pages) {
    await page.getByTestId('project-row').first().getByRole('button').first().click()
    await page.getByTestId('step-row').first().waitFor()
  }
  let before = await regionOf(app.page)
  for (const page of pages) {
    await page.bringToFront()
    await page.getByTestId('region-row').first().click()
    const field = page.getByLabel('Left edge in image pixels').first()
    await field.fill(String(30 + pages.indexOf(page) + 1))
    await field.press('Enter')
    const shown = async () => [...new Set(await Promise.all(pages.map(regionOf)))]
    await expect.poll(shown, { timeout: 20_000 }).toEqual([expect.not.stringMatching(`^${before}$`)])
    before = await regionOf(page)
  }
  await app.stop()
})

test('50 MB pasted into a field are refused in words at once, and what fits is taken', async () => {
  const app = await openApp({ data: await dataOf(1) })
  const { page } = app
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByTestId('project-row').first().getByRole('button').first().click()
  const question = page.getByTestId('question')
  const paste = async (length: number) => {
    await page.evaluate((n) => navigator.clipboard.writeText('word '.repeat(n / 5)), length)
    await question.fill('')
    await page.keyboard.press('Control+v')
  }
  await paste(50_000_000)
  await page.getByText('The pasted text has 50,000,000 characters; a field takes 200,000.').waitFor()
  await expect.poll(() => question.inputValue()).toBe('')
  await paste(10_000)
  await expect.poll(async () => (await question.inputValue()).length).toBe(10_000)
  await app.stop()
})

/** Where the first look lies, as a window shows it. */
function regionOf(page: OpenApp['page']): Promise<string | null> {
  return page.locator('[data-testid=region-row]').first().getAttribute('data-region')
}
