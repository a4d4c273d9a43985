/**
 * Starts the real desktop entry against the stand-in for Electron, for the tests of a file; ends what was started after each. The app has to
 * be built.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, vi } from 'vitest'
import { launchChromium } from '../../e2e-harness/chromium'
import { createFakeElectron, type FakeElectron, type Machine } from './fake-electron'

/** How it is started. */
export interface DesktopStart extends Partial<Machine> {
  /** Data folder; a fresh one by default. */
  readonly data?: string
  /** Where this person's programs keep data: no data folder is named then. */
  readonly home?: string
  readonly files?: readonly string[]
}

/** To be called once in a file of tests. */
export function fakeDesktop() {
  const running: FakeElectron[] = []
  const folders: string[] = []
  const toTheEnd: string[] = []
  let standing: ReturnType<typeof startWindow> | undefined
  let browser: Browser

  beforeAll(async () => {
    if (!existsSync('dist/main/preload.cjs'))
      throw new Error('Relook is not built: run `node scripts/build.mjs` first.')
    browser = await launchChromium()
  })
  afterAll(async () => {
    if (standing !== undefined) await end((await standing).electron)
    for (const folder of toTheEnd) rmSync(folder, { recursive: true, force: true })
    await browser.close()
  })

  const argv = process.argv
  afterEach(async () => {
    process.argv = argv
    vi.unstubAllEnvs()
    for (const electron of running.splice(0)) await end(electron)
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  })

  async function end(electron: FakeElectron): Promise<void> {
    if (electron.windows.length > 0) {
      electron.app.quit()
      await electron.app.exited
    }
    await electron.end()
  }

  const dataFolder = (of = folders) => {
    const folder = mkdtempSync(join(tmpdir(), 'relook-desktop-'))
    of.push(folder)
    return folder
  }

  /** Starts the desktop app. */
  async function start({ data, home, files = [], ...machine }: DesktopStart = {}) {
    const electron = createFakeElectron({ browser, ...machine })
    vi.stubEnv('RELOOK_DATA', home === undefined ? (data ?? dataFolder()) : undefined)
    if (home !== undefined) vi.stubEnv('XDG_DATA_HOME', home)
    process.argv = ['electron', '.', ...files]
    vi.resetModules()
    vi.doMock('electron', () => electron.module)
    await import('../../../main/desktop')
    running.push(electron)
    return electron
  }

  /** Starts it and waits for its window's page. */
  async function startWindow(options: DesktopStart = {}) {
    const electron = await start(options)
    const window = await vi.waitUntil(() => electron.windows[0], { timeout: 15_000 })
    const page = await window.loaded
    return { electron, window, page }
  }

  /** One window for all tests that leave it as it is: started by the first of them, ended after the last of the file. */
  function standingWindow(): ReturnType<typeof startWindow> {
    standing ??= startWindow({ data: dataFolder(toTheEnd) }).then((started) => {
      running.splice(running.indexOf(started.electron), 1)
      return started
    })
    return standing
  }
  return { start, startWindow, standingWindow, dataFolder: () => dataFolder() }
}
