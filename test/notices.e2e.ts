/** What a person is told goes when it has been read, and stays while it is being read or is about something that went wrong. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'

let app: OpenApp
beforeAll(async () => {
  app = await openApp()
})
afterAll(() => app.stop())

test('a project in the trash: the way back leaves after a while, not under the pointer', async () => {
  const { page } = app
  await page.clock.install()
  for (let made = 1; made <= 2; made++) {
    await page.getByTestId('sample-card').nth(made).click()
    await page.getByTestId('canvas').waitFor()
    await page.getByRole('button', { name: 'Relook: samples and projects' }).click()
    await expect.poll(() => page.getByTestId('project-row').count(), { timeout: 20_000 }).toBe(made)
  }
  const first = page.getByTestId('project-row').first()
  await first.hover()
  await first.getByRole('button', { name: /Move .* to trash/ }).click()
  const notice = page.getByTestId('notice').filter({ hasText: 'is in the trash' })
  await notice.waitFor()
  await notice.hover()
  await page.clock.fastForward(60_000)
  await expect.poll(() => notice.count()).toBe(1)
  await page.mouse.move(5, 5)
  await page.clock.fastForward(15_000)
  await expect.poll(() => notice.count()).toBe(1)
  await page.clock.fastForward(10_000)
  await notice.waitFor({ state: 'detached' })
})

test('a file that cannot be read: the reason stays until it is taken away', async () => {
  const { page } = app
  const wrong = { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no image') }
  await page.getByTestId('file-input').setInputFiles(wrong)
  const notice = page.getByTestId('notice').filter({ has: page.getByRole('button', { name: 'Dismiss' }) })
  await notice.waitFor()
  await page.clock.fastForward(600_000)
  await expect.poll(() => notice.getAttribute('role')).toBe('alert')
  await notice.getByRole('button', { name: 'Dismiss' }).click()
  await notice.waitFor({ state: 'detached' })
  // What the server said of the file is meant.
  expect(app.errors.splice(0)).toEqual([expect.stringContaining('415')])
})
