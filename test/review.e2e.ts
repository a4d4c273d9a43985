/** Reviewing with single keys: deciding, correcting, undoing across traces, starting anew. With a scripted model. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openApp, type OpenApp } from './e2e-harness/app'
import { quickScript } from './fixtures/scripts'

let app: OpenApp
const data = mkdtempSync(join(tmpdir(), 'relook-review-'))

beforeAll(async () => {
  app = await openApp({ script: quickScript(), data, width: 1400, height: 900 })
  for (const n of [0, 1]) {
    await app.page.getByTestId('sample-card').nth(n).click()
    await app.page.getByTestId('run').click()
    await rows('answer').waitFor()
    if (n === 0) await app.page.getByRole('button', { name: /samples and projects/ }).click()
  }
})
afterAll(async () => {
  await app.stop()
  rmSync(data, { recursive: true, force: true, maxRetries: 3 })
})

const rows = (type: string) => app.page.locator(`[data-testid=step-row][data-type=${type}]`)
const review = () => app.page.getByRole('region', { name: 'Review' })
const title = () => app.page.locator('.header-title').innerText()
const key = (name: string) => app.page.keyboard.press(name)
const pressed = (name: RegExp) => review().getByRole('button', { name, pressed: true }).count()
const leftEdge = async () =>
  Number((await rows('look').first().locator('button').first().getAttribute('data-region'))?.split(',')[0])
/** Away from any field, with the first look selected. */
const atFirstLook = () => rows('look').first().locator('button').first().click()

describe('review mode', () => {
  test('asks once who reviews; until then keys decide nothing', async () => {
    await atFirstLook()
    await key('q')
    await review().getByLabel('Who is reviewing?').waitFor()
    await review().getByLabel('Who is reviewing?').fill('Ada')
    await key('Enter')
    await review().getByRole('button', { name: 'Accept' }).waitFor()
    expect(await review().getByRole('button', { name: 'Ada' }).count()).toBe(1)
  })

  test('shows its keys, and ? lists them from the one table', async () => {
    const legend = review().getByRole('list', { name: 'Keys of review mode' })
    expect(await legend.innerText()).toMatch(/Redraw/)
    await key('?')
    expect(await app.page.getByTestId('shortcuts').innerText()).toMatch(/Review mode[\s\S]*Accept/i)
    await key('Escape')
  })

  test('single keys do nothing while one types', async () => {
    await key('o')
    const note = review().getByLabel('Note')
    await note.pressSequentially('a x s f 1 n')
    expect(await note.inputValue()).toBe('a x s f 1 n')
    expect(await pressed(/wrong place|Accept|Reject|Flag/)).toBe(0)
    await note.fill('')
    await note.press('Escape')
    await expect.poll(() => app.page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
  })

  test('one box moved, one word changed, accepted: well within six seconds, and the next is there', async () => {
    const before = await title()
    await atFirstLook()
    const edge = await leftEdge()
    const begun = Date.now()
    await key('Enter')
    await key('Shift+ArrowRight')
    await key('Escape')
    await rows('thought').first().locator('button').first().click()
    await key('e')
    const editor = review().getByLabel('Text of this step')
    await editor.press('Control+ArrowRight')
    await editor.pressSequentially('really ')
    await key('Control+Enter')
    await expect.poll(title).not.toBe(before)
    const took = Date.now() - begun
    expect(took).toBeLessThan(6000)
    console.log(`corrected and accepted in ${took} ms`)
    expect(await leftEdge()).toBe(edge)
  })

  test('undo goes back over the decision, the words and the box, one by one', async () => {
    const second = await title()
    await rows('look').first().waitFor()
    await key('Control+z')
    await expect.poll(title).not.toBe(second)
    await expect.poll(() => pressed(/Accept/)).toBe(0)
    await expect.poll(() => rows('thought').first().getAttribute('data-author')).toBe('person')
    const moved = await leftEdge()
    await key('Control+z')
    await expect.poll(() => rows('thought').first().getAttribute('data-author')).toBe('model')
    expect(await leftEdge()).toBe(moved)
    await key('Control+z')
    await expect.poll(leftEdge).toBe(moved - 10)
    for (let i = 0; i < 3; i++) await key('Control+Shift+Z')
    await expect.poll(() => pressed(/Accept/)).toBe(1)
    await expect.poll(leftEdge).toBe(moved)
  })

  test('splits, merges, removes, moves and inserts steps, and undoes them', async () => {
    const count = await rows('thought').count()
    await rows('thought').first().locator('button').first().click()
    await key('e')
    const editor = review().getByLabel('Text of this step')
    await editor.press('Home')
    for (let i = 0; i < 6; i++) await editor.press('ArrowRight')
    await editor.press('Control+/')
    await expect.poll(() => rows('thought').count()).toBe(count + 1)
    await rows('thought').first().locator('button').first().click()
    await key('m')
    await expect.poll(() => rows('thought').count()).toBe(count)
    await key('Delete')
    await expect.poll(() => rows('thought').first().getAttribute('data-removed')).toBe('true')
    await key('Delete')
    await expect.poll(() => rows('thought').first().getAttribute('data-removed')).toBe('false')
    await key('Alt+ArrowDown')
    await expect.poll(() => app.page.getByTestId('step-row').first().getAttribute('data-type')).toBe('look')
    await key('t')
    await review().getByLabel('Text of this step').fill('A thought of mine.')
    await key('Control+s')
    await expect
      .poll(() => rows('thought').allInnerTexts())
      .toContainEqual(expect.stringContaining('of mine'))
    for (let i = 0; i < 6; i++) await key('Control+z')
    await expect.poll(() => rows('thought').count()).toBe(count)
    await expect
      .poll(() => app.page.getByTestId('step-row').first().getAttribute('data-type'))
      .toBe('thought')
  })

  test('draws where the answer really stands, and shows the overlap with it', async () => {
    await key('g')
    await drag()
    await expect.poll(() => review().locator('.gold-chip').count()).toBe(1)
    await atFirstLook()
    await expect
      .poll(() =>
        review()
          .getByText(/IoU with gold/)
          .count(),
      )
      .toBeGreaterThan(0)
  })

  test('tags by digits, and shows original and correction side by side', async () => {
    await key('2')
    await expect.poll(() => pressed(/misread crop/)).toBe(1)
    await review()
      .getByRole('tab', { name: /Changes/ })
      .click()
    await expect
      .poll(() => review().locator('.change ins').allInnerTexts())
      .toContainEqual(expect.stringMatching(/really/))
    expect(await review().locator('.change .pair-iou').innerText()).toMatch(/IoU 0\.\d\d/)
    await review()
      .getByRole('tab', { name: /Reasoning/ })
      .click()
  })

  test('tests whether a look was used: every trial is a branch, and the answer is said', async () => {
    await review()
      .getByRole('tab', { name: /Checks/ })
      .click()
    await review().getByRole('button', { name: 'Test this look' }).click()
    await review()
      .getByText(/The look was not used/)
      .waitFor({ timeout: 30_000 })
    const branches = await app.page.getByTestId('branch-row').allInnerTexts()
    for (const words of ['as it was', 'blanked', 'shifted', 'swapped', 'enlarged'])
      expect(branches.some((b) => b.includes(words))).toBe(true)
    await review()
      .getByRole('tab', { name: /Reasoning/ })
      .click()
  })

  test('keeps all of it when Relook is killed and started anew', async () => {
    const [name, edge] = [await title(), await leftEdge()]
    await app.kill9()
    app = await openApp({ script: quickScript(), data, width: 1400, height: 900 })
    await app.page
      .getByRole('button', { name: new RegExp(name.split('\n')[0] ?? '') })
      .first()
      .click()
    await rows('look').first().waitFor()
    await app.page.getByTestId('branch-row').first().click()
    await app.page.keyboard.press('Escape')
    await atFirstLook()
    await key('q')
    // A new browser knows nobody; the review is in the project.
    await review().getByLabel('Who is reviewing?').fill('Ada')
    await key('Enter')
    await expect.poll(() => pressed(/Accept/)).toBe(1)
    expect(await pressed(/misread crop/)).toBe(1)
    expect(await leftEdge()).toBe(edge)
    expect(await review().locator('.gold-chip').count()).toBe(1)
  })
})

async function drag(): Promise<void> {
  const frame = await app.page.getByTestId('canvas').boundingBox()
  if (frame === null) throw new Error('no canvas')
  const [x, y] = [frame.x + frame.width * 0.3, frame.y + frame.height * 0.2]
  await app.page.mouse.move(x, y)
  await app.page.mouse.down()
  await app.page.mouse.move(x + 90, y + 40, { steps: 5 })
  await app.page.mouse.up()
}
