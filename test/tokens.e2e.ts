/** Tokens that answer back, with the built-in model: probabilities as a view, alternatives by keyboard and mouse, going on from one of them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApp, type OpenApp } from './e2e-harness/app'
import { shoot, shotTheme } from './e2e-harness/shoot'

let app: OpenApp

beforeAll(async () => {
  app = await openApp({ theme: shotTheme })
  await app.page.getByTestId('sample-card').first().click()
  await app.page.getByTestId('run').click()
  await rows('answer').waitFor({ timeout: 60_000 })
})
afterAll(() => app.stop())

const rows = (type: string) => app.page.locator(`[data-testid=step-row][data-type=${type}]`)
const panel = () => app.page.getByTestId('token-panel')
const request = () => app.page.locator('.request-tokens [role=listbox]').first()
const branches = () => app.page.getByTestId('branch-row')

describe('probabilities as a view', () => {
  test('are switched on over the story, say what tints mean, and never show marks inside an answer', async () => {
    const answer = app.page.getByTestId('answer')
    const before = await answer.innerText()
    await app.page.getByTestId('token-colours').click()
    await app.page.locator('.token-legend').waitFor()
    await expect.poll(() => answer.innerText()).toBe(before)
    await expect.poll(() => answer.locator('.token').count()).toBeGreaterThan(1)
    await expect.poll(() => app.page.locator('.rationale .token').allInnerTexts()).not.toContain('<think>')
    await shoot(app.page, 'tokens')
  })

  test('tint an unlikely token more than a certain one', async () => {
    const strength = async (text: RegExp) => {
      const token = request().locator('.token').filter({ hasText: text }).first()
      return token.evaluate((e) => Number(getComputedStyle(e).getPropertyValue('--surprise')))
    }
    await expect.poll(() => strength(/^\[/)).toBeGreaterThan(0.3)
    await expect.poll(() => strength(/bbox/)).toBeLessThan(0.05)
  })
})

describe('the box of a look', () => {
  test('says how sure the model was of it, and of each edge what else it could have been', async () => {
    await rows('look').first().locator('button').first().click()
    await expect.poll(() => app.page.locator('.edge-odds').innerText()).toMatch(/Coordinate confidence \d+ %/)
    await expect.poll(() => app.page.locator('.edge-row').count()).toBe(4)
    const left = app.page.getByRole('group', { name: 'Left edge' })
    await expect.poll(() => left.locator('.edge-value').count()).toBeGreaterThan(2)
    await left.getByRole('button').first().focus()
    await shoot(app.page, 'edges')
  })

  test('is worked out digit by digit when that is asked for, and says what is not known', async () => {
    const part = app.page.locator('.work-out')
    await expect
      .poll(() => part.innerText())
      .toMatch(/By the alternatives in the trace; up to .+ % of an edge/)
    await app.page.getByTestId('work-out').focus()
    await app.page.keyboard.press('Enter')
    await expect
      .poll(() => part.innerText(), { timeout: 30_000 })
      .toMatch(/By the model itself, digit by digit; up to .+ % of an edge/)
    await expect.poll(() => app.page.locator('.edge-row').count()).toBe(4)
    await part.scrollIntoViewIfNeeded()
    await shoot(app.page, 'worked-out')
    // It is kept with the trace.
    await expect.poll(() => part.getByTestId('work-out').innerText()).toBe('Work it out again')
    await app.page.reload()
    await rows('look').first().locator('button').first().click()
    await app.page.keyboard.press('p')
    await expect.poll(() => part.innerText()).toMatch(/By the model itself, digit by digit/)
    await expect.poll(() => app.page.locator('.edge-row').count()).toBe(4)
  })

  test('jumps to a runner-up that is clicked on the image, on a branch of its own', async () => {
    const before = await branches().count()
    const frame = await app.page.getByTestId('canvas').boundingBox()
    const on = ((await app.page.getByTestId('canvas').getAttribute('data-selected-box')) ?? '')
      .split(',')
      .map(Number)
    const [left = 0, top = 0, right = 0, bottom = 0] = on
    if (frame === null) throw new Error('no canvas')
    // The likeliest other left edge is one coordinate (8 of 336) further in.
    const x = frame.x + left + ((right - left) * 8) / 64
    await app.page.mouse.move(x, frame.y + top + (bottom - top) * 0.75)
    await shoot(app.page, 'runner-up')
    await app.page.mouse.click(x, frame.y + top + (bottom - top) * 0.75)
    await expect.poll(() => branches().count()).toBe(before + 1)
    await app.page.locator('.badge', { hasText: 'token put by you' }).waitFor()
    await branches().first().click()
    await rows('answer').waitFor()
  })
})

describe('a token', () => {
  test('is reached by keys, and tells its alternatives', async () => {
    await request().focus()
    await app.page.keyboard.press('ArrowDown')
    await panel().waitFor()
    const listed = panel().locator('.alternatives li')
    await expect.poll(() => listed.count()).toBeGreaterThan(4)
    await expect.poll(() => panel().innerText()).toMatch(/bits of entropy, over the whole vocabulary/)
    await expect.poll(() => panel().innerText()).toMatch(/rank 1/)
    const first = await panel().locator('.token-facts code').innerText()
    await app.page.keyboard.press('ArrowRight')
    await expect.poll(() => panel().locator('.token-facts code').innerText()).not.toBe(first)
    // Arrow keys were for the tokens: the step is still the one it was.
    await app.page.keyboard.press('ArrowLeft')
    await expect.poll(() => panel().locator('.token-facts code').innerText()).toBe(first)
    await shoot(app.page, 'token-panel')
  })

  test('can be asked about: a tree of what else could have been said grows, most likely first', async () => {
    // By keys alone: the panel is behind its list.
    const explore = app.page.getByTestId('explore')
    await request().focus()
    for (let i = 0; i < 30; i++) {
      if (await explore.evaluate((e) => e === document.activeElement)) break
      await app.page.keyboard.press('Tab')
    }
    await app.page.keyboard.press('Enter')
    await expect.poll(() => panel().locator('.path').count()).toBeGreaterThan(3)
    await expect
      .poll(() =>
        panel()
          .getByText(/asked \d+ times/)
          .count(),
      )
      .toBe(1)
    await app.page.getByTestId('explore').waitFor()
    await shoot(app.page, 'token-tree')
  })

  test('can be gone on from: a branch with that token, marked as put by a person', async () => {
    const before = await branches().count()
    const other = panel()
      .getByRole('button', { name: /^Continue from \[/ })
      .first()
    await other.click()
    await expect.poll(() => branches().count()).toBe(before + 1)
    await app.page.locator('.ended, [data-testid=answer]').first().waitFor()
    await expect.poll(() => app.page.locator('.badge', { hasText: 'token put by you' }).count()).toBe(1)
    await expect.poll(() => request().locator('.token[data-forced]').count()).toBe(1)
    await expect.poll(() => branches().last().innerText()).toContain('instead of')
    await shoot(app.page, 'token-forced')
  })

  test('is marked together with its neighbours by keys, to be explained', async () => {
    await request().focus()
    await app.page.keyboard.press('Home')
    await app.page.keyboard.press('Shift+ArrowRight')
    await app.page.keyboard.press('Shift+ArrowRight')
    await expect.poll(() => request().locator('[aria-selected=true]').count()).toBe(3)
    await expect.poll(() => app.page.getByTestId('marked').innerText()).toContain('Explain this')
    await shoot(app.page, 'tokens-marked')
    await app.page.keyboard.press('ArrowLeft')
    await expect.poll(() => app.page.getByTestId('marked').count()).toBe(0)
    await app.page.keyboard.press('ArrowDown')
  })

  test('is let go of by Escape, and the switch gives the words back', async () => {
    await request().locator('.token').nth(2).click()
    await panel().waitFor()
    await app.page.keyboard.press('Escape')
    await expect.poll(() => panel().count()).toBe(0)
    await app.page.locator('.stage').click({ position: { x: 4, y: 4 } })
    await app.page.keyboard.press('p')
    await expect.poll(() => app.page.locator('.story .token').count()).toBe(0)
  })
})
