/**
 * Pictures of traces made elsewhere: Qwen3-VL's own cookbook trace (Apache-2.0) with its four zooms, and how it is read.
 * Only where ../shared/traces is there.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import sharp from 'sharp'

const folder = fileURLToPath(new URL('../../../shared/traces/qwen3vl_think_with_images/', import.meta.url))
const files = ['raw_steps.json', 'hopinn.jpg', 'crop_1.png', 'crop_2.png', 'crop_3.png', 'crop_4.png']

/** From any page of the app: the trace with its third look chosen, then read in a space it is not in. Resolves to the paths. */
export async function foreignTraces(
  page: Page,
  pathOf: (name: string) => string,
): Promise<readonly string[]> {
  if (!existsSync(folder)) {
    console.log('SKIPPED: pictures of foreign traces, because ../shared/traces is not there.')
    return []
  }
  await page.getByLabel('Choose files of traces').setInputFiles(files.map((name) => folder + name))
  await page.getByTestId('region-row').nth(2).click()
  await page.locator('[data-canvas=ready]').waitFor()
  const traces = await shoot(page, pathOf('traces'))
  await page.getByRole('button', { name: /^Coordinates/ }).click()
  await page.getByRole('radio', { name: /model input px/ }).click()
  await page.getByRole('button', { name: 'Reset to file default' }).waitFor()
  await page.getByRole('button', { name: /^Coordinates/ }).click()
  const reading = await shoot(page, pathOf('reading'))
  await page.keyboard.press('Escape')
  return [traces, reading]
}

/** A photograph is large as PNG: three quarters of the size and 256 colours are enough to read it by. */
async function shoot(page: Page, path: string): Promise<string> {
  await page.mouse.move(1, 1)
  await page.waitForTimeout(800)
  const pixels = await page.screenshot({ animations: 'disabled' })
  const { width = 2880 } = await sharp(pixels).metadata()
  await sharp(pixels)
    .resize(Math.round(width * 0.75))
    .png({ palette: true, effort: 8 })
    .toFile(path)
  return path
}
