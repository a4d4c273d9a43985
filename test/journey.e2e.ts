/** The newcomer's path, with the built-in model, in a real browser: ask, watch, step, move a crop, re-run, compare. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'

let app: OpenApp

beforeAll(async () => {
  app = await openApp({ width: 1280, height: 800 })
})
afterAll(() => app.stop())

const rows = (type: string) => app.page.locator(`[data-testid=step-row][data-type=${type}]`)

describe('a newcomer', () => {
  test('finds samples with a question each, and opens one with a click', async () => {
    await app.page.getByTestId('sample-card').first().waitFor()
    await expect.poll(() => app.page.getByTestId('sample-card').count()).toBeGreaterThanOrEqual(4)
    await app.page.getByTestId('sample-card').first().click()
    await app.page.getByTestId('canvas').waitFor()
    await expect.poll(() => app.page.getByTestId('question').inputValue()).not.toBe('')
  })

  test('runs it and sees thoughts, a look, its crop and an answer', async () => {
    await app.page.getByTestId('run').click()
    await rows('answer').waitFor({ timeout: 60_000 })
    for (const type of ['thought', 'look', 'observation'])
      await expect.poll(() => rows(type).count()).toBeGreaterThan(0)
    await expect.poll(() => app.page.getByTestId('region-row').count()).toBeGreaterThan(0)
    expect((await app.page.getByTestId('answer').first().innerText()).trim()).not.toBe('')
  })

  test('sees the crop as the model saw it, pixel for pixel', async () => {
    await rows('observation').first().click()
    const crop = app.page.getByTestId('crop').first()
    await crop.waitFor()
    const size = await crop.evaluate(async (img: HTMLImageElement) => {
      await img.decode()
      return { width: img.naturalWidth, height: img.naturalHeight }
    })
    expect([size.width % 28, size.height % 28]).toEqual([0, 0])
    expect(size.width * size.height).toBeGreaterThan(0)
  })

  test('steps with the arrow keys', async () => {
    await rows('thought').first().click()
    await app.page.keyboard.press('ArrowRight')
    await expect.poll(() => rows('look').first().getAttribute('aria-selected')).toBe('true')
    await app.page.keyboard.press('ArrowLeft')
    await expect.poll(() => rows('thought').first().getAttribute('aria-selected')).toBe('true')
  })

  test('moves the box by dragging it: one drag is one undo', async () => {
    await rows('look').first().click()
    const region = () => app.page.getByTestId('region-row').first().getAttribute('data-region')
    const before = await region()
    const at = await boxOnScreen()
    await app.page.mouse.move(at.x, at.y)
    await app.page.mouse.down()
    for (let i = 1; i <= 8; i++) await app.page.mouse.move(at.x + 5 * i, at.y + 4 * i)
    await app.page.mouse.up()
    await expect.poll(region).not.toBe(before)
    await app.page.keyboard.press('Control+z')
    await expect.poll(region).toBe(before)
    await app.page.keyboard.press('Control+Shift+z')
    await expect.poll(region).not.toBe(before)
  })

  test('re-runs from there on a new branch, and the original stays', async () => {
    const before = await app.page.getByTestId('branch-row').count()
    await app.page.keyboard.press('Control+Enter')
    await expect.poll(() => app.page.getByTestId('branch-row').count()).toBe(before + 1)
    await rows('answer').waitFor({ timeout: 60_000 })
    await expect
      .poll(() => app.page.locator('[data-testid=step-row][data-author=person]').count())
      .toBeGreaterThan(0)
  })

  test('compares the two branches side by side, with IoU', async () => {
    await app.page.keyboard.press('c')
    const compare = app.page.getByTestId('compare')
    await compare.waitFor()
    await expect.poll(() => compare.innerText()).toMatch(/IoU/)
    await app.page.keyboard.press('Escape')
  })

  test('finds everything again after a reload', async () => {
    const branches = await app.page.getByTestId('branch-row').count()
    await app.page.reload()
    await rows('answer').waitFor()
    await expect.poll(() => app.page.getByTestId('branch-row').count()).toBe(branches)
  })

  test('saw no error on the way', () => {
    expect(app.errors).toEqual([])
  })
})

/** The middle of the selected box on screen: the canvas tells it, so that the test need not know zoom and pan. */
async function boxOnScreen(): Promise<{ x: number; y: number }> {
  const canvas = app.page.getByTestId('canvas')
  const frame = await canvas.boundingBox()
  const screen = await canvas.getAttribute('data-selected-box')
  if (frame === null || screen === null) throw new Error('the canvas shows no selected box')
  const [left = 0, top = 0, right = 0, bottom = 0] = screen.split(',').map(Number)
  return { x: frame.x + (left + right) / 2, y: frame.y + (top + bottom) / 2 }
}
