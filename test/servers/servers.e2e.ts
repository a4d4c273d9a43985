/**
 * The window and a server: adding it, learning what it can do, running on it, moving a crop, re-running, stopping. The
 * server is `relook serve --openai` with the built-in model, so that the answers are real.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type OpenApp } from '../e2e-harness/app'
import { shoot, shotTheme } from '../e2e-harness/shoot'
import { startRelook, type Running } from './relook-server'

let app: OpenApp
let server: Running
const key = 'sk-e2e-secret-9876'

beforeAll(async () => {
  server = await startRelook({ RELOOK_OPENAI_KEY: key })
  app = await openApp({ width: 1400, height: 900, theme: shotTheme })
})
afterAll(async () => {
  await app.stop()
  await server.stop()
})

const rows = (type: string) => app.page.locator(`[data-testid=step-row][data-type=${type}]`)
const dialog = () => app.page.getByRole('dialog', { name: 'Servers' })

const shot = (name: string) => shoot(app.page, `servers-${name}`)

describe('a server', () => {
  test('is reached from the menu of models', async () => {
    await app.page.getByTestId('sample-card').first().click()
    await app.page.getByTestId('canvas').waitFor()
    await app.page.getByRole('combobox', { name: 'Model' }).click()
    await app.page.getByRole('option', { name: 'Servers…' }).click()
    await dialog().waitFor()
    await shot('empty')
  })

  test('that refuses the key is not added, and says so', async () => {
    await dialog().getByLabel('Address').fill(server.url.replace('/v1', ''))
    await dialog().getByLabel('Name').fill('Mini')
    await dialog().getByRole('button', { name: 'Connect' }).click()
    const alert = dialog().getByRole('alert')
    await alert.waitFor()
    await expect.poll(() => alert.innerText()).toMatch(/Mini asks for a key/)
    await shot('refused')
    await dialog().getByLabel('Key').fill('sk-wrong')
    await dialog().getByRole('button', { name: 'Connect' }).click()
    await expect.poll(() => alert.innerText()).toMatch(/Mini refuses the key/)
  })

  test('is added with its key and tried at once', async () => {
    await dialog().getByLabel('Key').fill(key)
    await dialog().getByRole('button', { name: 'Connect' }).click()
    await dialog().getByText('r3-mini').first().waitFor()
    await dialog().getByRole('button', { name: 'Test its capabilities again' }).waitFor({ timeout: 60_000 })
    const table = dialog().getByRole('table')
    const verdict = (title: string) => table.getByRole('row', { name: title }).getAttribute('data-verdict')
    const seen = await Promise.all(
      ['Answers', 'Images inside a turn', 'Token probabilities', 'Keeps image sizes', 'Seed'].map(verdict),
    )
    expect(seen).toEqual(['yes', 'yes', 'yes', 'yes', 'yes'])
    await expect.poll(() => dialog().innerText()).toContain('in the assistant turn')
    await shot('probed')
  })

  test('shows its key nowhere: not on the page, not in what the page holds', async () => {
    expect(await app.page.content()).not.toContain(key)
    expect(await app.page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))).not.toContain(key)
  })

  test('runs its model like one that runs here: looks, crops, an answer, tokens from its cache', async () => {
    await dialog().getByRole('button', { name: 'Use this model' }).click()
    await dialog().waitFor({ state: 'hidden' })
    await app.page.getByTestId('run').click()
    await rows('answer').first().waitFor({ timeout: 60_000 })
    await expect.poll(() => rows('look').count()).toBeGreaterThan(0)
    await expect.poll(() => app.page.getByRole('banner').innerText()).toContain('Mini')
    await shot('run')
  })

  test('and its trace is step by step that of the same model running here', async () => {
    const words = () => app.page.getByTestId('step-row').allInnerTexts()
    const story = () => app.page.getByTestId('answer').first().innerText()
    const [served, servedAnswer] = [await words(), await story()]
    const before = await app.page.getByTestId('branch-row').count()
    await app.page.getByRole('combobox', { name: 'Model' }).click()
    await app.page.getByRole('option', { name: /^R3 mini/ }).click()
    await app.page.getByTestId('run').click()
    await expect.poll(() => app.page.getByTestId('branch-row').count()).toBe(before + 1)
    await rows('answer').first().waitFor({ timeout: 60_000 })
    await shot('run-here')
    expect([await words(), await story()]).toEqual([served, servedAnswer])
    // Back to the server, and to its run.
    await app.page.getByRole('combobox', { name: 'Model' }).click()
    await app.page.getByRole('option', { name: /^r3-mini/ }).click()
    await app.page.getByTestId('branch-row').first().click()
    await expect.poll(() => app.page.getByRole('banner').innerText()).toContain('Mini')
  })

  test('goes on from a region that was moved, on a new branch', async () => {
    await rows('look').first().locator('button').first().click()
    await app.page.keyboard.press('Enter')
    await app.page.keyboard.press('Shift+ArrowRight')
    const before = await app.page.getByTestId('branch-row').count()
    await app.page.keyboard.press('Escape')
    await app.page.keyboard.press('Control+Enter')
    await expect.poll(() => app.page.getByTestId('branch-row').count()).toBe(before + 1)
    await rows('answer').first().waitFor({ timeout: 60_000 })
    await expect
      .poll(() => app.page.locator('[data-testid=step-row][data-author=person]').count())
      .toBeGreaterThan(0)
  })

  test('that has gone is told of where the run is, and removing it forgets it', async () => {
    await server.stop()
    server = { url: server.url, stop: async () => undefined }
    await app.page.keyboard.press('Control+Enter')
    await app.page
      .getByText(/Nothing answers at|connection to Mini broke off/)
      .first()
      .waitFor({ timeout: 30_000 })
    await app.page.keyboard.press('Control+k')
    await app.page.getByRole('combobox', { name: 'Command' }).fill('servers')
    await app.page.keyboard.press('Enter')
    await dialog().getByRole('button', { name: 'Remove', exact: true }).click()
    await dialog().getByRole('button', { name: 'Remove and delete its key' }).click()
    await dialog().getByText('Any OpenAI-compatible API').waitFor()
    await app.page.keyboard.press('Escape')
  })
})
