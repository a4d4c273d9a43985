/** A file whose text is not UTF-8, in the window: where it cannot be told, a person says what it is; where the guess is wrong, too. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'
import { plainPicture } from './e2e-harness/window'

let app: OpenApp
beforeAll(async () => {
  app = await openApp({ width: 1440, height: 900, theme: shotTheme })
})
afterAll(() => app.stop())

/** “出口” as GB18030 has it, in a record of ASCII. */
const exit = Buffer.from([0xb3, 0xf6, 0xbf, 0xda])

async function open(name: string, answer: Buffer): Promise<Page> {
  const { page } = app
  await page.getByRole('button', { name: 'Relook: samples and projects' }).click()
  await page.getByTestId('sample-card').first().waitFor()
  const [head, tail] = ['{"image": "a.png", "question": "What does it say?", "prediction": "', '"}\n']
  await page.getByLabel('Choose files of traces').setInputFiles([
    { name, mimeType: '', buffer: Buffer.concat([Buffer.from(head), answer, Buffer.from(tail)]) },
    { name: 'a.png', mimeType: 'image/png', buffer: await plainPicture(400, 300) },
  ])
  return page
}

const answers = (page: Page) => page.getByTestId('answer').allInnerTexts()

test('too few bytes to tell by: it is chosen where the file was to be shown, and stays so', async () => {
  const page = await open('exit.jsonl', exit)
  // Once, where the file was to be shown.
  await expect.poll(() => page.getByText('it is too little to be sure of').count()).toBe(1)
  await page.getByLabel('Encoding of the text').waitFor()
  await shoot(page, 'encoding-unsure')
  await page.getByLabel('Encoding of the text').selectOption('gb18030')
  await expect.poll(() => answers(page)).toEqual(['出口'])
  await page.locator('.reading-text', { hasText: 'GB18030' }).waitFor()
  await open('exit.jsonl', exit)
  await expect.poll(() => answers(page)).toEqual(['出口'])
})

test('read in the wrong one, it is set under Format, and put back with one click', async () => {
  const { page } = app
  const encoding = async (value: string) => {
    await page.getByRole('button', { name: /^Format/ }).click()
    await shoot(page, 'encoding-format')
    await page.getByLabel('Encoding of the text').selectOption(value)
    await page.keyboard.press('Escape')
  }
  await encoding('windows-1252')
  await expect.poll(() => answers(page)).toEqual(['³ö¿Ú'])
  // Another format is another guess at what the records are, not at their letters.
  await page.getByRole('button', { name: /^Format/ }).click()
  await page.getByRole('radio', { name: /^OpenAI/ }).click()
  await page.locator('.reading-text', { hasText: 'Latin-1' }).waitFor()
  await page.getByRole('button', { name: 'Reset to auto-detected' }).click()
  await page.getByText('it is too little to be sure of').first().waitFor()
  await page.getByLabel('Encoding of the text').selectOption('gb18030')
  await expect.poll(() => answers(page)).toEqual(['出口'])
})
