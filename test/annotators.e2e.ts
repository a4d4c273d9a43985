/** Several annotators on one host, each in a window of their own: parts, presence, verdicts on steps, instructions, rubric, progress. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writtenLog } from './builders/log'
import { openApp, type OpenApp } from './e2e-harness/app'

let app: OpenApp
let bo: Page

beforeAll(async () => {
  app = await openApp({ width: 1440, height: 900 })
  const { page } = app
  await page.getByTestId('sample-card').first().waitFor()
  const log = await writtenLog()
  await page
    .getByLabel('Choose files of traces')
    .setInputFiles(log.map(({ name, bytes }) => ({ name, mimeType: '', buffer: bytes })))
  await page.getByTestId('canvas').waitFor()
  await begin(page, 'Ada')
  bo = await anotherWindow()
  await begin(bo, 'Bo')
})
afterAll(() => app.stop())

/** A window of another browser profile: it knows no name yet. */
async function anotherWindow(): Promise<Page> {
  const browser = app.page.context().browser()
  if (browser === null) throw new Error('no browser')
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(app.url)
  await page.getByTestId('sample-card').first().waitFor()
  // Where the first window is has an address.
  await page.goto(app.page.url())
  await page.getByTestId('canvas').waitFor()
  return page
}

async function begin(page: Page, name: string): Promise<void> {
  await page.keyboard.press('q')
  await page.getByLabel('Who is reviewing?').fill(name)
  await page.keyboard.press('Enter')
  await review(page).getByRole('button', { name: 'Accept' }).waitFor()
}

const review = (page: Page) => page.getByRole('region', { name: 'Review' })
const rowOf = (page: Page) =>
  page.getByRole('grid', { name: 'Traces' }).locator('[aria-selected=true]').getAttribute('aria-rowindex')
/** Only once it has come: on the way no key counts. */
const settledRow = async (page: Page) =>
  (await review(page).getAttribute('aria-busy')) === 'true' ? 'on the way' : rowOf(page)
const openRow = async (page: Page, row: number) => {
  await page.getByRole('grid', { name: 'Traces' }).locator(`[aria-rowindex="${row}"]`).click()
  await expect.poll(() => settledRow(page)).toBe(String(row))
}
const dialog = (page: Page) => page.getByRole('dialog', { name: /^Queue/ })
const tab = (page: Page, name: string) => dialog(page).getByRole('tab', { name }).click()
const save = (page: Page) => dialog(page).getByRole('button', { name: 'Save for everybody' }).click()

describe('two annotators at one file', () => {
  test('see each other, and that both have one trace open', async () => {
    await openRow(app.page, 1)
    await openRow(bo, 1)
    await review(app.page).getByText('Also here: Bo').waitFor()
    await review(app.page)
      .getByText(/Bo has this trace open, too/)
      .waitFor()
    await review(bo)
      .getByText(/Ada has this trace open, too/)
      .waitFor()
  })

  test('both decide the same trace: both records are kept, and each is told', async () => {
    await app.page.keyboard.press('a')
    await expect.poll(() => settledRow(app.page)).toBe('2')
    await review(bo).getByText('Ada: Accepted').waitFor()
    await bo.keyboard.press('x')
    // The second is open in the other window: it is passed over.
    await expect.poll(() => settledRow(bo)).toBe('3')
    await openRow(app.page, 1)
    await review(app.page).getByText('Bo: Rejected').waitFor()
    const pressed = review(app.page).getByRole('button', { name: /Accept/, pressed: true })
    await expect.poll(() => pressed.count()).toBe(1)
    await review(app.page)
      .getByRole('tab', { name: /Others/ })
      .click()
    await review(app.page)
      .getByText(/You disagree on: verdict/)
      .waitFor()
    await review(app.page)
      .getByRole('tab', { name: /Reasoning/ })
      .click()
  })

  test('undo takes back one’s own decision, not the newer one of the other', async () => {
    await app.page.keyboard.press('Control+z')
    const pressed = (page: Page, name: RegExp) =>
      review(page).getByRole('button', { name, pressed: true }).count()
    await expect.poll(() => pressed(app.page, /Accept/)).toBe(0)
    await openRow(bo, 1)
    await expect.poll(() => pressed(bo, /Reject/)).toBe(1)
    await app.page.keyboard.press('Control+Shift+Z')
    await expect.poll(() => pressed(app.page, /Accept/)).toBe(1)
  })

  test('steps are judged by keys, shown on the step, and seen by the other', async () => {
    await openRow(app.page, 4)
    await openRow(bo, 4)
    await app.page.getByTestId('step-row').first().locator('button').first().click()
    await app.page.keyboard.press('-')
    await app.page.keyboard.press('+')
    await expect.poll(() => app.page.locator('.step-row .step-verdict').count()).toBe(2)
    await review(bo).getByText('Ada: Bad step').waitFor()
    await app.page.keyboard.press('Control+z')
    await expect.poll(() => app.page.locator('.step-row .step-verdict').count()).toBe(1)
  })
})

describe('the queue', () => {
  test('has instructions that everybody sees, can fold away, and sees again when they change', async () => {
    await review(app.page)
      .getByRole('button', { name: /Queue: instructions/ })
      .click()
    await dialog(app.page).getByRole('textbox').fill('# Rule\n\nA box must hold **all** of the thing.')
    await save(app.page)
    await app.page.keyboard.press('Escape')
    const shown = review(bo).getByRole('region', { name: 'Instructions' })
    await shown.getByText('A box must hold all of the thing.').waitFor()
    await shown.getByRole('button', { name: 'Instructions' }).click()
    await expect.poll(() => shown.getByText(/A box must hold/).count()).toBe(0)
    await review(app.page)
      .getByRole('button', { name: /Queue: instructions/ })
      .click()
    await dialog(app.page).getByRole('textbox').fill('A box must hold all of the thing and nothing else.')
    await save(app.page)
    await shown.getByText(/nothing else/).waitFor()
    await app.page.keyboard.press('Escape')
  })

  test('what two write at once is never overwritten unseen', async () => {
    for (const page of [app.page, bo])
      await review(page)
        .getByRole('button', { name: /Queue: instructions/ })
        .click()
    await dialog(bo).getByRole('textbox').fill('Mine.')
    await dialog(app.page).getByRole('textbox').fill('Ada’s rules.')
    await save(app.page)
    await dialog(bo)
      .getByText(/Ada has changed this queue meanwhile/)
      .waitFor()
    await expect
      .poll(() => dialog(bo).getByRole('button', { name: 'Save for everybody' }).isDisabled())
      .toBe(true)
    await expect.poll(() => dialog(bo).getByRole('textbox').inputValue()).toBe('Mine.')
    await dialog(bo).getByRole('button', { name: 'Take over theirs' }).click()
    await expect.poll(() => dialog(bo).getByRole('textbox').inputValue()).toBe('Ada’s rules.')
    for (const page of [app.page, bo]) await page.keyboard.press('Escape')
  })

  test('is divided: each has a part, both are all of it, and the list shows one’s own', async () => {
    await review(app.page)
      .getByRole('button', { name: /Queue: instructions/ })
      .click()
    await tab(app.page, 'People')
    await dialog(app.page)
      .getByRole('textbox', { name: /Names of annotators/ })
      .fill('Ada\nBo')
    await save(app.page)
    await app.page.keyboard.press('Escape')
    const part = async (page: Page) => {
      const box = review(page).getByLabel(/My part only/)
      if (!(await box.isChecked())) await box.check()
      const words = review(page).locator('.queue-mine')
      await expect.poll(() => words.innerText()).toMatch(/\d+ traces/)
      return Number(/(\d+) traces/.exec(await words.innerText())?.[1])
    }
    const [mine, theirs] = [await part(app.page), await part(bo)]
    expect(mine + theirs).toBe(150)
    expect(Math.min(mine, theirs)).toBeGreaterThan(45)
    await app.page.getByRole('button', { name: 'Remove filter “part of Ada”' }).click()
    await expect
      .poll(() =>
        review(app.page)
          .getByLabel(/My part only/)
          .isChecked(),
      )
      .toBe(false)
  })

  test('is scored by its rubric with keys', async () => {
    await review(app.page)
      .getByRole('button', { name: /Queue: instructions/ })
      .click()
    await tab(app.page, 'Rubric')
    await dialog(app.page).getByRole('button', { name: 'Add a criterion' }).click()
    await dialog(app.page).getByRole('textbox', { name: 'Criterion', exact: true }).fill('Grounded')
    await dialog(app.page).getByRole('button', { name: 'Add a criterion' }).click()
    await dialog(app.page).getByRole('textbox', { name: 'Criterion', exact: true }).nth(1).fill('Clear')
    await save(app.page)
    await app.page.keyboard.press('Escape')
    await openRow(app.page, 5)
    await app.page.keyboard.press('c')
    await app.page.keyboard.press('4')
    await app.page.keyboard.press('2')
    const score = (page: Page, criterion: string) =>
      review(page)
        .getByRole('radiogroup', { name: criterion })
        .getByRole('radio', { checked: true })
        .allInnerTexts()
    await expect.poll(() => score(app.page, 'Grounded')).toEqual(['4'])
    await expect.poll(() => score(app.page, 'Clear')).toEqual(['2'])
    // The digits are tags again.
    await expect.poll(() => review(app.page).locator('.tag[aria-pressed=true]').count()).toBe(0)
    await app.page.keyboard.press('1')
    await expect.poll(() => review(app.page).locator('.tag[aria-pressed=true]').count()).toBe(1)
    await app.page.keyboard.press('Control+z')
  })

  test('a box is drawn by four extreme points', async () => {
    const { page } = app
    await openRow(page, 3)
    await page.getByTestId('step-row').nth(1).locator('button').first().click()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Shift+R')
    const stage = await page.getByTestId('canvas').boundingBox()
    if (stage === null) throw new Error('no canvas')
    const [x, y] = [stage.x + stage.width / 2, stage.y + stage.height / 2]
    for (const [dx, dy] of [
      [0, -40],
      [-60, 0],
      [10, 50],
    ] as const)
      await page.mouse.click(x + dx, y + dy)
    await page.getByText(/bottom and right: 3 of 4/).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText(/bottom and right: 2 of 4/).waitFor()
    for (const [dx, dy] of [
      [10, 50],
      [70, 5],
    ] as const)
      await page.mouse.click(x + dx, y + dy)
    await review(page).getByText('moved by you').waitFor()
    await expect.poll(() => page.getByTestId('canvas').getAttribute('data-tool')).toBe('select')
  })

  test('says how much each has done on which day, and hands it out as a file', async () => {
    await review(app.page)
      .getByRole('button', { name: /^\d+ of 150$/ })
      .click()
    const table = dialog(app.page).getByRole('table')
    await expect.poll(() => table.innerText()).toMatch(/Ada[\s\S]*All days[\s\S]*Bo/)
    const download = app.page.waitForEvent('download')
    await dialog(app.page).getByRole('button', { name: 'Save as CSV' }).click()
    expect((await download).suggestedFilename()).toMatch(/progress\.csv$/)
    await app.page.keyboard.press('Escape')
  })
})
