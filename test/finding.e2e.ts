/** What a person looks for is found and seen: commands by other words, names by F2, hits in lists, messages that nothing covers. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writtenLog } from './builders/log'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot } from './e2e-harness/shoot'
import { quickScript } from './fixtures/scripts'

let app: OpenApp
beforeAll(async () => {
  app = await openApp({ script: quickScript(), width: 1440, height: 900 })
  await app.page.getByTestId('sample-card').first().waitFor()
})
afterAll(() => app.stop())

const palette = () => app.page.getByTestId('palette')
const field = () => palette().getByRole('combobox')

test('a command that cannot be done now is shown as such, and Enter does nothing', async () => {
  const { page } = app
  await page.keyboard.press('Control+k')
  await field().fill('undo')
  const undo = palette().getByRole('option', { name: /^Undo/ }).first()
  await expect.poll(() => undo.getAttribute('aria-disabled')).toBe('true')
  await page.keyboard.press('Enter')
  await expect.poll(() => palette().count()).toBe(1)
  await field().fill('no such words')
  await palette().getByText('No matching commands.').waitFor()
  await page.keyboard.press('Escape')
})

test('the open project is renamed by the palette and by F2', async () => {
  const { page } = app
  await page.getByTestId('sample-card').first().click()
  await page.getByTestId('run').click()
  await page.locator('[data-testid=step-row][data-type=answer]').waitFor()
  const title = page.getByLabel('Title of the project')
  await page.keyboard.press('Control+k')
  await field().fill('rename')
  await page.keyboard.press('Enter')
  await title.fill('By words')
  await page.keyboard.press('Enter')
  await page.locator('.header-title', { hasText: 'By words' }).waitFor()
  await page.keyboard.press('F2')
  await title.fill('By a key')
  await page.keyboard.press('Enter')
  await page.locator('.header-title', { hasText: 'By a key' }).waitFor()
})

test('what a re-run keeps is never cut off, whatever the width', async () => {
  const { page } = app
  await page.locator('[data-testid=step-row][data-type=look] button').first().click()
  for (const width of [1920, 1440, 1280, 600, 360]) {
    await page.setViewportSize({ width, height: 900 })
    const drawer = page.locator('.story-keeps')
    if (!(await drawer.isVisible())) await page.keyboard.press('i')
    await drawer.waitFor()
    await expect
      .poll(() =>
        drawer.evaluate((e) => [e.textContent, e.scrollWidth <= e.clientWidth && e.clientWidth > 20]),
      )
      .toEqual(['keeps 1–3', true])
  }
  await page.setViewportSize({ width: 1440, height: 900 })
})

test('words that are searched for are marked in the list, and a hit far into a question is in view', async () => {
  const { page } = app
  const log = await writtenLog()
  await page.getByRole('button', { name: /samples and projects/ }).click()
  await page.getByTestId('sample-card').first().waitFor()
  await page
    .getByLabel('Choose files of traces')
    .setInputFiles(log.map(({ name, bytes }) => ({ name, mimeType: '', buffer: bytes })))
  await page.getByTestId('canvas').waitFor()
  const marks = page.getByRole('grid', { name: 'Traces' }).locator('mark')
  await page.getByLabel('Search the traces').fill('FLAME')
  await expect.poll(() => marks.allInnerTexts()).toEqual(['flame', 'flame'])
  await expect
    .poll(() =>
      marks.evaluateAll((all) =>
        all.every((mark) => {
          const line = mark.closest('.trace-question')?.getBoundingClientRect()
          return line !== undefined && mark.getBoundingClientRect().right <= line.right
        }),
      ),
    )
    .toBe(true)
  await page.getByLabel('Search the traces').fill('flame answer:a')
  await expect.poll(() => marks.allInnerTexts()).toEqual(['flame', 'a', 'flame', 'a'])
  await page.getByLabel('Search the traces').fill('')
  await expect.poll(() => marks.count()).toBe(0)
})

test('a hit that only the reasoning has is shown in its row, with where it stands', async () => {
  const { page } = app
  const rows = page.getByRole('grid', { name: 'Traces' }).getByRole('row')
  await page.getByLabel('Search the traces').fill('"Two Candles"')
  await expect.poll(() => rows.count()).toBe(1)
  await expect.poll(() => rows.locator('mark').allInnerTexts()).toEqual(['two candles'])
  await expect
    .poll(() => rows.locator('.trace-question').innerText())
    .toMatch(/^In the text: … .*two candles\./)
  await expect
    .poll(() =>
      rows.locator('mark').evaluate((mark) => {
        const line = mark.closest('.trace-question')?.getBoundingClientRect()
        return line !== undefined && mark.getBoundingClientRect().right <= line.right
      }),
    )
    .toBe(true)
  await shoot(page, 'hit-in-reasoning')
  await page.getByLabel('Search the traces').fill('')
  await expect.poll(() => page.locator('.trace-where').count()).toBe(0)
})

test('the hint on how a box is moved covers no coordinates', async () => {
  const { page } = app
  const look = page.locator('[data-testid=step-row][data-type=look] button').first()
  await look.dblclick()
  await page.getByText('arrows move it · Esc').waitFor()
  await expect
    .poll(() =>
      look.locator('.step-words').evaluate((words) => {
        const { left, right, top, bottom } = words.getBoundingClientRect()
        return words.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2))
      }),
    )
    .toBe(true)
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByText('arrows move it · Esc').count()).toBe(0)
})

test('nothing stands over why a file cannot be read', async () => {
  const { page } = app
  await page.getByRole('button', { name: /samples and projects/ }).click()
  await page.getByTestId('sample-card').first().waitFor()
  await page
    .getByLabel('Choose files of traces')
    .setInputFiles({ name: 'pred.json', mimeType: '', buffer: Buffer.from('\u0000 nothing') })
  await page.getByText('No record of this file can be read').waitFor()
  // Its button has the focus by now; a tip would have come.
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toBe('Say how it is read…')
  await expect
    .poll(() =>
      page.getByText('No record of this file can be read').evaluate((words) => {
        const { left, right, bottom } = words.getBoundingClientRect()
        return words.contains(document.elementFromPoint((left + right) / 2, bottom - 2))
      }),
    )
    .toBe(true)
})
