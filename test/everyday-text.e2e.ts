/**
 * What models and data sets write, as a person reads it: formulas set wherever a question stands and copied once, a wide table that is
 * scrolled and not crushed, a long answer that is no headline, a call of a tool in words; and Chinese for what a host says.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { png } from './builders/services'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot } from './e2e-harness/shoot'
import { openRecord } from './e2e-harness/window'

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

test('a call of a tool of OpenThinkIMG is a step of its own, and no JSON', async () => {
  const { page } = app
  const said = (name: string, param: string, value: string) => {
    const calls = JSON.stringify([{ API_name: name, API_params: { param } }])
    return `"thoughts🤔" It has been applied.\n"actions🚀" ${calls}\n"value👉" ${value}`
  }
  const record = {
    idx: 'c1',
    query: 'Which curve falls?',
    answer: 'the blue one',
    image: 'a.png',
    response_list: [
      said('grounding', 'blue line, red line', 'They are `bbx_1` and `bbx_2`.'),
      said('compare', '[blue, red]', 'Blue falls.'),
      '"thoughts🤔" Done.\n"actions🚀" []\n"value👉" the blue one<stop>',
    ],
  }
  const image = Buffer.from(await png(320, 240))
  await openRecord(page, { name: 'tools.jsonl', record }, { 'a.png': image })
  const calls = page.locator('.story .card[data-kind=call]')
  await expect.poll(() => calls.count()).toBe(2)
  await expect
    .poll(() => calls.first().innerText())
    .toMatch(/grounding\s+blue line, red line\s+A region in words/)
  await expect.poll(() => calls.nth(1).innerText()).toMatch(/compare\s+param\s+\[blue, red\]/)
  await expect.poll(() => page.getByTestId('answer').innerText()).toBe('the blue one')
  await expect.poll(() => page.locator('.story').innerText()).not.toMatch(/API_name|thoughts🤔|value👉/u)
  await shoot(page, 'tool-calls')
})
