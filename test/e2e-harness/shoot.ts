/** Screenshots of a journey on demand, to be looked at by a person: `SHOTS=FOLDER THEME=dark`. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** The theme a journey's app is opened with. */
export const shotTheme = process.env['THEME'] === 'dark' ? 'dark' : 'light'

/** Takes a screenshot where a person asked for them; otherwise does nothing. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  // Fades and the first frame of what has just appeared.
  await page.waitForTimeout(300)
  await page.screenshot({ path: join(folder, `${name}-${shotTheme}.png`) })
}
