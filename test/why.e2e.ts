/** Why an answer, with the built-in model: the strip comes by itself, a map by a key, and both are there after a reload. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writtenLog } from './builders/log'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'

let app: OpenApp

beforeAll(async () => {
  app = await openApp({ width: 1400, height: 1000, theme: shotTheme })
  await app.page.getByTestId('sample-card').first().click()
  await app.page.getByTestId('run').click()
  await app.page.locator('[data-testid=step-row][data-type=answer]').waitFor({ timeout: 60_000 })
})
afterAll(() => app.stop())

const card = () => app.page.getByRole('region', { name: 'Why this answer' })
const look = () => card().getByTestId('why-look').first()
const key = (name: string) => app.page.keyboard.press(name)

describe('why an answer', () => {
  test('says by itself whether the look was used, and what it was tried with', async () => {
    await expect.poll(() => look().getAttribute('data-verdict')).toBe('used')
    await expect.poll(() => look().innerText()).toMatch(/blanked → .+ · shifted → /)
    // No branch was made for it.
    await expect.poll(() => app.page.getByTestId('branch-row').count()).toBe(1)
  })

  test('draws a map on the image by a key, with a legend, a sentence and its curves', async () => {
    await app.page.locator('[data-testid=step-row][data-type=answer]').click()
    await key('Shift+E')
    await card().getByRole('progressbar', { name: 'Occlusion map' }).waitFor()
    await card().getByText('The warmer a part', { exact: false }).waitFor()
    await expect.poll(() => card().getByRole('progressbar').count(), { timeout: 60_000 }).toBe(0)
    await expect.poll(() => card().innerText()).toMatch(/less likely “\S+” becomes when it is hidden/)
    await expect.poll(() => card().innerText()).toMatch(/hidden first: 0\.\d+ \(low is good\)/)
    await card().scrollIntoViewIfNeeded()
    await shoot(app.page, 'why-map')
  })

  test('takes the heat away and brings it back by a key', async () => {
    const pressed = () => card().getByTestId('why-heat').getAttribute('aria-pressed')
    expect(await pressed()).toBe('true')
    await key('Shift+H')
    await expect.poll(pressed).toBe('false')
    await shoot(app.page, 'why-no-heat')
    await key('Shift+H')
    await expect.poll(pressed).toBe('true')
  })

  test('finds the smallest crop that keeps the answer, and draws it inside the look', async () => {
    await look()
      .getByRole('button', { name: /smallest crop/ })
      .click()
    await expect.poll(() => look().innerText(), { timeout: 60_000 }).toMatch(/is \d+ % of the look/)
    await shoot(app.page, 'why-smallest')
  })

  test('can be stopped, and leaves what was there', async () => {
    await app.page.locator('[data-testid=step-row][data-type=answer]').click()
    await key('Shift+E')
    await card().getByRole('button', { name: 'Stop' }).click()
    await expect.poll(() => card().getByRole('progressbar').count()).toBe(0)
    await expect.poll(() => card().innerText()).toContain('The warmer a part')
  })

  test('explains words that are marked by the mouse, and goes back to the answer', async () => {
    const thought = app.page.locator('[data-words]').filter({ hasText: 'It says' }).first()
    await thought.scrollIntoViewIfNeeded()
    const place = await thought.evaluate((element) => {
      const range = document.createRange()
      const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
      const text = walk.nextNode()
      if (text === null) throw new Error('no text')
      range.setStart(text, 0)
      range.setEnd(text, 7)
      const { left, right, top, bottom } = range.getBoundingClientRect()
      return { left, right, y: (top + bottom) / 2 }
    })
    await app.page.mouse.move(place.left + 1, place.y)
    await app.page.mouse.down()
    await app.page.mouse.move(place.right - 1, place.y, { steps: 4 })
    await app.page.mouse.up()
    const marked = app.page.getByTestId('marked')
    await expect.poll(() => marked.innerText()).toContain('“It says”')
    await shoot(app.page, 'why-marked')
    await marked.getByTestId('why-words').click()
    await expect.poll(() => card().getByRole('progressbar').count(), { timeout: 60_000 }).toBe(0)
    const explained = card().getByLabel('Explained')
    await expect.poll(() => explained.locator('option:checked').innerText()).toBe('“It says”')
    await explained.selectOption({ label: 'the answer' })
    await expect.poll(() => card().innerText()).toMatch(/less likely “S14” becomes/)
  })

  test('explains words that are chosen by keys alone', async () => {
    await card().getByTestId('choose-words').focus()
    await key('Enter')
    const field = card().getByLabel('Words of the step')
    await expect.poll(() => field.evaluate((e) => e === document.activeElement)).toBe(true)
    // At what was said of what was seen last, with all of the field in view.
    await expect.poll(() => field.inputValue()).toMatch(/^It says/)
    // The list of steps counts the crop, too.
    const listed = app.page.locator('[data-testid=step-row][data-type=thought] .step-number').last()
    const offered = card().getByLabel('Step', { exact: true }).locator('option:checked')
    const number = /\d+/.exec(await listed.innerText())?.[0] ?? ''
    await expect.poll(() => offered.innerText()).toMatch(new RegExp(`^${number}\\. It says`))
    await expect
      .poll(() =>
        card()
          .locator('.why-choose')
          .evaluate((e) => {
            const story = (e.closest('.story-scroll') ?? document.documentElement).getBoundingClientRect()
            const { top, bottom } = e.getBoundingClientRect()
            return top >= story.top - 1 && bottom <= story.bottom + 1
          }),
      )
      .toBe(true)
    await key('Home')
    for (let i = 0; i < 4; i++) await key('Shift+ArrowRight')
    await shoot(app.page, 'why-choose')
    await key('Enter')
    await expect.poll(() => card().getByRole('progressbar').count(), { timeout: 60_000 }).toBe(0)
    await expect.poll(() => field.count()).toBe(0)
    const option = card().getByLabel('Explained').locator('option:checked')
    await expect.poll(async () => (await option.innerText()).length).toBeLessThanOrEqual(6)
    await expect.poll(() => card().innerText()).toContain('Where do these words come from?')
    await shoot(app.page, 'why-chosen')
    await card().getByLabel('Explained').selectOption({ label: 'the answer' })
  })

  test('is all there after a reload', async () => {
    await app.page.reload()
    await expect.poll(() => look().getAttribute('data-verdict')).toBe('used')
    await expect.poll(() => card().innerText()).toMatch(/The warmer a part[\s\S]*hidden first/)
    await expect.poll(() => look().innerText()).toMatch(/is \d+ % of the look/)
  })
})

describe('the wrong answers of a file', () => {
  const board = () => app.page.getByTestId('triage')

  test('stand on a board by kind, each a click away from its trace', async () => {
    await app.page.getByRole('button', { name: 'Relook: samples and projects' }).click()
    await app.page.getByTestId('sample-card').first().waitFor()
    const files = (await writtenLog()).map(({ name, bytes }) => ({ name, mimeType: '', buffer: bytes }))
    await app.page.getByLabel('Choose files of traces').setInputFiles(files)
    await app.page.getByRole('grid', { name: 'Traces' }).locator('[aria-selected=true]').waitFor()
    await app.page.getByTestId('canvas').waitFor()
    await key('Shift+T')
    await expect.poll(() => board().innerText()).toMatch(/\d+ of \d+ answers that can be checked are wrong/)
    const thumb = board().locator('.triage-thumb').first()
    await thumb.waitFor()
    await shoot(app.page, 'why-triage')
    const question = await thumb.getAttribute('title')
    await thumb.focus()
    await key('Enter')
    await board().waitFor({ state: 'hidden' })
    const words = (text: string | null) => (text ?? '').replace(/\s+/g, ' ')
    const story = app.page.getByRole('region', { name: 'Reasoning' })
    await expect.poll(async () => words(await story.innerText())).toContain(words(question).slice(0, 80))
  })
})
