/**
 * Relook in real Electron, for tests: started on a data folder of its own, and what it said on its error stream. Root starts it as an
 * ordinary user, because Chromium gives root no sandbox and Relook does not go without one.
 */
import { spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import type { Need } from '../../builders/needs'

const electron = process.env['RELOOK_ELECTRON']
const isRoot = process.getuid?.() === 0
/** `nobody` of Debian and Fedora; nothing is its own. */
const ordinary = 65_534
const asOrdinary = [`--reuid=${ordinary}`, `--regid=${ordinary}`, '--clear-groups']

/** Why nothing of this can run here, if so. */
export const realElectron: Need =
  electron === undefined || !isRoot || mayBeRead(electron)
    ? { what: 'Electron’s binary and a display', met: electron !== undefined }
    : { what: 'an Electron and a checkout that an ordinary user may read', met: false }

function mayBeRead(path: string): boolean {
  const words = [...asOrdinary, 'test', '-r', path, '-a', '-r', 'dist/main/desktop.js']
  return spawnSync('setpriv', words, { stdio: 'ignore' }).status === 0
}

/** A started app. */
export interface RealApp {
  readonly app: ElectronApplication
  readonly page: Page
  readonly data: string
  /** Lines of its error stream so far. */
  readonly said: () => readonly string[]
}

const folders: string[] = []
const running: { readonly app: ElectronApplication; readonly said: () => readonly string[] }[] = []

/** A folder the app may write, removed after the test. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'relook-electron-'))
  if (isRoot) chownSync(folder, ordinary, ordinary)
  folders.push(folder)
  return folder
}

/** Whether the data folder is named (`RELOOK_DATA`), or is the usual one of a person whose home this folder is. */
export type Naming = 'named' | 'usual'

/** The command that starts it, and its environment: Playwright starts one file, root needs words before it. */
export function commandOf(
  data: string,
  naming: Naming = 'named',
): { readonly path: string; readonly env: Record<string, string> } {
  const { RELOOK_DATA: _, XDG_DATA_HOME: __, ...rest } = process.env as Record<string, string> // as Node has it for a child
  const env = naming === 'named' ? { ...rest, RELOOK_DATA: data } : { ...rest, HOME: data }
  if (!isRoot) return { path: electron ?? '', env }
  const path = join(data, 'start.sh')
  writeFileSync(
    path,
    `#!/bin/sh\nunset XDG_RUNTIME_DIR\nexec setpriv ${asOrdinary.join(' ')} env HOME="${data}" "${electron ?? ''}" "$@"\n`,
    { mode: 0o755 },
  )
  return { path, env }
}

/** Starts it and waits for its first window. */
export async function startReal(
  data = ownFolder(),
  files: readonly string[] = [],
  naming: Naming = 'named',
): Promise<RealApp> {
  const { path, env } = commandOf(data, naming)
  const app = await _electron.launch({ executablePath: path, args: ['.', ...files], env })
  let text = ''
  app.process().stderr?.on('data', (more: Buffer) => (text += more.toString()))
  const said = () => text.split('\n')
  running.push({ app, said })
  const page = await app.firstWindow()
  await page.waitForLoadState()
  return { app, page, data, said }
}

/** Ends what was started; the lines about GLib it said, of which there may be none. */
export async function endReal(): Promise<readonly string[]> {
  const lines: string[] = []
  for (const { app, said } of running.splice(0)) {
    await app.close()
    lines.push(...said().filter((line) => /GLib/.test(line)))
  }
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  return lines
}

/** What the shell keeps of windows. */
export function desktopState(data: string): unknown {
  return JSON.parse(readFileSync(join(data, 'desktop.json'), 'utf8'))
}

/** Waits for the samples. */
export const gallery = (page: Page) => page.getByTestId('sample-card').first().waitFor()
