/**
 * Servers of others, for real, each with a tiny Qwen2.5-VL: connecting, trying, running, moving a crop, re-running, stopping
 * in the window, and the same from the command line. Skipped, saying why, where one cannot be had.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeNeeding } from '../builders/needs'
import { openApp, type OpenApp } from '../e2e-harness/app'
import { shoot } from '../e2e-harness/shoot'
import { llamaCpp } from './llama-cpp'
import type { ThirdParty } from './third-party'
import { transformersServe } from './transformers-serve'
import { vllm } from './vllm'

/** What `--json` prints, as far as it is looked at here. */
interface Result {
  readonly answer: string
  readonly manner: object
  readonly steps: readonly { readonly type: string; readonly region?: object }[]
}

const root = fileURLToPath(new URL('../..', import.meta.url))

for (const kind of [transformersServe, vllm, llamaCpp]) {
  const missing = kind.whyNot()
  const need = { what: missing ?? kind.name, met: missing === undefined }
  describeNeeding(need, kind.name, () => journeyWith(kind))
}

function journeyWith(kind: ThirdParty): void {
  let server: Awaited<ReturnType<ThirdParty['start']>>
  let app: OpenApp

  beforeAll(async () => {
    server = await kind.start()
    app = await openApp({ width: 1400, height: 900 })
  }, 400_000)
  afterAll(async () => {
    await app.stop()
    await server.stop()
  })

  const rows = (type: string) => app.page.locator(`[data-testid=step-row][data-type=${type}]`)
  const dialog = () => app.page.getByRole('dialog', { name: 'Servers' })
  const shot = (name: string) => shoot(app.page, `${kind.name.replaceAll(' ', '-')}-${name}`)

  test('is added with the model it serves, and what it can do is found out', async () => {
    await app.page.getByTestId('sample-card').first().click()
    await app.page.getByRole('combobox', { name: 'Model' }).click()
    await app.page.getByRole('option', { name: 'Servers…' }).click()
    await dialog().getByLabel('Address').fill(server.url)
    await dialog().getByLabel('Name').fill(kind.name)
    await dialog().getByLabel('Model').fill(server.model)
    await dialog().getByRole('button', { name: 'Connect' }).click()
    await dialog().getByRole('button', { name: 'Test its capabilities again' }).waitFor({ timeout: 120_000 })
    await shot('probed')
    const row = (title: string) => {
      const head = app.page.getByRole('rowheader', { name: title, exact: true })
      return dialog().getByRole('row').filter({ has: head }).getAttribute('data-verdict')
    }
    const titles = Object.keys(kind.verdicts)
    const seen = await Promise.all(titles.map(async (title) => [title, await row(title)] as const))
    expect(Object.fromEntries(seen)).toEqual(kind.verdicts)
    await expect.poll(() => dialog().innerText()).toMatch(kind.crops)
  })

  test('runs the interleaved loop: a look, its crop, an answer that needed the crop', async () => {
    await dialog().getByRole('button', { name: 'Use this model' }).click()
    await app.page.getByTestId('run').click()
    await rows('answer').first().waitFor({ timeout: 60_000 })
    await shot('run')
    expect((await app.page.getByTestId('answer').first().innerText()).trim()).toContain('a box')
    expect([await rows('look').count(), await rows('observation').count()]).toEqual([1, 1])
    const asUser = await app.page.getByText('crops were sent as user messages').count()
    expect(asUser).toBe(kind.verdicts['Images inside a turn'] === 'no' ? 1 : 0)
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
    await expect
      .poll(() => app.page.locator('[data-testid=step-row][data-author=person]').count())
      .toBeGreaterThan(0)
    await shot('rerun')
  })

  test('answers the command line', () => {
    const data = mkdtempSync(join(tmpdir(), 'relook-served-'))
    const relook = (...words: readonly string[]) =>
      spawnSync(process.execPath, [join(root, 'dist/main/cli.js'), ...words], {
        env: { ...process.env, RELOOK_DATA: data },
        encoding: 'utf8',
      })
    expect(relook('servers', 'add', server.url, '--name', 'box', '--model', server.model).stderr).toBe('')
    const sample = join(root, 'assets/samples/sign-01.png')
    const made = relook(
      'run',
      sample,
      'What is it?',
      '--model',
      `server:box/${server.model}`,
      '--json',
      '--keep',
    )
    const project = /project (\S+)\./.exec(made.stderr)?.[1] ?? ''
    const region = { left: 100, top: 100, right: 300, bottom: 300 }
    const moved = relook('rerun', project, '--region', '100,100,300,300', '--json')
    rmSync(data, { recursive: true, force: true, maxRetries: 3 })
    const result = JSON.parse(made.stdout) as Result
    expect(result.answer).toBe('a box')
    const again = JSON.parse(moved.stdout) as Result
    expect([again.answer, again.manner]).toEqual(['a box', result.manner])
    expect(again.steps.find((s) => s.type === 'look')?.region).toEqual(region)
    // The tiny model writes its last words as one token, which is one step, or two, by where a server cuts it.
    expect(result.steps.map((s) => s.type).filter((t) => t !== 'thought')).toEqual([
      'look',
      'observation',
      'answer',
    ])
  })
}
