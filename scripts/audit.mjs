/**
 * Asks the registry for known holes in what ships: native packages and those bundled into the window, the app and its processes. They are
 * listed among the packages for development, because nothing of them is installed with a package. The build has to be there.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { licencesOf } from './third-party.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Of what `npm audit --json` tells, the entries about packages of these names. @throws Error when it told nothing. */
export function holesIn(report, names) {
  if (report.vulnerabilities === undefined)
    throw new Error(report.error?.summary ?? 'npm audit gave no report.')
  return Object.values(report.vulnerabilities).filter(({ name }) => names.has(name))
}

function shippedNames() {
  const bundled = licencesOf(root).flatMap((file) => JSON.parse(readFileSync(file, 'utf8')))
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const native = Object.entries(packages).flatMap(([path, { dev }]) =>
    path === '' || dev === true ? [] : [path.replace(/^.*node_modules\//, '')],
  )
  return new Set([...bundled.map(({ name }) => name), ...native])
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { stdout } = spawnSync('npm', ['audit', '--json'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    maxBuffer: 64 * 2 ** 20,
  })
  const names = shippedNames()
  const holes = holesIn(JSON.parse(stdout), names)
  for (const { name, severity, range } of holes) console.error(`${name} ${range}: ${severity}`)
  console.log(`${names.size} packages ship, ${holes.length} with known holes.`)
  process.exit(holes.length === 0 ? 0 : 1)
}
