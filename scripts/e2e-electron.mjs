/**
 * `npm run e2e:electron`: the desktop tests in real Electron. Without its binary they are skipped, and this says so; with
 * `-- --required` that is an error.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfNeeded } from './build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const electron = findElectron()
const why =
  electron === undefined
    ? 'Electron’s binary is not installed (npm exec -- install-electron gets it)'
    : noDisplay()
const env = { ...process.env }
if (why === undefined) {
  await buildIfNeeded()
  env.RELOOK_ELECTRON = electron
} else {
  delete env.RELOOK_ELECTRON
  if (process.argv.includes('--required')) {
    console.error(`Real Electron is required: ${why}.`)
    process.exit(1)
  }
  console.log(`\n  SKIPPED: ${why}.\n  Nothing below was run in real Electron.\n`)
}
const vitest = [
  join(root, 'node_modules', 'vitest', 'vitest.mjs'),
  'run',
  '--project',
  'electron',
  '--reporter=verbose',
]
const { status } = spawnSync(process.execPath, vitest, { cwd: root, stdio: 'inherit', env })
process.exit(status ?? 1)

/** The executable where there is one. Asking the package itself would start a download. */
function findElectron() {
  const folder = join(root, 'node_modules', 'electron')
  const file = join(folder, 'path.txt')
  const name = existsSync(file) ? readFileSync(file, 'utf8') : 'electron'
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name)
  return existsSync(path) ? path : undefined
}

function noDisplay() {
  const none = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
  return none ? 'there is no display; with Xvfb: xvfb-run npm run e2e:electron' : undefined
}
