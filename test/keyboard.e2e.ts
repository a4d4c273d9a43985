/** What an annotator does all day, by keys alone: ways in, boxes, answers, columns; and the window down to a phone's width. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawnImage, logRowAt } from './builders/log'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot } from './e2e-harness/shoot'
import { regionsOf } from './e2e-harness/window'

const folder = mkdtempSync(join(tmpdir(), 'relook-keyboard-'))
let app: OpenApp
const count = 24

beforeAll(async () => {
  mkdirSync(join(folder, 'images'))
  const ids = Array.from({ length: count }, (_, i) => i + 1)
  writeFileSync(join(folder, 'traces.jsonl'), ids.map((id) => `${JSON.stringify(logRowAt(id))}\n`).join(''))
  for (const id of ids) writeFileSync(join(folder, 'images', `${id}.png`), await drawnImage(id))
  app = await openApp({ args: ['--open', join(folder, 'traces.jsonl')], width: 1400, height: 900 })
})
afterAll(async () => {
  await app.stop()
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
})

const soon = <T>(value: () => T | Promise<T>) => expect.poll(value, { timeout: 20_000 })
const current = () => app.page.getByRole('grid', { name: 'Traces' }).locator('[aria-selected=true]')
const at = (row: number) => soon(() => current().getAttribute('aria-rowindex')).toBe(String(row))
let pressed = 0
async function key(name: string): Promise<void> {
  pressed++
  await app.page.keyboard.press(name)
}

test('review has a button that says so, beside its key', async () => {
  const { page } = app
  await page.getByTestId('canvas').waitFor()
  await expect.poll(() => page.getByRole('button', { name: /^Review/ }).count()).toBeGreaterThan(0)
  await shoot(page, 'review-entry')
  await page
    .getByRole('region', { name: 'Traces of the file' })
    .getByRole('button', { name: /^Review/ })
    .click()
  await page.getByLabel('Who is reviewing?').fill('Ada')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Accept' }).waitFor()
})

test('a box is taken, moved, redrawn and drawn without a pointer', async () => {
  const { page } = app
  await at(1)
  // The look is selected with the window's own keys; the focus is nowhere in particular.
  await key('Home')
  await key('ArrowRight')
  await key('Enter')
  await key('Control+ArrowLeft')
  await soon(() => regionsOf(page)).toEqual(['0,0,223,224'])
  await key('Escape')
  await key('r')
  await key('Enter')
  await key('Shift+ArrowRight')
  await soon(() => regionsOf(page)).toEqual(['1,0,224,224'])
  await key('Escape')
  await key('i')
  await key('Enter')
  await soon(() => regionsOf(page)).toEqual(['1,0,224,224', '56,56,168,168'])
  await key('ArrowLeft')
  await soon(() => regionsOf(page)).toEqual(['1,0,224,224', '55,56,167,168'])
  await key('Escape')
  for (let i = 0; i < 4; i++) await key('Control+z')
  await soon(() => regionsOf(page)).toEqual(['0,0,224,224'])
})

test('Tab comes to the list of steps once, and arrows go through it', async () => {
  const { page } = app
  const steps = page.getByRole('grid', { name: 'Steps' })
  await expect.poll(() => steps.locator('button[tabindex="0"]').count()).toBe(1)
  await steps.locator('button[tabindex="0"]').focus()
  const shown = () => steps.locator('[data-selected=true] .step-type').innerText()
  await page.keyboard.press('Home')
  await soon(shown).toBe('Thought')
  await page.keyboard.press('ArrowDown')
  await soon(shown).toBe('Look')
  const focused = () => page.evaluate(() => document.activeElement?.closest('[role=row]')?.textContent ?? '')
  await soon(focused).toContain('Look')
})

test('twenty reviews take no more than forty keys, wrong answers set right among them', async () => {
  const { page } = app
  await page.getByRole('grid', { name: 'Traces' }).press('Home')
  await at(1)
  await page.getByTestId('canvas').focus()
  pressed = 0
  for (let row = 1; row <= 20; row++) {
    await at(row)
    await page.locator('.review[aria-busy=false]').waitFor()
    const wrong = (await current().locator('.verdict').getAttribute('data-verdict')) === 'wrong'
    if (wrong) {
      await key('1')
      await key('j')
      await soon(() => page.getByTestId('answer').innerText()).toMatch(/a$/)
    }
    await key('a')
  }
  await at(21)
  expect(pressed).toBeLessThanOrEqual(40)
  await page.getByText('20 of 24').waitFor()
  // In the list a corrected one says what it says now, and is told from one that was right as it was.
  const rowAt = (row: number) => page.locator(`.trace-row[aria-rowindex="${row}"]`)
  await soon(() => rowAt(20).locator('.trace-corrected').innerText()).toMatch(/a$/)
  await expect.poll(() => rowAt(20).getByRole('img', { name: 'Corrected by a person' }).count()).toBe(1)
  await expect.poll(() => rowAt(19).getByRole('img', { name: 'Corrected by a person' }).count()).toBe(0)
  await shoot(page, 'corrected-in-list')
})

test('another key is set for a command, unless it is another’s, and counts from then on', async () => {
  const { page } = app
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await sheet.getByLabel('Search the shortcuts').fill('next in queue')
  await sheet.getByRole('button', { name: 'Next in queue' }).click()
  await page.keyboard.press('b')
  await sheet.getByText('B is “Back to where you were” already.').waitFor()
  await page.keyboard.press('h')
  await sheet.getByRole('button', { name: 'Reset', exact: true }).waitFor()
  await shoot(page, 'shortcut-set')
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
  await at(21)
  await page.keyboard.press('n')
  await page.keyboard.press('h')
  await at(22)
  // Folded by itself in a low window.
  await page.getByRole('button', { name: 'Show keys' }).click()
  await expect
    .poll(() => page.getByRole('list', { name: 'Keys of review mode' }).innerText())
    .toMatch(/H\s*Next/)
  await page.reload()
  await page.getByTestId('canvas').waitFor()
  await page.keyboard.press('?')
  await sheet.getByRole('button', { name: /^Reset 1 shortcut/ }).click()
  await page.keyboard.press('Escape')
  await sheet.waitFor({ state: 'detached' })
})

test('columns are hidden and shown by keys, and stay so', async () => {
  const { page } = app
  if ((await page.getByRole('region', { name: 'Review' }).count()) > 0) await page.keyboard.press('q')
  await page.getByRole('region', { name: 'Reasoning' }).waitFor()
  const side = page.getByRole('navigation', { name: 'Traces' })
  await page.keyboard.press('Control+b')
  await side.waitFor({ state: 'detached' })
  await page.keyboard.press('Control+j')
  await page.getByRole('region', { name: 'Reasoning' }).waitFor({ state: 'detached' })
  await shoot(page, 'columns-hidden')
  await page.reload()
  await page.getByTestId('canvas').waitFor()
  await expect.poll(() => side.count()).toBe(0)
  await page.getByRole('button', { name: 'Show or hide the left column' }).click()
  await side.waitFor()
  await page.keyboard.press('Control+j')
  await page.getByRole('region', { name: 'Reasoning' }).waitFor()
})

test('a dark image is brightened on the screen alone, and it is said so', async () => {
  const { page } = app
  // Of the layer under the boxes.
  const filter = () =>
    page
      .locator('[data-testid=canvas] canvas')
      .first()
      .evaluate((c) => c.style.filter)
  const note = page.getByText('the model sees it as it is')
  for (const [shown, said] of [
    ['brightness(1.8)', 1],
    ['brightness(3)', 1],
    ['', 0],
  ] as const) {
    await page.keyboard.press('Shift+B')
    await soon(filter).toBe(shown)
    await soon(() => note.count()).toBe(said)
    if (said === 1) await shoot(page, `brightened-${shown.slice(11, 14)}`)
  }
})

test('the moment a dialog is closed, keys are for what had them before', async () => {
  const { page } = app
  const grid = page.getByRole('grid', { name: 'Traces' })
  for (const keys of ['Control+e', '?', 'Control+k', 'Control+,', 'Control+Shift+S']) {
    await grid.focus()
    await page.keyboard.press('End')
    await at(count)
    await page.keyboard.press(keys)
    await soon(() => page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)).toBe(
      true,
    )
    // In one task: a key that waits already comes before any timer.
    const then = await page.evaluate(async () => {
      const press = (key: string) =>
        document.activeElement?.dispatchEvent(
          new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
        )
      press('Escape')
      for (let i = 0; i < 100; i++) await Promise.resolve()
      const now = document.activeElement?.getAttribute('aria-label')
      press('Home')
      return now
    })
    expect([keys, then]).toEqual([keys, 'Traces'])
    await at(1)
    // Nor does the way back out of the dialog undo it.
    await soon(() => page.evaluate(() => (history.state as { over?: boolean } | null)?.over ?? false)).toBe(
      false,
    )
    await at(1)
    await soon(() => page.getByRole('dialog').count()).toBe(0)
  }
})

test('a dialog that takes the place of another gives the focus back to what had it before both', async () => {
  const { page } = app
  const grid = page.getByRole('grid', { name: 'Traces' })
  await grid.focus()
  await page.keyboard.press('Control+k')
  await page.getByTestId('palette').getByRole('combobox').fill('Keyboard shortcuts')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('End')
  await at(count)
  await page.keyboard.press('Home')
  await at(1)
})

/** The page is as wide as the window, and no wider: nothing can be scrolled to beside it. */
const asWide = () =>
  soon(() =>
    app.page.evaluate(() => [document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]),
  ).toEqual(Array(3).fill(app.page.viewportSize()?.width))

test('nothing hangs over the edge of a small window, and Run is in it', async () => {
  const { page } = app
  for (const width of [900, 600, 360]) {
    await page.setViewportSize({ width, height: 740 })
    await page.getByTestId('canvas').waitFor()
    await soon(() =>
      page.evaluate(() => {
        const over = [...document.querySelectorAll('button, input, textarea, select')].filter((element) => {
          const { width: wide, right, left } = element.getBoundingClientRect()
          const shown = element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
          return shown && wide > 1 && (right > innerWidth + 1 || left < -1)
        })
        return over.map((element) => element.outerHTML.slice(0, 120))
      }),
    ).toEqual([])
    await shoot(page, `narrow-${width}`)
    await asWide()
    // The right column comes over the image, and goes again.
    const reasoning = page.locator('.drawer:not(.left)')
    for (const open of ['true', 'false']) {
      await page.keyboard.press('i')
      await soon(() => reasoning.getAttribute('data-open')).toBe(open)
      await asWide()
    }
    if (width < 720) {
      await page.getByRole('button', { name: 'Show or hide the left column' }).first().click()
      await page.getByRole('navigation', { name: 'Traces' }).waitFor()
      await shoot(page, `narrow-${width}-list`)
      await asWide()
      await page
        .getByRole('grid', { name: 'Traces' })
        .locator('[role=row]')
        .nth(width === 600 ? 3 : 1)
        .click()
      await page.getByRole('navigation', { name: 'Traces' }).waitFor({ state: 'detached' })
    }
  }
})

test('no area of the window is wider than a small one', async () => {
  const { page } = app
  for (const width of [600, 360]) {
    await page.setViewportSize({ width, height: 740 })
    await page.getByRole('button', { name: 'samples and projects' }).first().click()
    await page.getByTestId('sample-card').first().waitFor()
    await asWide()
    await page.keyboard.press('Control+Shift+E')
    await page.locator('.evaluation').first().waitFor()
    await asWide()
    await shoot(page, `evaluation-${width}`)
    await page.keyboard.press('Control+k')
    await page.getByTestId('palette').getByRole('combobox').fill('Rollouts')
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Rollouts' }).waitFor()
    await asWide()
    await shoot(page, `rollouts-${width}`)
  }
})
