/** Runs over a benchmark in the window: with and without looks, side by side, a row opened, a verdict given. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { benchmark } from './builders/benchmark'
import { openApp, type OpenApp } from './e2e-harness/app'
import { startFakeHub } from './main/hub/fake-hub'

let app: OpenApp | undefined
afterEach(async () => {
  await app?.stop()
  app = undefined
})

const look = '<think>I look. {"bbox_2d": [0, 0, 56, 56]}'
/** Right with looks but for the last; without looks only the first is right. */
const answers = [0, 1, 2, 3, 4, 5].flatMap((n) => [
  {
    question: `Q${n}?\nYou need`,
    segments: [look, `I see it.</think>\n<answer>${n < 5 ? `a${n}` : 'no'}</answer>`],
  },
  { question: `Q${n}?`, segments: [n === 0 || n === 5 ? `a${n}` : 'no'] },
])

test('evaluates with and without looks, compares, opens a row, and takes a verdict', async () => {
  const data = mkdtempSync(join(tmpdir(), 'relook-e2e-eval-'))
  mkdirSync(join(data, 'datasets'))
  await benchmark(join(data, 'datasets', 'small'), 6)
  app = await openApp({ width: 1400, height: 900, data, script: { tokensPerSecond: 400, answers } })
  const { page } = app
  await page.getByTestId('sample-card').first().waitFor()
  await page.keyboard.press('Control+Shift+E')

  // Nothing was run yet: the form stands there, the only data set chosen.
  await page.getByText('6 questions').waitFor()
  await page.getByRole('button', { name: 'Run 6 samples twice' }).click()
  const scores = page.getByRole('region', { name: 'Scores' })
  await scores
    .getByRole('row', { name: /without looks/ })
    .getByText('33.3')
    .waitFor()
  const withLooks = scores.getByRole('row', { name: /with looks/ })
  await withLooks.getByText('83.3').first().waitFor()
  await withLooks.getByText('+50.0').waitFor()
  // The first thing one reads.
  await page.getByTestId('looking-pays').getByText('33.3 % without looking → 83.3 % with').waitFor()

  // Wrong without looks, right with them; and the other way round.
  const outcome = page.getByRole('combobox', { name: 'Outcome' })
  await outcome.selectOption('won')
  const rows = page.getByRole('grid', { name: 'Results' }).getByRole('row')
  await page.getByText('4 of 6').waitFor()
  await expect.poll(() => rows.count()).toBe(4)
  await outcome.selectOption('lost')
  await page.getByText('1 of 6').waitFor()
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.getByTitle('odd: only these rows').click()
  await page.getByText('3 of 6').waitFor()
  await page.getByRole('button', { name: 'Show all' }).click()

  // Up, down, and as the data has them again.
  const sort = page.getByRole('group', { name: 'Sort the rows' })
  await sort.getByRole('button', { name: 'Row', exact: true }).click()
  await sort.getByRole('button', { name: 'Row', exact: true }).click()
  await expect.poll(() => rows.first().innerText()).toContain('Q5?')
  await sort.getByRole('button', { name: 'Row', exact: true }).click()
  await expect.poll(() => rows.first().innerText()).toContain('Q0?')

  // A person knows better, says why, and the score follows.
  await rows.nth(5).click()
  const said = page.getByRole('region', { name: 'Scripted with looks' })
  await said.getByRole('button', { name: 'This is right…' }).click()
  await page.getByRole('textbox', { name: 'Why it is right' }).fill('the gold is wrong')
  await page.keyboard.press('Enter')
  await withLooks.getByText('100.0').first().waitFor()
  await said.getByText('“the gold is wrong”').waitFor()

  // The row's steps are a trace like any other, and the way back leads to the same place.
  await said.getByRole('button', { name: 'Open the trace' }).click()
  await page.getByText('I see it.').first().waitFor()
  await page.goBack()
  await said.getByRole('button', { name: 'Open the trace' }).waitFor()
  await withLooks.getByText('100.0').first().waitFor()

  // Taken away as a spreadsheet.
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the results of Scripted with looks' }).click()
  await page.getByRole('menuitem', { name: /VLMEvalKit/ }).click()
  expect((await download).suggestedFilename()).toBe('scripted_small.xlsx')
  await app.stop()
  app = undefined
  rmSync(data, { recursive: true, force: true })
})

test('a run that was cut off by a power cut goes on from where it was', async () => {
  const data = mkdtempSync(join(tmpdir(), 'relook-e2e-eval-'))
  mkdirSync(join(data, 'datasets'))
  await benchmark(join(data, 'datasets', 'small'), 8)
  const script = {
    tokensPerSecond: 30,
    answers: Array.from({ length: 8 }, (_, n) => ({
      question: `Q${n}?`,
      segments: [`${'word '.repeat(8)}<answer>a${n}</answer>`],
    })),
  }
  const first = await openApp({ width: 1400, height: 900, data, script })
  await first.page.getByTestId('sample-card').first().waitFor()
  await first.page.getByRole('button', { name: /^Evaluate/ }).click()
  await first.page.getByText('8 questions').waitFor()
  await first.page.getByRole('checkbox', { name: /no-look baseline/ }).uncheck()
  await first.page.getByRole('button', { name: 'Run 8 samples' }).click()
  const runs = first.page.getByRole('navigation', { name: 'Runs over benchmarks' })
  await runs.getByText(/^[3-7] of 8, \d+:\d\d left$/).waitFor()
  await first.kill9()

  app = await openApp({ width: 1400, height: 900, data, script: { ...script, tokensPerSecond: 4000 } })
  const { page } = app
  await page.getByTestId('sample-card').first().waitFor()
  await page.getByRole('button', { name: /^Evaluate/ }).click()
  await page.getByText(/^interrupted at [3-7] of 8$/).waitFor()
  await page.getByRole('button', { name: /^Resume/ }).click()
  await page.getByRole('navigation', { name: 'Runs over benchmarks' }).getByText('8 samples').waitFor()
  await page.getByRole('navigation', { name: 'Runs over benchmarks' }).getByText('100.0').waitFor()
  await app.stop()
  app = undefined
  rmSync(data, { recursive: true, force: true })
})

test('brings a data set from the hub and runs it', async () => {
  const parquet = readFileSync(new URL('fixtures/evaluation/ScienceQA.parquet', import.meta.url))
  const hub = await startFakeHub({
    'data/test-00000-of-00001.parquet': parquet,
    'data/train-00000-of-00001.parquet': Buffer.from('PAR1'),
  })
  const script = { tokensPerSecond: 4000, answers: [{ segments: ['<answer>A</answer>'] }] }
  const env = { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: '/nowhere' }
  app = await openApp({ width: 1400, height: 900, env, script })
  const { page } = app
  await page.getByTestId('sample-card').first().waitFor()
  await page.keyboard.press('Control+Shift+E')
  const form = page.getByRole('form', { name: 'New run' })
  // Before anything was run the app's own pictures are what there is.
  await form.getByText('200 questions').waitFor()
  const name = form.getByRole('textbox', { name: 'Data set on the hub' })
  await name.fill('owner/tiny')
  await name.press('Enter')
  await form.getByRole('alert').getByText('holds several data sets').waitFor()
  await name.fill('owner/tiny/test')
  await form.getByRole('button', { name: 'Download' }).click()
  await form.getByText('3 questions').waitFor()
  const known = form.getByRole('group', { name: 'Known data sets' })
  await known.getByRole('button', { name: 'owner--tiny--data--test', pressed: true }).waitFor()
  await form.getByRole('combobox', { name: 'Metric' }).selectOption('mcq')
  await form.getByRole('checkbox', { name: /no-look baseline/ }).uncheck()
  await form.getByRole('button', { name: 'Run 3 samples' }).click()
  await page.getByRole('navigation', { name: 'Runs over benchmarks' }).getByText('3 samples').waitFor()
  await hub.close()
})
