/**
 * What models and data sets write, as a person reads it: formulas set wherever a question stands and copied once, a wide table that is
 * scrolled and not crushed, a long answer that is no headline; and Chinese for what a host says.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { png } from './builders/services'
import { openApp, type OpenApp } from './e2e-harness/app'

const folder = mkdtempSync(join(tmpdir(), 'relook-text-'))
const file = join(folder, 'text.jsonl')
const columns = Array.from({ length: 14 }, (_, i) => `quarterly figure ${i + 1}`)
const table = [columns, columns.map(() => '---'), columns.map((_, i) => `value ${i}`)]
  .map((cells) => `| ${cells.join(' | ')} |`)
  .join('\n')
const rows = [
  {
    id: 1,
    question: 'What is $\\frac{a}{b}$ here?',
    thought: `A table:\n\n${table}\n`,
    answer: 'It is $x^2$.',
  },
  { id: 2, question: 'Is it long?', thought: 'Yes.', answer: 'A long answer. '.repeat(60) },
].map(({ id, question, thought, answer }) => ({
  ...{ id, image: 'a.png', question, ground_truth: 'x' },
  full_response: `<think>${thought}</think><answer>${answer}</answer>`,
}))

let app: OpenApp
beforeAll(async () => {
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  writeFileSync(join(folder, 'a.png'), await png(320, 240))
  app = await openApp({ args: ['--open', file], width: 1200, height: 900 })
  await app.page.getByTestId('step-row').first().waitFor()
})
afterAll(async () => {
  await app.stop()
  rmSync(folder, { recursive: true, force: true })
})

test('formulas are set in the row, the header and the question, and copied once', async () => {
  const { page } = app
  for (const place of ['.trace-row .trace-question', '.header-question', '.question-text'])
    await page.locator(`${place} .katex`).first().waitFor()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.locator('.header-question').evaluate((element) => {
    const range = document.createRange()
    range.selectNodeContents(element)
    getSelection()?.removeAllRanges()
    getSelection()?.addRange(range)
  })
  await page.keyboard.press('Control+c')
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied.match(/frac/g)).toHaveLength(1)
  expect(copied).toMatch(/^What is \$?\\frac\{a\}\{b\}\$? here\?$/)
})

test('a wide table is scrolled inside of its own frame', async () => {
  const table = app.page.locator('.story .prose table').first()
  await table.waitFor()
  const { inner, outer, cell } = await table.evaluate((element) => ({
    inner: element.scrollWidth,
    outer: element.clientWidth,
    cell: element.querySelector('td')?.getBoundingClientRect().width ?? 0,
  }))
  expect(inner).toBeGreaterThan(outer + 100)
  // A word fits in a cell: nothing is broken to a letter a line.
  expect(cell).toBeGreaterThan(40)
  const page = await app.page.evaluate(() => [document.body.scrollWidth, innerWidth])
  expect(page[0]).toBeLessThanOrEqual(page[1] ?? 0)
})

test('a long answer is read as a text, a short one as a headline', async () => {
  const { page } = app
  const size = () =>
    page
      .locator('.story .answer')
      .first()
      .evaluate((element) => parseFloat(getComputedStyle(element).fontSize))
  const short = await size()
  await page.getByRole('grid', { name: 'Traces' }).press('ArrowDown')
  await page.getByText('A long answer.').first().waitFor()
  await page.locator('.story .answer[data-long]').waitFor()
  expect(await size()).toBeLessThan(short)
})

test('what the host says is Chinese in a Chinese window, live', async () => {
  const { page } = app
  await page.getByTestId('language').click()
  await page.getByRole('menuitemradio', { name: '简体中文' }).click()
  await page.getByRole('menu').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+e')
  const form = page.getByRole('dialog')
  await form.getByText('导出', { exact: false }).first().waitFor()
  await page.screenshot({ path: process.env['RELOOK_SHOT'] ?? join(folder, 'zh.png') })
  await form
    .getByText(/裁剪图|分支树|对话/)
    .first()
    .waitFor()
  await page.keyboard.press('Escape')
  await page.getByTestId('language').click()
  await page.getByRole('menuitemradio', { name: 'English' }).click()
  await page.getByRole('grid', { name: 'Traces' }).waitFor()
})
