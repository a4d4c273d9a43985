/** Sharing from the window, and opening what was shared by drop, in a real Chromium. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { markupRows } from './builders/markup'
import { png } from './builders/services'
import { openApp, type OpenApp } from './e2e-harness/app'

const folder = mkdtempSync(join(tmpdir(), 'relook-share-window-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function traces(): Promise<string> {
  writeFileSync(join(folder, 'a.png'), await png(1008, 756, '#b08850'))
  const file = join(folder, 'traces.jsonl')
  writeFileSync(
    file,
    markupRows()
      .map((row) => `${JSON.stringify(row)}\n`)
      .join(''),
  )
  return file
}

async function shot(app: OpenApp, name: string): Promise<void> {
  const to = process.env['RELOOK_SHOTS']
  if (to !== undefined) await app.page.screenshot({ path: join(to, `${name}.png`) })
}

/** Shares what is open in a form, and saves what comes of it. */
async function share(page: Page, form: string): Promise<string> {
  await page.keyboard.press('Control+Shift+S')
  const dialog = page.getByTestId('share')
  await dialog.getByRole('radio', { name: form }).check()
  await dialog.getByRole('button', { name: 'Share', exact: true }).click()
  const link = dialog.getByRole('link', { name: /^Download / })
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  const path = join(folder, download.suggestedFilename())
  await download.saveAs(path)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  return path
}

/** Drops a file on the window, as a file manager does. */
async function drop(page: Page, path: string, name: string): Promise<void> {
  const base64 = readFileSync(path).toString('base64')
  await page.evaluate(
    ([data, named]) => {
      const bytes = Uint8Array.from(atob(data ?? ''), (c) => c.charCodeAt(0))
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([bytes], named ?? ''))
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    },
    [base64, name],
  )
}

test(
  'a Relook file from one window opens in another by drop, with its corrections',
  { timeout: 120_000 },
  async () => {
    const sender = await openApp({ args: ['--open', await traces()], theme: 'light' })
    await sender.page.getByTestId('step-row').first().waitFor({ timeout: 20_000 })
    await sender.page.keyboard.press('Control+Shift+S')
    await sender.page.getByTestId('share').waitFor()
    await shot(sender, 'share-light')
    await sender.page.keyboard.press('Escape')
    const file = await share(sender.page, 'Relook file')
    const rows = await sender.page.getByTestId('step-row').allInnerTexts()
    await sender.stop()

    const receiver = await openApp({ theme: 'dark' })
    await receiver.page.getByRole('main').waitFor()
    await drop(receiver.page, file, 'from a colleague.relook')
    await receiver.page.getByTestId('step-row').first().waitFor({ timeout: 20_000 })
    await expect.poll(() => receiver.page.getByTestId('step-row').allInnerTexts()).toEqual(rows)
    await shot(receiver, 'share-received')
    // Dropped again it is the same project, and that is said.
    await drop(receiver.page, file, 'again.relook')
    await receiver.page.getByText('You have opened this file before').waitFor()
    await drop(receiver.page, join(folder, 'a.png'), 'broken.relook')
    await receiver.page.getByRole('alert').first().waitFor()
    await receiver.stop()
  },
)

test(
  'an HTML page and a site from the window; the page opens from the disk',
  { timeout: 120_000 },
  async () => {
    const app = await openApp({ args: ['--open', await traces()], theme: 'dark' })
    const { page } = app
    await page.getByTestId('step-row').first().waitFor({ timeout: 20_000 })
    const html = await share(page, 'HTML page')
    const opened = await page.context().browser()?.newContext({ offline: true })
    const other = await opened?.newPage()
    await other?.goto(pathToFileURL(html).href)
    await other?.locator('.card').first().waitFor()
    await expect.poll(() => other?.locator('.card').count()).toBe(5)
    await page.keyboard.press('Control+Shift+S')
    const dialog = page.getByTestId('share')
    await dialog.getByRole('radio', { name: 'Site' }).check()
    await dialog.getByLabel('What', { exact: true }).selectOption('file')
    await dialog.getByRole('button', { name: 'Share', exact: true }).click()
    await dialog.getByText(/^Done: 12 traces/).waitFor()
    await shot(app, 'share-done')
    const link = dialog.getByRole('link', { name: /^Download / })
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    expect(download.suggestedFilename()).toBe('traces.zip')
    const zip = join(folder, 'traces.zip')
    await download.saveAs(zip)
    expect(readFileSync(zip).toString('latin1')).toContain('traces/index.html')
    await opened?.close()
    await app.stop()
  },
)
