// Installs the packages of the lock file when node_modules lacks one or has another version. Needs Node and npm, no package.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Whether node_modules holds what the lock file asks for. npm keeps its own list of what it put there. */
export function isInstalled() {
  const wanted = packagesIn(join(root, 'package-lock.json'))
  const there = packagesIn(join(root, 'node_modules', '.package-lock.json'))
  if (wanted === undefined || there === undefined) return false
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (path === '' || link) return true
    const found = there[path]
    // Optional packages are other systems' binaries: absent is right, another version is not.
    return found === undefined ? optional === true : found.version === version
  })
}

function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined
}

/** Installs if needed; false when npm failed (it has said why). */
export async function ensureInstalled() {
  if (isInstalled()) return true
  console.log('Installing the packages of package-lock.json …')
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  // Started by npm itself: the same npm. (Under npx the variable may name another program.)
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined
  const child = npm
    ? spawn(process.execPath, [npm, ...words], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawn('npm', words, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  const code = await new Promise((done) => {
    child.on('error', () => done(1))
    child.on('exit', done)
  })
  if (code !== 0) console.error('The packages could not be installed: see npm’s words above.')
  return code === 0
}
