/** Two models side by side: the same question to a second one, both looks on the image, where they part and what each took. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'

const fixtures = new URL('./fixtures/', import.meta.url).pathname

let data: string
let app: OpenApp
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'relook-duel-'))
  mkdirSync(join(data, 'models'), { recursive: true })
  symlinkSync(join(fixtures, 'qwen3.5/model'), join(data, 'models', 'golden35'))
  symlinkSync(join(fixtures, 'qwen3/model'), join(data, 'models', 'golden3'))
  app = await openApp({ width: 1440, height: 900, data, theme: shotTheme })
})
afterAll(async () => {
  await app.stop()
  rmSync(data, { recursive: true, force: true })
})

test('a question nobody has run yet goes to both models, and they are compared while they write', async () => {
  const { page } = app
  await page.getByTestId('file-input').setInputFiles(join(fixtures, 'qwen/wide.png'))
  await page.getByRole('combobox', { name: 'Model' }).click()
  await page.getByRole('option', { name: /^golden35/ }).click()
  await page.getByTestId('question').fill('What is written on the sign?')
  await page.getByRole('button', { name: 'Side by side with another model…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Side by side with another model' })
  // The chosen one is no rival of itself.
  await expect.poll(() => dialog.getByRole('button', { name: 'Ask golden35, too' }).count()).toBe(0)
  await shoot(page, 'duel-dialog')
  await dialog.getByRole('button', { name: 'Ask golden3, too' }).click()
  const compare = page.getByTestId('compare')
  await compare.getByTestId('cost').nth(0).getByText('golden35').waitFor()
  await compare.getByTestId('cost').nth(1).getByText('golden3', { exact: true }).waitFor()
})

test('both looks at the same place, the same answer: each has its IoU, and what was cached is said', async () => {
  const compare = app.page.getByTestId('compare')
  await compare.getByText('= same answer').waitFor({ timeout: 60_000 })
  await expect.poll(() => compare.getByTestId('iou').allTextContents()).toEqual(['IoU 1.00', 'IoU 1.00'])
  for (const i of [0, 1])
    await compare
      .getByTestId('cost')
      .nth(i)
      .getByText(/\d+ tokens written · [\d,]+ of [\d,]+ tokens from cache/)
      .waitFor()
  await shoot(app.page, 'duel-same')
})

test('beside a run that is there, a third model: it parts from it, and the place is marked', async () => {
  const { page } = app
  await page.getByRole('button', { name: 'Side by side with another model…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Side by side with another model' })
  await dialog.getByRole('button', { name: 'Ask R3 mini, too' }).click()
  await page.getByTestId('cost').nth(1).getByText('R3 mini').waitFor()
  await expect
    .poll(() => page.getByTestId('cost').nth(1).textContent(), { timeout: 60_000 })
    .toMatch(/^R3 mini\d+ tokens written/)
  await expect.poll(() => page.getByTestId('parting').count()).toBe(1)
  await shoot(page, 'duel-parts')
})
