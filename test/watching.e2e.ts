/** Watching a run: the region at once, phases and times told, and a reader who is never dragged along. */
import type { Locator } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'
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

const look = '<think>I look for the sign first. {"bbox_2d": [56, 56, 168, 112]}'
/** As high as a window is low, in few tokens: a run ends at its limit of them. */
const lines = Array.from({ length: 50 }, (_, i) => `Line ${i}.`).join('\n\n')

describe('when a run ends', () => {
  /** Opens a run of a thought longer than the window, at a pace that leaves time to scroll, and an answer of some lines. */
  async function running(): Promise<void> {
    await app.stop()
    const segments = [look, `It says:\n\n${lines}</think>\n<answer>The end of all of these lines.</answer>`]
    const script = { tokensPerSecond: 50, answers: [{ segments }] }
    app = await openApp({ script, width: 1280, height: 620, theme: shotTheme })
    await app.page.getByTestId('sample-card').first().click()
    await app.page.getByTestId('run').click()
    await expect
      .poll(() => story().evaluate((e) => e.scrollHeight - e.clientHeight), { timeout: 20_000 })
      .toBeGreaterThan(150)
  }
  const ended = () =>
    app.page.locator('[data-testid=step-row][data-type=answer]').waitFor({ timeout: 60_000 })
  const inView = (what: Locator) =>
    what.evaluate((element) => {
      const view = element.closest('.story-scroll')?.getBoundingClientRect()
      const { top, bottom } = element.getBoundingClientRect()
      return view !== undefined && top >= view.top && bottom <= view.bottom
    })
  const answerInView = () => inView(app.page.getByTestId('answer'))

  test('its answer is in view, whole, and so is the hint below it', async () => {
    await running()
    await ended()
    await expect.poll(answerInView).toBe(true)
    await expect.poll(() => inView(app.page.locator('.first-hint'))).toBe(true)
    await shoot(app.page, 'run-ended')
  })

  test('a reader who went elsewhere meanwhile is left there', async () => {
    await running()
    await story().hover()
    await app.page.mouse.wheel(0, -8000)
    await expect.poll(() => story().evaluate((e) => e.scrollTop)).toBe(0)
    await ended()
    await app.page.getByTestId('answer').waitFor()
    await expect.poll(answerInView).toBe(false)
    expect(await story().evaluate((e) => e.scrollTop)).toBe(0)
  })
})
