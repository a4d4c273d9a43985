/** Makes the pictures of docs/screenshots with the built app and the built-in model: what a reader sees is what there is. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { openApp, type OpenApp } from './app'
import { dragSelected } from './window'
import { firstMinute } from './screenshots-present'
import { readings } from './screenshots-readings'
import { foreignTraces } from './screenshots-traces'

const themes = ['light', 'dark'] as const
const rows = (page: Page, type: string) => page.locator(`[data-testid=step-row][data-type=${type}]`)

/** Makes all of them; resolves to their paths. */
export async function makeScreenshots(folder: string, sample = 0): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true })
  const made: string[] = []
  for (const theme of themes) {
    const app = await openApp({ width: 1440, height: 900, scale: 2, theme })
    const shoot = async (name: string) => {
      const path = join(folder, `${name}-${theme}.png`)
      // A pointer that rests on something shows its tooltip.
      await app.page.mouse.move(1, 1)
      await app.page.waitForTimeout(400)
      await app.page.screenshot({ path, animations: 'disabled' })
      made.push(path)
    }
    try {
      const pathOf = (name: string) => join(folder, `${name}-${theme}.png`)
      await app.page.getByTestId('sample-card').nth(sample).waitFor()
      made.push(...(await firstMinute(app.page, pathOf)))
      await story(app, shoot, sample)
      made.push(...(await foreignTraces(app.page, pathOf)), ...(await readings(app.page, pathOf)))
    } catch (error) {
      await app.kill9()
      throw new Error(`The story could not be told (${app.errors.join('; ')}).`, { cause: error })
    }
    await app.stop()
  }
  return made
}

/** The newcomer's path, with a picture at each of its states. */
async function story(app: OpenApp, shoot: (name: string) => Promise<void>, sample: number): Promise<void> {
  const { page } = app
  await page.getByTestId('sample-card').nth(sample).click()
  await runUntilLook(app)
  await shoot('running')
  app.signalEngine('SIGCONT')
  await rows(page, 'answer').first().waitFor({ timeout: 60_000 })
  await rows(page, 'look').first().click()
  await shoot('stepping')
  await dragSelected(page, 24, 18)
  await shoot('editing')
  const branches = await page.getByTestId('branch-row').count()
  await page.keyboard.press('Control+Enter')
  await page.getByTestId('branch-row').nth(branches).waitFor()
  await rows(page, 'answer').first().waitFor({ timeout: 60_000 })
  await page.keyboard.press('c')
  await page.getByTestId('compare').waitFor()
  await shoot('comparing')
  await reviewing(page, shoot)
}

/** An annotator's view of the same run: a correction with its diff, then whether the look was used. */
async function reviewing(page: Page, shoot: (name: string) => Promise<void>): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByTestId('branch-row').first().click()
  await page.keyboard.press('q')
  await page.getByLabel('Who is reviewing?').fill('Ada')
  await page.keyboard.press('Enter')
  const review = page.getByRole('region', { name: 'Review' })
  await review.getByRole('button', { name: 'Accept' }).waitFor()
  await rows(page, 'look').first().click()
  await dragSelected(page, 24, 18)
  await page.keyboard.press('Escape')
  await rows(page, 'thought').first().click()
  await page.keyboard.press('e')
  await review.getByLabel('Text of this step').press('Control+ArrowRight')
  await review.getByLabel('Text of this step').pressSequentially(' really')
  await page.keyboard.press('Control+s')
  await page.keyboard.press('1')
  await shoot('reviewing')
  await review.getByRole('tab', { name: /Checks/ }).click()
  await review.getByRole('button', { name: 'Test this look' }).click()
  await review.locator('.trial-verdict').waitFor({ timeout: 60_000 })
  await shoot('checking')
}

/** The built-in model is done in a moment: let on in slices of some milliseconds, a picture can be taken of it at work. */
async function runUntilLook(app: OpenApp): Promise<void> {
  app.signalEngine('SIGSTOP')
  await app.page.getByTestId('run').click()
  for (let slice = 0; slice < 200 && (await rows(app.page, 'look').count()) === 0; slice++) {
    app.signalEngine('SIGCONT')
    await new Promise((done) => setTimeout(done, 8))
    app.signalEngine('SIGSTOP')
    await app.page.waitForTimeout(80)
  }
}
