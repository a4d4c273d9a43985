/** Every place has an address: a reload stays, Back goes back, and a page without the key says how to come in. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writtenLog } from './builders/log'
import { openApp, type OpenApp } from './e2e-harness/app'

let app: OpenApp
beforeAll(async () => {
  app = await openApp({ width: 1400, height: 900 })
})
afterAll(() => app.stop())

const soon = <T>(value: () => T | Promise<T>) => expect.poll(value, { timeout: 20_000 })
const current = () => app.page.getByRole('grid', { name: 'Traces' }).locator('[aria-selected=true]')
const atRow = (row: number) => soon(() => current().getAttribute('aria-rowindex')).toBe(String(row))
const steps = () => app.page.getByTestId('step-row')
const marked = () => app.page.locator('[data-testid=step-row][data-selected=true]')
const gallery = () => app.page.getByTestId('sample-card').first()

test('of a trace and its step: after a reload, by Back and Forward', async () => {
  const { page } = app
  await gallery().waitFor()
  const files = (await writtenLog()).map(({ name, bytes }) => ({
    name,
    mimeType: '',
    buffer: Buffer.from(bytes),
  }))
  await page.getByLabel('Choose files of traces').setInputFiles(files)
  await atRow(1)
  await page.keyboard.press('d')
  await page.keyboard.press('d')
  await atRow(3)
  await steps().nth(1).click()
  await soon(() => new URL(page.url()).hash).toMatch(/^#\/file\/c[0-9a-f]{12}\/c[0-9a-f]{12}-\w+\?.*step=/)
  const { hash } = new URL(page.url())

  await page.reload()
  await atRow(3)
  await soon(() => marked().count()).toBe(1)
  await soon(() => new URL(page.url()).hash).toBe(hash)

  await page.goBack()
  await atRow(2)
  await page.goBack()
  await atRow(1)
  await page.goBack()
  await gallery().waitFor()
  expect(new URL(page.url()).hash).toBe('')
  await page.goForward()
  await atRow(1)
  expect(app.errors).toEqual([])
})

test('of a project that no longer exists: says so, on the home page', async () => {
  const { page } = app
  const { origin } = new URL(page.url())
  // Loaded with that address: within the page it would be answered, and taken away, before a reload.
  await page.goto('about:blank')
  await page.goto(`${origin}/#/project/gone?step=s1`)
  await gallery().waitFor()
  await page.getByRole('alert').first().waitFor()
  await soon(() => new URL(page.url()).hash).toBe('')
})

test('of a dialog: Back closes it, and closed by Escape it does not come back', async () => {
  const { page } = app
  await page.goto(`${new URL(page.url()).origin}/`)
  await gallery().waitFor()
  await page.keyboard.press('F1')
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await dialog.waitFor()
  await soon(() => new URL(page.url()).hash).toBe('#/?dialog=shortcuts')
  await page.goBack()
  await dialog.waitFor({ state: 'hidden' })

  await page.keyboard.press('F1')
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await soon(() => new URL(page.url()).hash).toBe('')
  await page.goForward()
  await dialog.waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
})

test('without the key says so, and takes the printed address without losing the place', async () => {
  const browser = app.page.context().browser()
  if (browser === null) throw new Error('no browser')
  const stranger = await browser.newContext({ viewport: { width: 1000, height: 700 } })
  const page = await stranger.newPage()
  await page.goto(`${new URL(app.url).origin}/#/evaluate`)
  const form = page.getByTestId('refused')
  await form.waitFor()
  const field = form.getByLabel('Address that Relook printed')
  await expect.poll(() => form.getByRole('button').isDisabled()).toBe(true)
  await field.fill(app.url)
  await field.press('Enter')
  await page.getByRole('form', { name: 'New run' }).waitFor()
  expect(new URL(page.url()).hash).toBe('#/evaluate')
  await stranger.close()
})
