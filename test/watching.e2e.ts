/** Watching a run: the region at once, phases and times told, and a reader who is never dragged along. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { slowScript } from './fixtures/scripts'

let app: OpenApp
beforeEach(async () => {
  // Low, so that the story soon needs scrolling.
  app = await openApp({ script: slowScript(), width: 1280, height: 620 })
  await app.page.getByTestId('sample-card').first().click()
  await app.page.getByTestId('run').click()
  await app.page.getByTestId('region-row').first().waitFor()
})
afterEach(() => app.stop())

const story = () => app.page.locator('.story-scroll')
const fromEnd = () => story().evaluate((e) => e.scrollHeight - e.clientHeight - e.scrollTop)

describe('while the model writes', () => {
  test('the region is on the image, the crop in its step, and the run is told to be live', async () => {
    await expect.poll(() => app.page.getByTestId('run-badge').innerText()).toMatch(/live/)
    const label = await app.page.getByTestId('canvas').getAttribute('aria-label')
    expect(label).toContain('1 region')
    await app.page.getByTestId('crop').first().waitFor()
    await app.page.keyboard.press('Escape')
    await app.page.getByTestId('run').waitFor()
  })

  test('the end is followed, until the reader scrolls up; then nothing moves them, and one button leads back', async () => {
    await expect
      .poll(() => story().evaluate((e) => e.scrollHeight - e.clientHeight), { timeout: 20_000 })
      .toBeGreaterThan(150)
    await expect.poll(fromEnd).toBeLessThan(40)
    await story().hover()
    await app.page.mouse.wheel(0, -120)
    await expect.poll(fromEnd).toBeGreaterThan(60)
    const top = await story().evaluate((e) => e.scrollTop)
    const height = await story().evaluate((e) => e.scrollHeight)
    await expect
      .poll(() => story().evaluate((e) => e.scrollHeight), { timeout: 20_000 })
      .toBeGreaterThan(height)
    expect(await story().evaluate((e) => e.scrollTop)).toBe(top)
    await app.page.getByText('Jump to live').click()
    await expect.poll(fromEnd).toBeLessThan(40)
    await app.page.keyboard.press('Escape')
    await app.page.getByTestId('run').waitFor()
  })
})
