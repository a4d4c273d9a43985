/** In the window: a model whose export leaves DeepStack out is refused with the reason, opened anyway, and marked wherever it is used. */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'

const fixtures = new URL('./fixtures/qwen3/', import.meta.url).pathname

let app: OpenApp
let data: string
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'relook-left-out-'))
  const folder = join(data, 'models', 'published')
  await mkdir(folder, { recursive: true })
  await cp(join(fixtures, 'model'), folder, { recursive: true })
  await cp(join(fixtures, 'renamed/without'), join(folder, 'onnx'), { recursive: true })
  await rm(join(folder, 'relook.json'))
  app = await openApp({ width: 1280, height: 860, theme: shotTheme, data })
})
afterAll(async () => {
  await app.stop()
  await rm(data, { recursive: true, force: true, maxRetries: 3 })
})

test('is refused with the reason, opened anyway, and its runs say what was not there', async () => {
  const { page } = app
  const dialog = page.getByRole('dialog', { name: 'Models' })
  const row = dialog.getByRole('listitem').filter({ hasText: 'published' })
  await page.getByTestId('sample-card').first().click()
  await page.getByRole('combobox', { name: 'Model' }).click()
  await page.getByRole('option', { name: 'Models…' }).click()
  await row.getByText('this export leaves out DeepStack', { exact: false }).waitFor()
  await expect.poll(() => row.getByRole('button', { name: 'Use' }).count()).toBe(0)
  await shoot(page, 'left-out-refused')
  await row.getByRole('button', { name: 'Open anyway' }).click()
  const opened = dialog.getByRole('listitem').filter({ hasText: 'Without DeepStack' })
  await opened.getByText('boxes and small print may be worse', { exact: false }).waitFor()
  await shoot(page, 'left-out-opened')
  await opened.getByRole('button', { name: 'Use', exact: true }).click()
  await page.getByTestId('question').fill('What is written on the sign?')
  await page.getByTestId('run').click()
  await page.locator('[data-testid=step-row]').first().waitFor({ timeout: 60_000 })
  await page.getByText('Without DeepStack', { exact: false }).first().waitFor()
  await shoot(page, 'left-out-run')
})
