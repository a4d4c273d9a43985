/**
 * A third party's server, for real: `transformers serve` with a tiny Qwen2.5-VL. Connecting, trying, running, moving a crop
 * and re-running in the window, and the same from the command line. Skipped, saying why, where it cannot be installed.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type OpenApp } from '../e2e-harness/app'
import { startTransformers, whyNot } from './transformers-serve'

const reason = whyNot()
if (reason !== undefined) console.warn(`SKIPPED: transformers serve: ${reason}.`)

describe.skipIf(reason !== undefined)('transformers serve', () => {
  let server: Awaited<ReturnType<typeof startTransformers>>
  let app: OpenApp

  beforeAll(async () => {
    server = await startTransformers()
    app = await openApp({ width: 1400, height: 900 })
  }, 400_000)
  afterAll(async () => {
    await app.stop()
    await server.stop()
  })

  const rows = (type: string) => app.page.locator(`[data-testid=step-row][data-type=${type}]`)
  const dialog = () => app.page.getByRole('dialog', { name: 'Servers' })

  test('is added with the model it serves, and found to begin a new turn each time', async () => {
    await app.page.getByTestId('sample-card').first().click()
    await app.page.getByRole('combobox', { name: 'Model' }).click()
    await app.page.getByRole('option', { name: 'Servers…' }).click()
    await dialog().getByLabel('Address').fill(server.url)
    await dialog().getByLabel('Name').fill('HF')
    await dialog().getByLabel('Model').fill(server.model)
    await dialog().getByRole('button', { name: 'Connect' }).click()
    await dialog().getByRole('button', { name: 'Try again what it can do' }).waitFor({ timeout: 80_000 })
    const row = (title: string) => dialog().getByRole('row', { name: title }).getAttribute('data-verdict')
    const seen = await Promise.all(['Keeps image sizes', 'Streams', 'Images inside a turn'].map(row))
    expect(seen).toEqual(['yes', 'yes', 'no'])
    expect(await dialog().innerText()).toContain('as a turn of the user')
  })

  test('runs the interleaved loop: a look, its crop, an answer that needed the crop', async () => {
    await dialog().getByRole('button', { name: 'Use this model' }).click()
    await app.page.getByTestId('run').click()
    await rows('answer').first().waitFor({ timeout: 60_000 })
    expect((await app.page.getByTestId('answer').first().innerText()).trim()).toContain('a box')
    expect([await rows('look').count(), await rows('observation').count()]).toEqual([1, 1])
  })

  test('goes on from a region that was moved', async () => {
    await rows('look').first().locator('button').first().click()
    await app.page.keyboard.press('Enter')
    await app.page.keyboard.press('Shift+ArrowRight')
    await app.page.keyboard.press('Escape')
    const before = await app.page.getByTestId('branch-row').count()
    await app.page.keyboard.press('Control+Enter')
    await expect.poll(() => app.page.getByTestId('branch-row').count()).toBe(before + 1)
    await rows('answer').first().waitFor({ timeout: 60_000 })
    expect(await app.page.locator('[data-testid=step-row][data-author=person]').count()).toBeGreaterThan(0)
  })

  test('answers the command line', () => {
    const data = mkdtempSync(join(tmpdir(), 'relook-hf-'))
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const relook = (...words: readonly string[]) =>
      spawnSync(process.execPath, [join(root, 'dist/main/cli.js'), ...words], {
        env: { ...process.env, RELOOK_DATA: data },
        encoding: 'utf8',
      })
    expect(relook('servers', 'add', server.url, '--name', 'hf', '--model', server.model).stderr).toBe('')
    const sample = join(root, 'assets/samples/sign-01.png')
    const made = relook('run', sample, 'What is it?', '--model', `server:hf/${server.model}`, '--json')
    rmSync(data, { recursive: true, force: true, maxRetries: 3 })
    expect(made.stderr).toBe('')
    const result = JSON.parse(made.stdout) as { answer: string; steps: { type: string }[] }
    expect(result.answer).toBe('a box')
    // The tiny model writes its last words as one token: they are one step.
    expect(result.steps.map((s) => s.type)).toEqual(['thought', 'look', 'observation', 'answer'])
  })
})
