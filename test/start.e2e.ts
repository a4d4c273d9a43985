/** The first thing anybody sees. */
import { expect, test } from 'vitest'
import { openApp } from './e2e-harness/app'

test('opens on the sample gallery, with the token gone from the address bar', async () => {
  const app = await openApp({ width: 1280, height: 800 })
  await app.page.getByTestId('sample-card').first().waitFor()
  expect(await app.page.title()).toMatch(/Relook/)
  expect(app.errors).toEqual([])
  expect(app.page.url()).not.toContain('token')
  await app.stop()
})
