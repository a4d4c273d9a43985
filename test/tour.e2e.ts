/** The tour by keyboard alone, with the model that ships: it is run, its region is moved, and it answers something else. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'

let app: OpenApp

beforeAll(async () => {
  app = await openApp({ width: 1280, height: 800 })
  await app.page.getByTestId('tour-button').waitFor()
})
afterAll(() => app.stop())

const tour = () => app.page.getByTestId('tour')
const part = (name: string) => app.page.locator(`[data-testid="tour"][data-part="${name}"]`)
const palette = async (words: string) => {
  await app.page.keyboard.press('Control+K')
  await app.page.keyboard.type(words)
  await app.page.keyboard.press('Enter')
}

test('is offered on the first screen, and does the thing', async () => {
  await app.page.getByTestId('tour-button').press('Enter')
  await part('ask').waitFor()
  expect(await tour().evaluate((card) => card === document.activeElement)).toBe(true)
  await part('saw').waitFor()
  await expect.poll(() => tour().innerText()).toMatch(/1000\s×\s1000 became 336\s×\s336/)
  // The answer is nobody's yet.
  await expect.poll(() => app.page.locator('.story').innerText()).not.toContain('7.48')
  await app.page.getByTestId('tour-stage').waitFor()
  await app.page.keyboard.press('ArrowRight')
  await part('look').waitFor()
  await app.page.keyboard.press('Enter')
  await part('move').waitFor()
  await expect
    .poll(() => app.page.getByTestId('region-row').first().getAttribute('data-region'))
    .toBe('414,113,661,364')
  await part('changed').waitFor()
  await expect.poll(() => tour().innerText()).toContain('7.48 became 210')
  await expect.poll(() => app.page.getByTestId('branch-row').count()).toBe(2)
  await app.page.keyboard.press('Enter')
  await tour().waitFor({ state: 'detached' })
})

test('can be taken again, held, and left at any time', async () => {
  await palette('20-second tour')
  await part('ask').waitFor()
  await part('saw').waitFor()
  await app.page.keyboard.press('Space')
  await app.page.getByRole('button', { name: 'Go on', exact: true }).waitFor()
  // Held: longer than the part would stay.
  const held = performance.now()
  await expect.poll(() => performance.now() - held, { timeout: 8000 }).toBeGreaterThan(4500)
  await expect.poll(() => part('saw').count()).toBe(1)
  await app.page.keyboard.press('Escape')
  await tour().waitFor({ state: 'detached' })
})

test('ends where one goes elsewhere, and is remembered', async () => {
  await palette('20-second tour')
  await part('ask').waitFor()
  await app.page.getByRole('button', { name: 'Relook: samples and projects' }).click()
  await tour().waitFor({ state: 'detached' })
  await app.page.reload()
  await app.page.getByTestId('sample-card').first().waitFor()
  const button = app.page.getByTestId('tour-button')
  await button.waitFor()
  await expect.poll(() => button.getAttribute('class')).not.toContain('primary')
})
