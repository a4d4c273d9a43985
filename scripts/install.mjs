/** Installs the packages of the lock file when they are not there, or not those of this lock file. Needs npm alone. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const leastNode = [20, 19]

/** Leaves `node_modules` as the lock file says. Resolves to whether anything was installed. */
export async function ensureInstalled(root) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1]))
    throw new Error(`Relook needs Node ${leastNode.join('.')} or newer; this is ${process.versions.node}.`)
  const stamp = join(root, 'node_modules', '.relook-lock')
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return false
  // A tree that npm itself made from this lock file needs no second install.
  if (!isInstalled(root)) {
    console.log('  installing packages (about a minute)')
    await npmCi(root)
  }
  writeFileSync(stamp, lock)
  return true
}

/** Whether every package of the lock file that npm would install here is there at its version, by npm's own record. */
function isInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const there = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    return path in there ? there[path].version === version : optional === true
  })
}

function npmCi(root) {
  return new Promise((resolve, reject) => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
    const child = spawn(npm, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ci failed (exit code ${code}). See its words above.`)),
    )
  })
}
