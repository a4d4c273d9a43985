/** Did the looks of many traces matter, in the window: over a file, paused, reloaded, gone on with; over a run; over a group. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { drawnImage, logRowAt } from './builders/log'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'

let app: OpenApp | undefined
afterEach(async () => {
  await app?.stop()
  app = undefined
})

/** Longest a journey may take, and a step of it, on a busy machine. */
const patience = 240_000
const soon = <T>(value: () => T | Promise<T>) => expect.poll(value, { timeout: 60_000 })
const list = (page: Page) => page.getByRole('grid', { name: 'Traces' })
const dialog = (page: Page) => page.getByTestId('looks')
const state = (page: Page) => dialog(page).getByTestId('looks-state').getAttribute('data-state')

/** Eight traces that look, and four that do not. */
const rows = Array.from({ length: 12 }, (_, i) => {
  const row = logRowAt(i + 1) as { full_response: string }
  return i < 8 ? row : { ...row, full_response: '<think> I need not look.</think>\n<answer>a</answer>\n' }
})

const script = (tokensPerSecond: number) => ({
  tokensPerSecond,
  answers: [
    { segments: ['Well.', 'It is the left one, I am quite sure of that.</think><answer>a</answer>'] },
  ],
})

async function withFile(page: Page): Promise<void> {
  await page.getByTestId('sample-card').first().waitFor()
  const images = Array.from({ length: 12 }, async (_, i) => ({
    name: `${i + 1}.png`,
    mimeType: '',
    buffer: await drawnImage(i + 1),
  }))
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  const file = { name: 'traces.jsonl', mimeType: '', buffer: Buffer.from(text) }
  await page.getByLabel('Choose files of traces').setInputFiles([file, ...(await Promise.all(images))])
  await list(page).locator('[aria-selected=true]').waitFor()
  await soon(() => list(page).getAttribute('aria-rowcount')).toBe('12')
}

test(
  'over a file: cost, progress, pause, a kill, going on, the list narrowed, what does not matter exported',
  { timeout: patience },
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'relook-e2e-looks-'))
    const slow = await openApp({ width: 1400, height: 1000, theme: shotTheme, data, script: script(40) })
    await withFile(slow.page)
    await slow.page.keyboard.press('Shift+M')
    await dialog(slow.page).getByRole('combobox', { name: 'Model' }).selectOption('scripted')
    await soon(() => dialog(slow.page).getByTestId('looks-cost').innerText()).toMatch(
      /12 traces with 8 looks: up to 32 answers\.\s+It costs time only/,
    )
    await shoot(slow.page, 'looks-form')
    await dialog(slow.page).getByTestId('looks-start').press('Enter')
    await soon(() => dialog(slow.page).getByTestId('looks-summary').count()).toBe(1)
    await shoot(slow.page, 'looks-running')
    // It goes on while one looks elsewhere, and says so over the list.
    await slow.page.keyboard.press('Escape')
    await soon(() => slow.page.getByRole('progressbar', { name: 'Trying looks' }).count()).toBe(1)
    await soon(() => list(slow.page).getByTestId('look-verdicts').count()).toBeGreaterThan(0)
    await slow.page.reload()
    await slow.page.getByRole('button', { name: 'Pause' }).first().click()
    await slow.page.keyboard.press('Shift+M')
    await soon(() => state(slow.page)).toBe('paused')
    await dialog(slow.page).getByRole('button', { name: 'Resume' }).click()
    await soon(() => state(slow.page)).toBe('running')
    await slow.kill9()

    app = await openApp({ width: 1400, height: 1000, theme: shotTheme, data, script: script(4000) })
    const { page } = app
    await page.getByRole('list', { name: 'Files of traces' }).getByRole('button').first().click()
    await list(page).locator('[aria-selected=true]').waitFor()
    await page.getByTestId('try-looks').click()
    await soon(() => state(page)).toBe('cut-off')
    await dialog(page).getByRole('button', { name: 'Resume' }).click()
    await soon(() => state(page)).toBe('done')
    const all = dialog(page).locator('tr[data-line=all]')
    await soon(async () => (await all.innerText()).split(/\s+/)).toEqual(
      expect.arrayContaining(['All', '0.0', '%', '8', 'of', '12', '8']),
    )
    await shoot(page, 'looks-done')
    const download = page.waitForEvent('download')
    await dialog(page).getByTestId('looks-export').click()
    const saved = await download
    expect(saved.suggestedFilename()).toBe('traces-not-used.jsonl')
    expect((await text(await saved.createReadStream())).trim().split('\n')).toHaveLength(8)

    // A number leads to its traces.
    await dialog(page).getByRole('button', { name: '8 not used: show the traces' }).click()
    await soon(() => list(page).getAttribute('aria-rowcount')).toBe('8')
    await page.getByRole('button', { name: 'Remove filter “a look not used”' }).waitFor()
    await shoot(page, 'looks-list')
    await page.getByRole('button', { name: 'Show all' }).click()
    await soon(() => list(page).getAttribute('aria-rowcount')).toBe('12')
    // What was found of the open trace stands under it, too.
    await list(page).press('Home')
    await soon(() => page.getByTestId('why-look').first().getAttribute('data-verdict')).toBe('not-used')
    await page.getByTestId('try-looks').click()
    await dialog(page).getByRole('button', { name: 'Forget' }).click()
    await dialog(page).getByTestId('looks-start').waitFor()
    await page.keyboard.press('Escape')
    await soon(() => list(page).getByTestId('look-verdicts').count()).toBe(0)
    rmSync(data, { recursive: true, force: true })
  },
)

test(
  'over a run of the built-in model: columns, sorting, the filter, the share that hangs on looks',
  { timeout: patience },
  async () => {
    app = await openApp({ width: 1500, height: 1000, theme: shotTheme })
    const { page } = app
    await page.getByTestId('sample-card').first().waitFor()
    await page.keyboard.press('Control+Shift+E')
    await page.getByRole('textbox', { name: 'Max samples' }).fill('6')
    await page.keyboard.press('Tab')
    await shoot(page, 'looks-run-form')
    await page.getByRole('button', { name: /^Run 6 samples/ }).click()
    const grid = page.getByRole('grid', { name: 'Results' })
    await soon(() => grid.getAttribute('aria-rowcount')).toBe('6')
    await soon(() => page.locator('.run-item progress').count()).toBe(0)
    // Whichever of the two is first: it is about the run that has looks.
    await soon(() => page.getByRole('button', { name: 'Confidence' }).count()).toBe(1)
    await page.getByTestId('try-looks').click()
    await soon(() => dialog(page).getByTestId('looks-cost').count()).toBe(1)
    await dialog(page).getByTestId('looks-start').click()
    await soon(() => state(page)).toBe('done')
    await shoot(page, 'looks-run-summary')
    await page.keyboard.press('Escape')
    await soon(() => grid.getByTestId('look-verdicts').count()).toBe(6)
    await page.getByRole('button', { name: 'Looks used' }).click()
    await shoot(page, 'looks-run-rows')
    await page.getByRole('combobox', { name: 'Looks tried' }).selectOption('used')
    await soon(() => grid.getByRole('row').count()).toBeGreaterThan(0)
    await page.getByRole('combobox', { name: 'Looks tried' }).selectOption('none')
    await page.getByText('No row matches.').waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    const confidences = () => grid.locator('[title^="Coordinate confidence"]').allInnerTexts()
    await page.getByRole('button', { name: 'Confidence' }).click()
    await soon(async () => {
      const known = (await confidences()).filter((c) => c !== '–').map(Number)
      return known.length > 1 && known.every((c, i) => i === 0 || c >= (known[i - 1] ?? 0))
    }).toBe(true)
  },
)

test('over the rollouts of a group', { timeout: patience }, async () => {
  app = await openApp({ width: 1400, height: 1000, theme: shotTheme, script: sampled })
  const { page } = app
  await page.getByTestId('sample-card').first().click()
  await page.locator('[data-testid=run]:enabled').waitFor()
  await page.keyboard.press('Control+g')
  const sample = page.getByRole('dialog', { name: 'Sample rollouts' })
  await sample.getByRole('combobox', { name: 'Model' }).click()
  await page.getByRole('option', { name: 'Scripted' }).click()
  await sample.getByRole('textbox', { name: 'Rollouts', exact: true }).fill('3')
  await sample.getByRole('button', { name: 'Sample 3 rollouts' }).click()
  const table = page.getByRole('region', { name: 'Rollouts of the group' })
  await soon(() => table.getByText('S14').count()).toBe(3)
  await page.getByTestId('try-looks').click()
  await soon(() => dialog(page).getByTestId('looks-cost').innerText()).toContain('3 traces with 3 looks')
  await dialog(page).getByTestId('looks-start').click()
  await soon(() => state(page)).toBe('done')
  await page.keyboard.press('Escape')
  await soon(() => table.getByTestId('look-verdicts').count()).toBe(3)
  await table.getByRole('combobox', { name: 'Which rollouts' }).selectOption('used')
  await page.getByText('No rollout matches.').waitFor()
  await table.getByRole('combobox', { name: 'Which rollouts' }).selectOption('not-used')
  await soon(() => table.getByTestId('look-verdicts').count()).toBe(3)
  await shoot(page, 'looks-group')
})

const sampled = {
  tokensPerSecond: 4000,
  answers: [
    {
      segments: [
        '<think>I look. {"bbox_2d": [20, 20, 100, 120]}',
        'It says so.</think>\n<answer>S14</answer>',
      ],
    },
  ],
}
