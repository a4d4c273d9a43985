/** The first thing anybody sees. */
import { afterEach, describe, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'

let app: OpenApp | undefined
afterEach(async () => {
  await app?.stop()
  app = undefined
})

describe('the first start', () => {
  test('opens on the sample gallery', async () => {
    app = await openApp({ width: 1280, height: 800 })
    await app.page.getByTestId('sample-card').first().waitFor()
    expect(await app.page.title()).toMatch(/Relook/)
    expect(app.errors).toEqual([])
  })

  test('takes the token out of the address bar', async () => {
    app = await openApp()
    await app.page.getByTestId('sample-card').first().waitFor()
    expect(app.page.url()).not.toContain('token')
  })
})
