/** A real Chromium for tests and screenshots, kept off the network. Knows nothing of Relook. */
import { existsSync, readFileSync } from 'node:fs'
import { chromium, type Browser, type LaunchOptions } from 'playwright-core'

/** The installed Chromium or Chrome: the environment's `CHROMIUM`, else where this system puts it. */
export function findChromium(): string {
  const given = process.env['CHROMIUM']
  if (given !== undefined && given !== '') return given
  // Shared with scripts/chromium.mjs, which is plain JavaScript.
  const list = readFileSync(new URL('../../assets/browsers.json', import.meta.url), 'utf8')
  const places = JSON.parse(list) as Readonly<Record<string, readonly string[]>>
  const found = (places[process.platform] ?? []).find((path) => existsSync(path))
  if (found === undefined)
    throw new Error('No Chromium or Chrome found. Install one, or set CHROMIUM to its path.')
  return found
}

/** Names the address of the Chromium that a run of tests shares, in the environment. */
export const sharedAddress = 'RELOOK_SHARED_CHROMIUM'

/** How it is started: without a window. */
export function launchOptions(): LaunchOptions {
  return {
    executablePath: findChromium(),
    args: [
      // As root Chromium refuses to start with its own sandbox; the pages of these tests are ours.
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--no-first-run',
    ],
  }
}

/** The one that the tests share, where there is one; closing it closes only what was opened through it. Else one of its own. */
export function launchChromium(): Promise<Browser> {
  const shared = process.env[sharedAddress]
  return shared === undefined ? chromium.launch(launchOptions()) : chromium.connect(shared)
}
