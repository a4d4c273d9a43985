/** Pictures of the first minute and of a presentation: the home page with its recorded runs, the tour, a run that is presented. */
import type { Page } from 'playwright-core'
import { shot } from './screenshots-readings'

/** From the home page: each state in its turn. Resolves to the paths. */
export async function firstMinute(page: Page, pathOf: (name: string) => string): Promise<readonly string[]> {
  const made: string[] = []
  const shoot = async (name: string) => made.push(await shot(page, pathOf(name)))
  await page.getByTestId('hero-crop').waitFor()
  await shoot('empty')

  await page.getByTestId('hero-present').click()
  await page.getByTestId('presenter').waitFor()
  for (let i = 0; i < 4; i++) await page.keyboard.press('PageDown')
  await page.locator('[data-testid=present-canvas][data-sharp="1.00"]').waitFor()
  await page.keyboard.press('PageDown')
  await shoot('presenting')
  await page.keyboard.press('Escape')
  await home(page)

  await page.getByTestId('tour-button').click()
  await page.locator('[data-testid=tour][data-part=saw]').waitFor()
  await page.keyboard.press('Space')
  await shoot('touring')
  await page.keyboard.press('Escape')
  await home(page)
  return made
}

async function home(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Relook: samples and projects' }).click()
  await page.getByTestId('sample-card').first().waitFor()
}
