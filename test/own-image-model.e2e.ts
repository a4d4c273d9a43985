/** From an image the built-in model does not know to a model that reads it: one click, a download, and the question is asked. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'
import { startFakeHub, type FakeHub } from './main/hub/fake-hub'
import { startRelook, type Running } from './servers/relook-server'

const fixtures = new URL('./fixtures/', import.meta.url).pathname
/** The tiny model of the catalogue's family, in both short number formats: whichever is offered here is served. */
function files(): Record<string, Buffer> {
  const described = readdirSync(join(fixtures, 'qwen3.5/model')).filter(
    (name) => name !== 'onnx' && name !== 'relook.json',
  )
  const graphs = readdirSync(join(fixtures, 'qwen3.5/short/onnx'))
  return Object.fromEntries([
    ...described.map((name) => [name, readFileSync(join(fixtures, 'qwen3.5/model', name))]),
    ...graphs.map((name) => [`onnx/${name}`, readFileSync(join(fixtures, 'qwen3.5/short/onnx', name))]),
  ]) as Record<string, Buffer>
}

let hub: FakeHub
let app: OpenApp
let server: Running
beforeAll(async () => {
  server = await startRelook()
  hub = await startFakeHub(files(), false, { repo: 'someone/Some-ONNX', any: true })
  app = await openApp({
    width: 1280,
    height: 900,
    theme: shotTheme,
    env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: '/nowhere' },
  })
})
afterAll(async () => {
  await app.stop()
  await hub.close()
  await server.stop()
})

test('the first page lists models for own images, with what each can do, and a server beside', async () => {
  const list = app.page.getByRole('list', { name: 'Models for your own images' })
  await list.getByText('Qwen3.5 0.8B').waitFor()
  await list
    .getByText(/looks again at regions · .* · knows photos/)
    .first()
    .waitFor()
  const section = app.page.getByRole('region', { name: 'Models that read your own images' })
  await section.scrollIntoViewIfNeeded()
  await shoot(app.page, 'own-image-home')
  await section.getByRole('button', { name: 'connect a server' }).click()
  await app.page.getByRole('dialog', { name: 'Servers' }).waitFor()
  await app.page.keyboard.press('Escape')
})

test('beside an own image one click gets a model, which is asked what stands there', async () => {
  await app.page.getByTestId('file-input').setInputFiles(join(fixtures, 'qwen/wide.png'))
  const hint = app.page.getByTestId('domain-hint')
  await hint.getByText('On other images its answers are guesses.', { exact: false }).waitFor()
  await app.page.getByTestId('question').fill('What is written on the sign?')
  await shoot(app.page, 'own-image-hint')
  await hint.getByTestId('offer-download').click()
  // It is chosen, the note is gone with the model it was about, and a branch of it is there.
  await expect
    .poll(() => app.page.getByRole('combobox', { name: 'Model' }).textContent())
    .toContain('Qwen3.5')
  await hint.waitFor({ state: 'detached' })
  await app.page.getByText('The sign is small', { exact: false }).first().waitFor({ timeout: 60_000 })
})

test('Models… searches the hub for words and looks up what was found', async () => {
  await app.page.getByRole('combobox', { name: 'Model' }).click()
  await app.page.getByRole('option', { name: 'Models…' }).click()
  const dialog = app.page.getByRole('dialog', { name: 'Models' })
  await dialog.getByRole('list', { name: 'Models that read your own images' }).waitFor()
  await shoot(app.page, 'own-image-models')
  await dialog.getByRole('textbox', { name: 'Repository' }).fill('qwen vision')
  await dialog.getByRole('button', { name: 'Search', exact: true }).click()
  await dialog.getByRole('list', { name: 'Found on the hub' }).getByText('7 downloads').waitFor()
  await dialog.getByRole('button', { name: /^Look up someone\// }).click()
  await dialog.getByRole('list', { name: /^Available precisions of someone/ }).waitFor()
})

test('or a server is connected, and the model that is taken there is asked the same at once', async () => {
  const { page } = app
  await page.keyboard.press('Escape')
  await page.getByRole('combobox', { name: 'Model' }).click()
  await page.getByRole('option', { name: /^R3 mini/ }).click()
  const branches = page.getByTestId('branch-row')
  const before = await branches.count()
  await page.getByTestId('domain-hint').getByRole('button', { name: 'connect a server' }).click()
  const dialog = page.getByRole('dialog', { name: 'Servers' })
  await dialog.getByLabel('Address').fill(server.url)
  await dialog.getByRole('button', { name: 'Connect' }).click()
  const take = dialog.getByRole('button', { name: 'Use this model and ask it' })
  await take.waitFor({ timeout: 60_000 })
  await shoot(page, 'own-image-server')
  await take.click()
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(() => branches.count()).toBe(before + 1)
  await page.locator('[data-testid=step-row][data-type=answer]').first().waitFor({ timeout: 60_000 })
  await shoot(page, 'own-image-served')
})
