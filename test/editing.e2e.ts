/** Changing what the model did: by keys, by numbers, by drawing, in words; and re-running it. With a scripted model. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { quickScript } from './fixtures/scripts'

let app: OpenApp

beforeAll(async () => {
  app = await openApp({ script: quickScript() })
  await app.page.getByTestId('sample-card').first().click()
  await app.page.getByTestId('run').click()
  await rows('answer').waitFor()
})
afterAll(() => app.stop())

beforeEach(async () => {
  // Away from any field, with the first look selected.
  await rows('look').first().locator('button').first().click()
})

const rows = (type: string) => app.page.locator(`[data-testid=step-row][data-type=${type}]`)
const region = async () => {
  const text = await app.page.getByTestId('region-row').first().getAttribute('data-region')
  return (text ?? '').split(',').map(Number)
}
const key = (name: string) => app.page.keyboard.press(name)
const undoAll = async () => {
  for (let i = 0; i < 12; i++) await key('Control+z')
}

describe('a region', () => {
  test('taken in hand from its row is nudged by one pixel, with Shift by ten, and resized by keys', async () => {
    const [left = 0, top = 0, right = 0] = await region()
    await app.page.keyboard.press('Enter')
    await key('ArrowRight')
    await expect.poll(async () => (await region())[0]).toBe(left + 1)
    await key('Shift+ArrowDown')
    await expect.poll(async () => (await region())[1]).toBe(top + 10)
    await key('Control+ArrowRight')
    await expect.poll(async () => (await region())[2]).toBe(right + 2)
    await undoAll()
    await expect.poll(region).toEqual(expect.arrayContaining([left, top, right]))
    await key('Escape')
  })

  test('is moved by typing a number, and shows what it was', async () => {
    const [left = 0] = await region()
    const field = app.page.getByLabel('Left edge in image pixels').first()
    await field.fill(String(left + 12))
    await field.press('Enter')
    await expect.poll(async () => (await region())[0]).toBe(left + 12)
    await expect.poll(() => app.page.locator('.region-old').first().innerText()).toBe(String(left))
    await rows('look').first().locator('button').first().click()
    await undoAll()
    await expect.poll(async () => (await region())[0]).toBe(left)
  })

  test('can be drawn anew, as a look of a person', async () => {
    const before = await rows('look').count()
    await key('r')
    const frame = await app.page.getByTestId('canvas').boundingBox()
    if (frame === null) throw new Error('no canvas')
    const [x, y] = [frame.x + frame.width * 0.55, frame.y + frame.height * 0.5]
    await app.page.mouse.move(x, y)
    await app.page.mouse.down()
    await app.page.mouse.move(x + 60, y + 30, { steps: 5 })
    await app.page.mouse.up()
    await expect.poll(() => rows('look').count()).toBe(before + 1)
    await expect
      .poll(() => app.page.locator('[data-type=look][data-author=person]').count())
      .toBeGreaterThan(0)
    await key('v')
    await undoAll()
    await expect.poll(() => rows('look').count()).toBe(before)
  })
})

describe('words', () => {
  test('of a thought are changed in place, and undone', async () => {
    await rows('thought').first().locator('button').first().click()
    await key('e')
    const editor = app.page.locator('.text-editor textarea').first()
    await editor.waitFor()
    await editor.fill('I look for the blue sign.')
    await editor.press('Control+s')
    await expect.poll(() => rows('thought').first().innerText()).toContain('I look for the blue sign.')
    await expect.poll(() => rows('thought').first().getAttribute('data-author')).toBe('person')
    await rows('look').first().locator('button').first().click()
    await undoAll()
    await expect.poll(() => rows('thought').first().getAttribute('data-author')).toBe('model')
  })
})

describe('typing', () => {
  test('over words takes their place', async () => {
    await rows('answer').first().locator('button').first().click()
    await key('e')
    await app.page.locator('.text-editor textarea').first().waitFor()
    await app.page.keyboard.type('9')
    await key('Control+s')
    await expect.poll(() => rows('answer').first().innerText()).toMatch(/\b9$/)
    await rows('look').first().locator('button').first().click()
    await undoAll()
    await expect.poll(() => rows('answer').first().getAttribute('data-author')).toBe('model')
  })

  test('with an input method takes a word with Enter, and does not do a command', async () => {
    await key('Control+k')
    const field = app.page.getByTestId('palette').getByLabel('Command', { exact: true })
    await field.fill('keyboard shortcuts')
    const sheet = app.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    const composed = { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }
    await field.evaluate((input, init) => input.dispatchEvent(new KeyboardEvent('keydown', init)), composed)
    expect([await field.isVisible(), await sheet.count()]).toEqual([true, 0])
    await field.press('Enter')
    await sheet.waitFor()
    await key('Escape')
    await sheet.waitFor({ state: 'hidden' })
  })
})

describe('re-running', () => {
  test('from a moved region makes a branch; the first one keeps its own region', async () => {
    const before = await region()
    await key('Enter')
    await key('Shift+ArrowRight')
    await expect.poll(async () => (await region())[0]).not.toBe(before[0])
    await key('Control+Enter')
    await expect.poll(() => app.page.getByTestId('branch-row').count()).toBe(2)
    await rows('answer').waitFor()
    expect((await region())[0]).not.toBe(before[0])
    await app.page.getByTestId('branch-row').first().click()
    await expect.poll(region).toEqual(before)
  })
})

describe('around it', () => {
  test('? shows every key from the one command table', async () => {
    await key('?')
    const sheet = app.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await sheet.waitFor()
    for (const title of ['Undo', 'Draw', 'Next step', 'Fit'])
      await expect.poll(() => sheet.innerText()).toMatch(new RegExp(title, 'i'))
    await key('Escape')
    await sheet.waitFor({ state: 'hidden' })
  })

  test('single letters are dead while typing', async () => {
    const question = app.page.getByTestId('question')
    await question.fill('')
    await question.pressSequentially('crv?')
    await expect.poll(() => question.inputValue()).toBe('crv?')
    await expect.poll(() => app.page.getByTestId('compare').count()).toBe(0)
    await expect.poll(() => app.page.getByRole('dialog', { name: 'Keyboard shortcuts' }).count()).toBe(0)
  })

  test('what the model was fed is told to the byte', async () => {
    await rows('look').first().locator('button').first().click()
    await app.page.getByText('Exact prompt').first().click()
    await expect.poll(() => app.page.locator('body').innerText()).toContain('you should call the "crop" tool')
  })
})
