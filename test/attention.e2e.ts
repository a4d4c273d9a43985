/** Attention, with the built-in model: by a key over the image, each crop and the steps; it goes along with the words that are looked at. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'

let app: OpenApp

beforeAll(async () => {
  app = await openApp({ width: 1400, height: 1000, theme: shotTheme })
  await app.page.getByTestId('sample-card').first().click()
  await app.page.getByTestId('run').click()
  await app.page.locator('[data-testid=step-row][data-type=answer]').waitFor({ timeout: 60_000 })
})
afterAll(() => app.stop())

const panel = () => app.page.getByTestId('attention')
const said = () => panel().getByTestId('attention-said').innerText()

test('is asked for by a key, of the selected step', async () => {
  await app.page.locator('[data-testid=step-row][data-type=look] button').first().click()
  await app.page.keyboard.press('Shift+A')
  await expect.poll(said).toMatch(/To write this step .* images for \d+ %/)
  await expect.poll(() => panel().locator('figure').count()).toBe(1)
  await expect
    .poll(() => app.page.getByRole('img', { name: /% of the attention/ }).count())
    .toBeGreaterThan(0)
  await shoot(app.page, 'attention-look')
})

test('the reader head of the built-in model is on the crop when the answer is written', async () => {
  await app.page.locator('[data-testid=step-row][data-type=thought] button').last().click()
  await panel().getByLabel('Weights').selectOption({ label: 'reader: what stands there' })
  await expect.poll(() => panel().locator('figure').count()).toBe(2)
  await expect
    .poll(async () => /Crop 1 (\d+) %/.exec(await panel().locator('figure').last().innerText())?.[1])
    .toMatch(/^[1-9]\d/)
  await shoot(app.page, 'attention-reader')
})

test('goes along with the token that is looked at', async () => {
  await app.page.getByTestId('token-colours').click()
  await app.page.locator('.rationale .token').last().click()
  await expect.poll(said).toMatch(/To write this token/)
  const first = await said()
  for (let n = 0; n < 6; n++) await app.page.keyboard.press('ArrowLeft')
  await expect.poll(said).not.toBe(first)
  await shoot(app.page, 'attention-token')
})

test('layers and heads can be chosen; closed, nothing of it is left', async () => {
  await panel().getByLabel('Weights').selectOption({ label: 'layer 2' })
  await panel().getByLabel('Head').selectOption({ label: 'head 4' })
  await expect.poll(() => panel().getAttribute('aria-busy')).toBe('false')
  await panel().getByLabel('Weights').selectOption({ label: 'rollout' })
  await expect.poll(() => panel().getAttribute('aria-busy')).toBe('false')
  await shoot(app.page, 'attention-rollout')
  const cells = () => panel().locator('figure svg').first().getAttribute('viewBox')
  const coarse = (await cells()) ?? ''
  await panel().getByRole('button', { name: 'smooth' }).focus()
  await app.page.keyboard.press('Enter')
  await expect.poll(cells).toBe(coarse.replace(/\d+/g, (n) => String(4 * Number(n))))
  await shoot(app.page, 'attention-smooth')
  await app.page.keyboard.press('Shift+A')
  await panel().waitFor({ state: 'detached' })
  await expect.poll(() => app.page.getByRole('img', { name: /% of the attention/ }).count()).toBe(0)
})
