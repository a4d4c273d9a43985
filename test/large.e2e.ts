/** Large traces are opened whole, and only what is near the view is drawn. The times are in `npm run bench large`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { large, writeLargeProjects } from './bench/large-projects'
import { opener, type Opened } from './bench/opened'
import { openApp, type OpenApp } from './e2e-harness/app'

const data = mkdtempSync(join(tmpdir(), 'relook-large-'))
let app: OpenApp
let open: (title: string) => Promise<Opened>

beforeAll(async () => {
  await writeLargeProjects(data)
  app = await openApp({ data, width: 1400, height: 900 })
  open = await opener(app.page)
})
afterAll(async () => {
  await app.stop()
  rmSync(data, { recursive: true, force: true })
})

test('2,000 boxes drawn by hand are sent without 500 copies of them, and undo goes on', async () => {
  const { bytes } = await open(large.drawn)
  expect(bytes).toBeLessThan(2_000_000)
  const { page } = app
  await page.getByRole('application', { name: /2,001 regions/ }).waitFor()
  await page.getByTestId('undo').click()
  await page.getByRole('application', { name: /2,000 regions/ }).waitFor()
  await page.getByTestId('redo').click()
  await page.getByRole('application', { name: /2,001 regions/ }).waitFor()
})

test('10,000 boxes and 20,000 steps are all there, and few of them in the page', async () => {
  const { page } = app
  expect((await open(large.boxes)).nodes).toBeLessThan(5000)
  await page.getByRole('application', { name: /10,000 regions/ }).waitFor()
  expect((await open(large.steps)).nodes).toBeLessThan(5000)
  await page.getByRole('grid', { name: 'Steps' }).and(page.locator('[aria-rowcount="20000"]')).waitFor()
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('End')
  await page.locator('[data-testid=step-row][aria-rowindex="20000"][data-selected=true]').waitFor()
})

test('a thought of 20,000 formulas is drawn where it is read, and says so', async () => {
  const { page } = app
  const { nodes } = await open(large.formulas)
  expect(nodes).toBeLessThan(30_000)
  await page.getByText(/A long text, .* characters, in \d+ parts/).waitFor()
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('End')
  // The answer is selected, and the last formulas stand above it.
  await page.locator('.math annotation', { hasText: 'x_{19999}' }).waitFor({ state: 'attached' })
})

test('100,000 letters of markdown and 50,000 openings are read', async () => {
  const { page } = app
  expect((await open(large.markdown)).nodes).toBeLessThan(10_000)
  await page.locator('.prose strong', { hasText: 'total' }).first().waitFor()
  expect((await open(large.openings)).nodes).toBeLessThan(5000)
})
