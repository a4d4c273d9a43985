/** Pictures that code gave back and that are no crop of the image, in the window: in the step they came with, and large. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'
import { openRecord, plainPicture } from './e2e-harness/window'

let app: OpenApp
beforeAll(async () => {
  app = await openApp({ width: 1440, height: 900, theme: shotTheme })
})
afterAll(() => app.stop())

test('two figures stand in the step they came with, open large, are leafed through, and give the focus back', async () => {
  const { page } = app
  const code = '<code>\n```python\nplt.imshow(image_clue_0)\nplt.show()\n```\n</code>'
  const record = {
    images: ['a.png', 'one.png', 'two.png'],
    messages: [
      { role: 'user', content: '<image>How many?' },
      { role: 'assistant', content: `I draw.\n${code}` },
      {
        role: 'user',
        content:
          '<interpreter>\nImage Result:\n<image_clue_1><image></image_clue_1><image_clue_2><image></image_clue_2></interpreter>',
      },
      { role: 'assistant', content: '<answer>\n\\boxed{2}\n</answer>' },
    ],
  }
  const pictures = {
    'a.png': await plainPicture(1000, 800),
    'one.png': await plainPicture(640, 480, '#aa8866'),
    'two.png': await plainPicture(300, 200, '#66aa88'),
  }
  await openRecord(page, { name: 'figures.jsonl', record }, pictures)
  const back = page.getByTestId('came-back')
  await expect.poll(() => back.count()).toBe(2)
  const card = page.locator('.card', { has: back.first() })
  await expect
    .poll(() => card.innerText())
    .toMatch(/^3\s+Tool\s+Image Result:\s+640 × 480 px · one.png\s+300 × 200 px · two.png$/)
  await shoot(page, 'figures')

  await back.first().focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByTestId('picture-dialog')
  const shown = dialog.getByRole('img')
  await expect.poll(() => shown.getAttribute('alt')).toBe('one.png')
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => shown.getAttribute('alt')).toBe('two.png')
  // Pixel for pixel, then twice as large.
  await page.keyboard.press('1')
  await expect.poll(() => shown.evaluate((img) => img.clientWidth)).toBe(300)
  await page.keyboard.press('+')
  await expect.poll(() => shown.evaluate((img) => img.clientWidth)).toBe(600)
  await shoot(page, 'figure-large')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(await back.first().evaluate((button) => button === document.activeElement)).toBe(true)
})
