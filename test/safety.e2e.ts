/** What must never be lost: kill -9 in the middle of a run, the inference process dying, a run stopped, a reload while it runs. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { slowScript } from './fixtures/scripts'

let app: OpenApp | undefined
afterEach(async () => {
  await app?.stop()
  app = undefined
})

async function startScriptedRun(data: string): Promise<OpenApp> {
  const opened = await openApp({ script: slowScript(), data, width: 1280, height: 800 })
  await opened.page.getByTestId('sample-card').first().click()
  await opened.page.getByTestId('question').fill('What does it say?')
  await opened.page.getByTestId('run').click()
  await opened.page.locator('[data-testid=step-row][data-type=observation]').first().waitFor()
  return opened
}

const folder = () => mkdtempSync(join(tmpdir(), 'relook-e2e-'))

describe('kill -9 in the middle of a run', () => {
  test('loses nothing that was shown, and the run is shown as cut off', async () => {
    const data = folder()
    app = await startScriptedRun(data)
    await expect
      .poll(async () => (await app?.page.getByTestId('live-text').innerText())?.length ?? 0)
      .toBeGreaterThan(40)
    const shown = (await app.page.getByTestId('live-text').innerText()).trim().slice(0, 30)
    const steps = await app.page.getByTestId('step-row').count()
    await app.kill9()
    app = await openApp({ script: slowScript(), data, width: 1280, height: 800 })
    await app.page.getByTestId('project-row').first().click()
    await expect.poll(() => app?.page.getByTestId('step-row').count()).toBeGreaterThanOrEqual(steps)
    const text = await app.page.locator('body').innerText()
    expect(text).toMatch(/cut off/i)
    expect(text).toContain(shown)
  })
})

describe('Escape', () => {
  test('stops a run at once and keeps what was streamed', async () => {
    app = await startScriptedRun(folder())
    await expect
      .poll(async () => (await app?.page.getByTestId('live-text').innerText())?.length ?? 0)
      .toBeGreaterThan(10)
    await app.page.keyboard.press('Escape')
    await app.page.getByTestId('run').waitFor()
    const { page } = app
    await expect.poll(() => page.locator('body').innerText()).toMatch(/stopped/i)
    await expect.poll(() => page.locator('[data-testid=step-row][data-type=look]').count()).toBe(1)
  })
})

describe('a reload in the middle of a run', () => {
  test('goes on watching it', async () => {
    app = await startScriptedRun(folder())
    await app.page.reload()
    await app.page.getByTestId('stop').waitFor()
    const length = async () => (await app?.page.getByTestId('live-text').innerText())?.length ?? 0
    const before = await length()
    await expect.poll(length).toBeGreaterThan(before)
  })
})

describe('the inference process dying in the middle of a run', () => {
  test('is said, keeps everything, and the next run works', async () => {
    app = await openApp({ width: 1280, height: 800 })
    await app.page.getByTestId('sample-card').first().click()
    await app.page.getByTestId('run').click()
    await app.page.locator('[data-testid=step-row][data-type=answer]').waitFor({ timeout: 60_000 })
    app.killEngine('SIGABRT')
    await app.page
      .getByText(/inference process/i)
      .first()
      .waitFor()
    await app.page.getByTestId('run').click()
    await expect.poll(() => app?.page.getByTestId('branch-row').count()).toBe(2)
    await app.page.locator('[data-testid=step-row][data-type=answer]').waitFor({ timeout: 60_000 })
  })
})
