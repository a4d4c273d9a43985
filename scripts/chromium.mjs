/** Finds a Chromium or Chrome for the tests, and gets one from Debian's packages where that is possible. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const places = JSON.parse(readFileSync(new URL('../assets/browsers.json', import.meta.url), 'utf8'))

/** Path of an installed browser; undefined when there is none. */
export function findChromium() {
  const given = process.env.CHROMIUM
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROMIUM says ${given}, but there is no such file.`)
    return given
  }
  return (places[process.platform] ?? []).find((path) => existsSync(path))
}

/** The same, installed when need be. Throws with what to do where it cannot be. */
export function ensureChromium() {
  const found = findChromium()
  if (found !== undefined) return found
  if (canInstall()) {
    console.log('  installing Chromium from the system’s packages')
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const wait = ['-o', 'DPkg::Lock::Timeout=180', '-o', 'Acquire::Retries=3']
    for (const args of [
      ['update'],
      ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    ]) {
      const { status, stdout, stderr } = spawnSync('apt-get', [...wait, ...args], { env, encoding: 'utf8' })
      if (status !== 0) throw new Error(`apt-get ${args[0]} failed:\n${stdout}${stderr}`)
    }
    const installed = findChromium()
    if (installed !== undefined) return installed
  }
  throw new Error(
    'The tests need Chromium or Chrome. Install one (Debian, Ubuntu: apt-get install chromium; ' +
      'macOS, Windows: Google Chrome), or set CHROMIUM to the path of one.',
  )
}

function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}
