/**
 * The window when things go wrong on the way to a server: a certificate nobody vouches for, a line that breaks in the middle
 * of an answer, a person who stops. The server behind is `relook serve --openai` with the built-in model.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type OpenApp } from '../e2e-harness/app'
import { shoot, shotTheme } from '../e2e-harness/shoot'
import { startFront, type Front } from './front'
import { startRelook, type Running } from './relook-server'

let app: OpenApp
let server: Running
let front: Front

const shot = (name: string) => shoot(app.page, `trouble-${name}`)

beforeAll(async () => {
  server = await startRelook()
  front = await startFront(server.url)
  app = await openApp({ width: 1400, height: 900, theme: shotTheme })
})
afterAll(async () => {
  await app.stop()
  await front.stop()
  await server.stop()
})

const rows = (type: string) => app.page.locator(`[data-testid=step-row][data-type=${type}]`)
const dialog = () => app.page.getByRole('dialog', { name: 'Servers' })

describe('on the way to a server', () => {
  test('a certificate nobody vouches for is refused, and taken once a person agrees', async () => {
    await app.page.getByTestId('sample-card').first().click()
    await app.page.getByRole('combobox', { name: 'Model' }).click()
    await app.page.getByRole('option', { name: 'Servers…' }).click()
    await dialog().getByLabel('Address').fill(front.url)
    await dialog().getByLabel('Name').fill('Lab')
    await dialog().getByRole('button', { name: 'Connect' }).click()
    await expect
      .poll(() => dialog().getByRole('alert').innerText())
      .toMatch(/certificate of Lab cannot be checked/)
    await shot('certificate')
    await dialog()
      .getByRole('checkbox', { name: /self-signed/ })
      .check()
    await dialog().getByRole('button', { name: 'Connect' }).click()
    await dialog().getByRole('button', { name: 'Test its capabilities again' }).waitFor({ timeout: 60_000 })
    await expect.poll(() => dialog().getByRole('checkbox').isChecked()).toBe(true)
    await shot('agreed')
    await dialog().getByRole('button', { name: 'Use this model' }).click()
  })

  test('a line that breaks in the middle of an answer leaves what was written, and the run goes on from it', async () => {
    front.interrupt(4, 'breaks')
    await app.page.getByTestId('run').click()
    await app.page
      .getByText(/connection to Lab broke off/)
      .first()
      .waitFor({ timeout: 30_000 })
    await shot('broken')
    const kept = (await rows('thought').first().innerText()).trim()
    expect(kept).toMatch(/Thought\s+I/)
    await app.page.getByRole('button', { name: 'Retry' }).click()
    await rows('answer').first().waitFor({ timeout: 60_000 })
    await shot('gone-on')
    // Begun in the first run, ended in the second: the same thought, whole.
    await expect.poll(() => rows('look').count()).toBeGreaterThan(0)
    await expect.poll(() => app.page.getByTestId('branch-row').count()).toBe(2)
  })

  test('a person who stops leaves the server at once', async () => {
    const before = front.left()
    front.interrupt(3, 'holds')
    await app.page.getByTestId('run').click()
    await app.page.getByTestId('stop').waitFor()
    await rows('thought')
      .first()
      .waitFor({ timeout: 5000 })
      .catch(() => undefined)
    await shot('held')
    await app.page.getByTestId('stop').click()
    await expect.poll(front.left).toBe(before + 1)
    await app.page.getByTestId('run').waitFor()
    await shot('stopped')
  })
})
