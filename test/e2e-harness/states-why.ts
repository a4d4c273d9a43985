/** A walk through what the built-in model alone can show: why an answer, attention, the board of wrong answers. */
import { writtenLog } from '../builders/log'
import type { OpenApp } from './app'
import type { Visit } from './states'

/** From the home page of an app on the built-in model. */
export async function walkWhy({ page }: OpenApp, visit: Visit): Promise<void> {
  const key = (name: string) => page.keyboard.press(name)
  const step = (type: string) => page.locator(`[data-testid=step-row][data-type=${type}] button`).last()
  await page.getByTestId('sample-card').first().click()
  await page.getByTestId('run').click()
  await step('answer').waitFor({ timeout: 60_000 })
  const card = page.getByRole('region', { name: 'Why this answer' })
  await card.locator('[data-testid=why-look][data-verdict=used]').waitFor()
  await visit('why: the looks')
  await step('answer').click()
  await key('Shift+E')
  await card.getByRole('progressbar').waitFor()
  await visit('why: a map on its way')
  await page.getByTestId('why-heat').waitFor({ timeout: 60_000 })
  await visit('why: a map with its curves')
  await card
    .getByRole('button', { name: /smallest crop/ })
    .first()
    .click()
  await card.getByText(/% of the look/).waitFor({ timeout: 60_000 })
  await visit('why: the smallest crop')
  await step('look').click()
  await key('Shift+A')
  await page.getByTestId('attention-said').waitFor()
  await visit('attention')
  await key('Shift+A')
  await key('Control+Shift+S')
  await page.getByRole('dialog').waitFor()
  await visit('share, of a real run')
  await key('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'samples and projects' }).first().click()
  await page.getByTestId('sample-card').first().waitFor()
  const files = (await writtenLog()).map(({ name, bytes }) => ({ name, mimeType: '', buffer: bytes }))
  await page.getByLabel('Choose files of traces').setInputFiles(files)
  await page.getByTestId('canvas').waitFor()
  await key('Shift+T')
  await page.locator('.triage-thumb').first().waitFor()
  await visit('the board of wrong answers')
  await key('Escape')
  await page.getByTestId('triage').waitFor({ state: 'detached' })
}
