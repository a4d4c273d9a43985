/** The first thing anybody sees. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'

let app: OpenApp

beforeAll(async () => {
  app = await openApp({ width: 1280, height: 800 })
})
afterAll(() => app.stop())

const home = () => app.page.getByRole('button', { name: 'Relook: samples and projects' }).click()

test('opens on real runs and samples, with the token gone from the address bar', async () => {
  await app.page.getByTestId('sample-card').first().waitFor()
  expect(await app.page.title()).toMatch(/Relook/)
  expect(app.errors).toEqual([])
  expect(app.page.url()).not.toContain('token')
})

test('a newcomer sees a real photo, a box and its crop at once, with its credit', async () => {
  const hero = app.page.getByTestId('recorded-hero')
  await hero.getByTestId('hero-crop').waitFor()
  const photo = hero.locator('img')
  await expect.poll(() => photo.evaluate((i: HTMLImageElement) => i.naturalWidth)).toBe(2460)
  // Standing still, for who wants no motion: all looks are there.
  await expect.poll(() => hero.locator('rect').count()).toBe(4)
  await expect.poll(() => hero.textContent()).toContain('Apache-2.0')
  await expect.poll(() => hero.textContent()).toContain('nobody checked it')
  await expect.poll(() => app.page.getByTestId('recorded-card').count()).toBe(5)
})

test('a recorded run opens without any model, and is found again as recent work', async () => {
  await app.page.getByTestId('recorded-hero').getByRole('button').first().click()
  await app.page.getByText('BAR MENU AVAILABLE').first().waitFor()
  await app.page.getByTestId('player').getByText('13 / 13').waitFor()
  await home()
  await app.page.getByRole('region', { name: 'Go on with' }).getByText('Where is this pub?').waitFor()
})

test('“Try it” runs at once', async () => {
  await app.page.getByTestId('sample-try').first().click()
  await app.page.getByText('Answered.').first().waitFor()
  await home()
})

test('the previews play by themselves, and stand where a person wants them to', async () => {
  await app.page.emulateMedia({ reducedMotion: 'no-preference' })
  const said = () => app.page.locator('.hero-words').innerText()
  const before = await said()
  await expect.poll(said, { timeout: 10_000 }).not.toBe(before)
  await app.page.getByRole('button', { name: 'Pause the previews' }).click()
  const stands = await said()
  const from = performance.now()
  await expect.poll(() => performance.now() - from, { timeout: 8000 }).toBeGreaterThan(3000)
  expect(await said()).toBe(stands)
  // Remembered.
  await app.page.reload()
  await app.page.getByRole('button', { name: 'Play the previews' }).waitFor()
  await app.page.emulateMedia({ reducedMotion: 'reduce' })
})
