/**
 * What models wrote in other ways than a box, in the window: code whose box is dragged, a point that is moved by keys, a file and a tool
 * nobody knows that are mapped by hand, kept, and read so again.
 */
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'
import { dragSelected, openRecord, plainPicture, regionsOf } from './e2e-harness/window'

let app: OpenApp
let image: Buffer
beforeAll(async () => {
  app = await openApp({ width: 1440, height: 900, theme: shotTheme })
  image = await plainPicture(1000, 800)
})
afterAll(() => app.stop())

/** Opens a file of one record, and its image with it. */
async function withRecord(name: string, record: object): Promise<Page> {
  await openRecord(app.page, { name, record }, { 'a.png': image })
  return app.page
}

const looks = (page: Page) => page.locator('[data-testid=step-row][data-type=look]')

describe('a look that is code', () => {
  const code = [
    'from PIL import Image',
    "img = Image.open('a.png')",
    ...Array.from({ length: 12 }, (_, i) => `# Step ${i} of the plan`),
    'box = (100, 200, 300, 400)',
    'crop = img.crop(box)',
    "crop.save('crop.png')",
  ].join('\n')
  const response = `<think>I cut.\n<code>\n\`\`\`python\n${code}\n\`\`\`\n</code>\n<sandbox_output><image></sandbox_output></think><answer>red</answer>`
  const record = { image: 'a.png', question: 'What colour?', response }
  const literals = (page: Page) => page.getByTestId('code-literal').allInnerTexts()

  test('is shown folded to its numbers, which follow the box that is dragged, and come back by undo', async () => {
    const page = await withRecord('thyme.jsonl', record)
    await page.locator('[data-canvas=ready]').waitFor()
    await expect.poll(() => literals(page)).toEqual(['100', '200', '300', '400'])
    await expect.poll(() => page.locator('.code-line').count()).toBeLessThan(10)
    // From the number to its box …
    await page.getByTestId('code-literal').first().click()
    await page.locator('[data-testid=canvas][data-selected-box]').waitFor()
    await expect.poll(() => page.getByTestId('code-literal').first().getAttribute('data-lit')).toBe('true')
    // … and from the box to its numbers.
    await dragSelected(page, 60, 40)
    await expect.poll(() => literals(page)).not.toEqual(['100', '200', '300', '400'])
    await expect
      .poll(async () => ({ code: (await literals(page)).join(','), row: (await regionsOf(page))[0] }))
      .toSatisfy(
        ({ code, row }: { code: string; row: string | null }) => code === row && row !== '100,200,300,400',
      )
    await expect.poll(() => page.locator('.code-literal[data-changed=true]').count()).toBe(4)
    await shoot(page, 'code-dragged')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+z')
    await expect.poll(() => literals(page)).toEqual(['100', '200', '300', '400'])
    await page
      .getByRole('button', { name: /^Show all \d+ lines$/ })
      .first()
      .click()
    await page.getByText('# Step 3 of the plan').waitFor()
  })
})

describe('a point', () => {
  test('is a point, moved by keys', async () => {
    const record = {
      image: 'a.png',
      question: 'Where is the cup?',
      response: '<point x="50" y="25" alt="cup">cup</point>',
    }
    const page = await withRecord('points.jsonl', record)
    await page.locator('[data-canvas=ready]').waitFor()
    const row = looks(page).first()
    await expect.poll(() => row.innerText()).toMatch(/Point\s+500, 200/)
    await row.locator('button').first().click()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Shift+ArrowRight')
    await expect.poll(() => row.innerText()).toMatch(/510, 200/)
    await shoot(page, 'point-nudged')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+z')
    await expect.poll(() => row.innerText()).toMatch(/500, 200/)
  })

  test('has an x and a y to type, and can be dragged to the edge of the image', async () => {
    const { page } = app
    const row = looks(page).first()
    const numbers = page.getByRole('group', { name: 'Point 1' })
    await expect.poll(() => numbers.getByRole('textbox').count()).toBe(2)
    await numbers.getByLabel('x in image pixels').fill('812')
    await page.keyboard.press('Enter')
    await expect.poll(() => row.innerText()).toMatch(/812, 200/)
    await expect.poll(() => numbers.locator('.region-own').allInnerTexts()).toEqual(['81.2', '25'])
    await page.getByTestId('canvas').focus()
    await row.locator('button').first().dblclick()
    await dragSelected(page, -2000, 0)
    await expect.poll(() => row.innerText()).toMatch(/\s0, 200/)
    await shoot(page, 'point-dragged')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    await expect.poll(() => row.innerText()).toMatch(/500, 200/)
  })
})

describe('a file nobody knows', () => {
  const record = {
    meta: { asks: 'What is on the sign?' },
    pics: ['a.png'],
    zones: [{ zone: [0.1, 0.2, 0.5, 0.6], called: 'sign' }],
    verdictOfSomebody: 'STOP',
  }

  test('is mapped by pointing at its first record, tried at once, kept, and read so again', async () => {
    const page = await withRecord('unknown.jsonl', record)
    await page.getByRole('button', { name: 'Say how it is read…' }).click()
    const sheet = page.getByTestId('reader-sheet')
    // Keys begin at the first value that nothing is said about.
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await expect.poll(focused).toBe('What meta is')
    await sheet.getByLabel('What meta.asks is').selectOption('question')
    await sheet.getByLabel('What zones[*].zone is').selectOption('boxes')
    await sheet.getByLabel('What zones[*].called is').selectOption('label')
    await sheet.getByLabel('What verdictOfSomebody is').selectOption('answer')
    await sheet.getByLabel('Coordinates').selectOption('unit')
    // It shows at once what comes of it.
    await expect.poll(() => regionsOf(page)).toEqual(['100,160,500,480'])
    await page.getByRole('heading', { level: 2, name: 'What is on the sign?' }).waitFor()
    await sheet.getByLabel('Order').selectOption('yxyx')
    await expect.poll(() => regionsOf(page)).toEqual(['200,80,600,400'])
    // A mistake is taken back by key.
    await page.keyboard.press('Control+z')
    await expect.poll(() => sheet.getByLabel('Order').inputValue()).toBe('xyxy')
    await sheet.getByLabel('Name of the reader').fill('signs of mine')
    await shoot(page, 'mapping')
    await sheet.getByRole('button', { name: 'Keep and use' }).click()
    await sheet.waitFor({ state: 'detached' })
    await expect.poll(() => regionsOf(page)).toEqual(['100,160,500,480'])
    // Again, from the start.
    await withRecord('unknown.jsonl', record)
    await expect.poll(() => regionsOf(page)).toEqual(['100,160,500,480'])
  })

  test('is not read so any more when one takes back what was just kept', async () => {
    const page = await withRecord('unknown-0.jsonl', record)
    await page.getByRole('button', { name: 'Say how it is read…' }).press('Enter')
    const sheet = page.getByTestId('reader-sheet')
    await sheet.getByLabel('What verdictOfSomebody is').selectOption('answer')
    await sheet.getByLabel('Name of the reader').fill('')
    await sheet.getByText('A reader needs a name.', { exact: true }).waitFor()
    await sheet.getByLabel('Name of the reader').fill('a mistake')
    await page.keyboard.press('Enter')
    await sheet.waitFor({ state: 'detached' })
    await page.locator('.notice', { hasText: 'a mistake' }).getByRole('button', { name: 'Undo' }).click()
    await page
      .getByText(/knows no format with records like these/)
      .first()
      .waitFor()
  })

  test('leaves nothing behind when one goes away from it', async () => {
    const page = await withRecord('unknown-2.jsonl', { other: 'x', box: [1, 2, 3, 4] })
    await page.getByRole('button', { name: 'Say how it is read…' }).click()
    const sheet = page.getByTestId('reader-sheet')
    await sheet.getByLabel('What box is').selectOption('boxes')
    await sheet.getByText(/1 trace read with it/).waitFor()
    await sheet.getByRole('button', { name: 'Cancel' }).click()
    await page
      .getByText(/knows no format with records like these/)
      .first()
      .waitFor()
  })

  test('is read with a reader from somebody else, which can be handed on and removed', async () => {
    const page = await withRecord('unknown-3.jsonl', {
      asked: 'How many?',
      spot: [10, 20, 110, 220],
      pic: 'a.png',
    })
    await page.getByRole('button', { name: 'Say how it is read…' }).waitFor()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('named readers')
    await page.keyboard.press('Enter')
    const sheet = page.getByTestId('reader-sheet')
    await sheet.getByRole('listitem').filter({ hasText: 'signs of mine' }).waitFor()
    const reader = {
      relookReader: 1,
      name: 'spots',
      record: { question: 'asked', image: 'pic', boxes: { at: 'spot', space: 'image' } },
    }
    await sheet.getByLabel('Choose a reader').setInputFiles({
      name: 'spots.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(reader)),
    })
    await expect.poll(() => regionsOf(page)).toEqual(['10,20,110,220'])
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      sheet.getByRole('button', { name: 'Save spots as a file' }).click(),
    ])
    expect(JSON.parse(await text(await saved.createReadStream()))).toEqual(reader)
    // Renamed by keys; removed, had back, and removed.
    const signs = (name: string) => sheet.getByRole('listitem').filter({ hasText: name })
    await signs('signs of mine').locator('.editable-name').press('F2')
    await page.keyboard.type('street signs')
    await page.keyboard.press('Enter')
    await signs('street signs').waitFor()
    await expect.poll(() => signs('signs of mine').count()).toBe(0)
    await sheet.getByRole('button', { name: 'Remove street signs' }).click()
    await expect.poll(() => signs('street signs').count()).toBe(0)
    await sheet.getByRole('button', { name: 'Undo' }).click()
    await signs('street signs').waitFor()
    await sheet.getByRole('button', { name: 'Remove street signs' }).click()
    await expect.poll(() => signs('street signs').count()).toBe(0)
    await shoot(page, 'readers')
    await page.keyboard.press('Escape')
  })
})

describe('a tool nobody knows', () => {
  test('is told once which of its arguments is the box', async () => {
    const call = {
      name: 'peek_at',
      arguments: { zone_of_interest: [100, 200, 500, 600], why: 'the sign', pic: 0 },
    }
    const record = {
      images: ['a.png'],
      messages: [
        { role: 'user', content: '<image>What is it?' },
        { role: 'assistant', content: `I look.<tool_call>${JSON.stringify(call)}</tool_call>` },
        { role: 'assistant', content: '<answer>red</answer>' },
      ],
    }
    const page = await withRecord('peek.jsonl', record)
    const unread = page.locator('[data-testid=step-row][data-kind=unread]')
    await unread.first().locator('button').first().click()
    await page.getByRole('button', { name: 'Say where its box is…' }).click()
    const sheet = page.getByTestId('reader-sheet')
    await expect.poll(() => sheet.getByLabel('What zone_of_interest is').inputValue()).toBe('box')
    await sheet.getByLabel('Coordinates').selectOption('per-mille')
    await expect.poll(() => regionsOf(page)).toEqual(['100,160,500,480'])
    await shoot(page, 'mapping-call')
    await sheet.getByRole('button', { name: 'Keep and use' }).click()
    await sheet.waitFor({ state: 'detached' })
    await expect.poll(() => regionsOf(page)).toEqual(['100,160,500,480'])
  })
})
