/** The presenter by keyboard alone: begun, told build by build, nothing ahead of time, ended; a link opens it, the window follows it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { openRecord, plainPicture } from './e2e-harness/window'

let app: OpenApp

beforeAll(async () => {
  app = await openApp({ width: 1280, height: 800 })
  await app.page.getByTestId('recorded-hero').getByRole('button').first().click()
  await app.page.getByTestId('step-row').first().waitFor()
})
afterAll(() => app.stop())

const presenter = () => app.page.getByTestId('presenter')
const place = () => presenter().getByTestId('present-place').textContent()
const said = () => presenter().getByTestId('present-text').innerText()
const press = async (...keys: string[]) => {
  for (const key of keys) await app.page.keyboard.press(key)
}
const at = (words: string) => expect.poll(place).toBe(words)

test('begins by a key while the question has the cursor, with the question alone', async () => {
  await press('Control+Shift+P')
  await presenter().waitFor()
  await at('1 / 11')
  expect(await said()).toBe('Where was this picture taken?')
  await expect.poll(() => presenter().getByTestId('present-canvas').getAttribute('data-told')).toBe('0')
  await expect.poll(() => presenter().innerText()).not.toContain('Southampton')
  await expect.poll(() => presenter().getByTestId('present-canvas').getAttribute('data-ready')).toBe('true')
})

test('tells one thing with each press of a clicker, and goes back', async () => {
  await press('PageDown')
  await at('2 / 11')
  expect(await said()).toContain('I will zoom in on the main hanging sign')
  await press('PageDown')
  await at('3 / 11')
  expect(await said()).toBe('main hanging sign for Hop Inn')
  const canvas = presenter().getByTestId('present-canvas')
  await expect.poll(() => canvas.getAttribute('data-sharp')).toBe('1.00')
  await expect.poll(() => canvas.getAttribute('data-told')).toBe('3')
  await press('PageUp')
  await at('2 / 11')
  await press('End')
  await at('11 / 11')
  expect(await said()).toContain('Hop Inn, located at')
  await press('Home')
  await at('1 / 11')
  // A tap is a press, too.
  await presenter().getByTestId('present-canvas').click()
  await at('2 / 11')
  await press('Home')
  await at('1 / 11')
})

test('plays by itself and stands still again', async () => {
  await press('Space')
  await presenter().getByRole('button', { name: 'Play all of it, or pause' }).waitFor({ state: 'attached' })
  await expect.poll(place).not.toBe('1 / 11')
  await press('Space', 'Home')
  await at('1 / 11')
})

test('black, words, pointer, speed, keys: each by its key, Escape ends the uppermost', async () => {
  await press('b')
  await presenter().getByTestId('present-black').waitFor()
  await press('Escape')
  await presenter().getByTestId('present-black').waitFor({ state: 'detached' })
  await press('?')
  await presenter().getByTestId('present-keys').waitFor()
  await press('Escape')
  await presenter().getByTestId('present-keys').waitFor({ state: 'detached' })
  await press('s', 's')
  await expect.poll(() => presenter().getByTestId('present-aid').getAttribute('data-aid')).toBe('spotlight')
  await press('s', 'c', 'c')
  await expect.poll(() => presenter().getByTestId('present-text').count()).toBe(0)
  await press('c', ']')
  await presenter().getByRole('button', { name: 'Playback speed 1.5×' }).waitFor({ state: 'attached' })
  await press('[')
})

test('has an address that opens it again at its step, and Back leaves it', async () => {
  await press('PageDown', 'PageDown')
  await at('3 / 11')
  await expect.poll(() => app.page.url()).toContain('mode=present')
  await expect.poll(() => app.page.url()).toContain('step=s3')
  await app.page.reload()
  await presenter().waitFor()
  await at('3 / 11')
  await app.page.goBack()
  await presenter().waitFor({ state: 'detached' })
  await press('Control+Shift+P')
  await presenter().waitFor()
})

test('goes on to the next trace, and ends where the window goes on', async () => {
  await press('Shift+PageDown')
  await presenter().getByText('Show me the positions of the socks with the face').first().waitFor()
  await press('PageDown', 'PageDown')
  await press('Escape')
  await presenter().waitFor({ state: 'detached' })
  expect(app.page.url()).not.toContain('mode=present')
  await expect.poll(() => app.page.locator('[data-testid="step-row"][data-selected="true"]').count()).toBe(1)
})

test('playback in the window hides what is not told yet, and “only this step” shows one', async () => {
  await press('Control+K')
  await app.page.keyboard.type('Only this step')
  await press('Enter')
  await app.page.locator('.story .look').first().waitFor()
  await expect.poll(() => app.page.locator('.story .look').count()).toBe(1)
  await app.page.getByRole('button', { name: 'Only this step, or all of them' }).click()
  await expect.poll(() => app.page.locator('.story .look').count()).toBe(2)
  const row = app.page.getByTestId('step-row')
  await expect.poll(() => row.count()).toBe(2)
  await row.first().getByRole('button').click()
  await press('Space')
  await expect.poll(() => row.count()).toBe(1)
  await expect.poll(() => row.count()).toBe(2)
})

test('opens from the home page with one press', async () => {
  await app.page.getByRole('button', { name: 'Relook: samples and projects' }).click()
  await app.page.getByTestId('hero-present').press('Enter')
  await presenter().waitFor()
  await at('1 / 11')
  await press('Escape')
  await presenter().waitFor({ state: 'detached' })
})

test('shows two branches side by side, each told as far as the other', async () => {
  const { page } = app
  await page.getByRole('button', { name: 'Relook: samples and projects' }).click()
  await page.getByTestId('sample-try').nth(2).click()
  await page.getByText('Answered.').first().waitFor()
  await page.getByTestId('region-row').first().dblclick()
  for (let i = 0; i < 12; i++) await press('Shift+ArrowLeft')
  await press('Control+Enter')
  await expect.poll(() => page.getByTestId('branch-row').count()).toBe(2)
  await page.locator('[data-testid="run-badge"][data-live="false"]').waitFor()
  await press('Control+Shift+P', 'd')
  await expect.poll(() => presenter().getByTestId('present-pane').count()).toBe(2)
  // What the model was given: the built-in one gets a ninth of the pixels.
  await press('PageDown')
  expect(await said2()).toEqual([
    '1000 × 1000 pixels became 336 × 336',
    '1000 × 1000 pixels became 336 × 336',
  ])
  await press('End')
  const [was, now] = await said2()
  expect(was).toBe('7.48')
  expect(now).not.toBe('')
  await press('d')
  await expect.poll(() => presenter().getByTestId('present-pane').count()).toBe(1)
  await press('Escape')
})

const said2 = async () =>
  (await presenter().getByTestId('present-text').allInnerTexts()).map((text) =>
    text.replaceAll('\u00a0', ' '),
  )

test('goes through a file of traces and, with “repeat”, around; nothing in a trace runs', async () => {
  const { page } = app
  const row = (id: string, answer: string) =>
    JSON.stringify({
      id,
      messages: [
        { role: 'user', content: '<image>What <script>alert(1)</script> is it?' },
        { role: 'assistant', content: `<think>A *house*.</think><answer>${answer}</answer>` },
      ],
      images: ['a.png'],
    })
  const record = `${row('a', '<img src=x onerror=alert(1)>')}\n${row('b', 'a barn')}`
  await openRecord(page, { name: 'two.jsonl', record }, { 'a.png': await plainPicture(800, 600) })
  await page.getByTestId('step-row').first().waitFor()
  await press('Control+Shift+P')
  await presenter().getByTestId('present-trace').getByText('1 of 2').waitFor({ state: 'attached' })
  expect(await said()).toBe('What <script>alert(1)</script> is it?')
  await press('End', 'PageUp')
  expect(await said()).toBe('<img src=x onerror=alert(1)>')
  await press('End', 'PageDown')
  await presenter().getByTestId('present-trace').getByText('2 of 2').waitFor({ state: 'attached' })
  await expect.poll(place).toMatch(/^1 /)
  await press('End', 'PageUp')
  expect(await said()).toBe('a barn')
  await press('l', ']', ']', ']', 'Space')
  await presenter().getByTestId('present-trace').getByText('1 of 2').waitFor({ state: 'attached' })
  await press('Space', '[', '[', '[', 'l', 'Escape')
  await presenter().waitFor({ state: 'detached' })
})
