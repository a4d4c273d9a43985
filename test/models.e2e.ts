/** Models in the window: one is looked up, downloaded from a hub on this machine, run, and removed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { startFakeHub, type FakeHub } from './main/hub/fake-hub'

const fixture = new URL('./fixtures/qwen/model/', import.meta.url).pathname
const names = [
  'config',
  'generation_config',
  'preprocessor_config',
  'relook',
  'tokenizer',
  'tokenizer_config',
]
const graphs = ['embed_tokens', 'vision_encoder', 'decoder_model_merged']
const paths = [
  ...names.map((n) => `${n}.json`),
  'chat_template.jinja',
  ...graphs.flatMap((n) => [`onnx/${n}.onnx`, `onnx/${n}.onnx_data`]),
]

let hub: FakeHub
let app: OpenApp
beforeAll(async () => {
  hub = await startFakeHub(Object.fromEntries(paths.map((p) => [p, readFileSync(join(fixture, p))])))
  app = await openApp({
    width: 1280,
    height: 860,
    env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: '/nowhere' },
  })
})
afterAll(async () => {
  await app.stop()
  await hub.close()
})

const dialog = () => app.page.getByRole('dialog', { name: 'Models' })

test('says what a repository holds and how large it is before a byte is fetched', async () => {
  await app.page.getByTestId('sample-card').first().click()
  await app.page.getByRole('combobox', { name: 'Model' }).click()
  await app.page.getByRole('option', { name: 'Models…' }).click()
  await dialog().getByText('R3 mini', { exact: false }).first().waitFor()
  await dialog().getByRole('textbox', { name: 'Repository' }).fill('owner/none')
  await dialog().getByRole('button', { name: 'Look up' }).click()
  await dialog().getByText('There is no owner/none on this hub').waitFor()
  await dialog().getByRole('textbox', { name: 'Repository' }).fill('owner/tiny')
  await dialog().getByRole('button', { name: 'Look up' }).click()
  const variants = dialog().getByRole('list', { name: 'Available precisions of owner/tiny' })
  await variants.getByText('32-bit').waitFor()
  expect(hub.sent()).toBe(0)
})

test('a download that breaks says why, goes on by hand, and becomes a model that runs', async () => {
  hub.faults.set('onnx/vision_encoder.onnx_data', { type: 'stuck', after: 30_000 })
  await dialog().getByRole('button', { name: 'Download', exact: true }).click()
  const row = dialog().getByRole('listitem', { name: 'Download of owner/tiny' })
  await row.getByText('again and again', { exact: false }).waitFor({ timeout: 30_000 })
  hub.faults.clear()
  await row.getByRole('button', { name: 'Resume' }).click()
  const model = dialog().getByRole('list', { name: 'Models on this machine' }).getByText('golden')
  await model.waitFor({ timeout: 30_000 })
  // What is here is not offered again.
  await dialog().getByRole('button', { name: 'Look up' }).click()
  await dialog()
    .getByRole('list', { name: 'Available precisions of owner/tiny' })
    .getByText('On this machine')
    .waitFor()
  await expect.poll(() => dialog().getByRole('button', { name: 'Download', exact: true }).count()).toBe(0)
  // Before it is loaded: what it takes to run.
  await dialog()
    .getByRole('listitem')
    .filter({ hasText: 'golden' })
    .getByText(/needs up to [\d.]+ [kMG]B of memory/)
    .waitFor()
  await dialog().getByRole('button', { name: 'Use', exact: true }).click()
  await app.page.getByTestId('question').fill('What is written on the sign?')
  await app.page.getByTestId('run').click()
  await app.page.locator('[data-testid=step-row]').first().waitFor({ timeout: 60_000 })
})

test('is moved to the trash on the second click, and the list says so at once', async () => {
  await app.page.getByRole('combobox', { name: 'Model' }).click()
  await app.page.getByRole('option', { name: 'Models…' }).click()
  await dialog().getByRole('button', { name: 'Remove golden' }).click()
  await dialog()
    .getByRole('button', { name: /^Move .+ to trash$/ })
    .click()
  await expect.poll(() => dialog().getByRole('button', { name: 'Remove golden' }).count()).toBe(0)
  await dialog()
    .getByText(/^In the trash/)
    .waitFor()
})
