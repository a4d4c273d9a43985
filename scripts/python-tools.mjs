/**
 * ruff and mypy for `npm test`: the pinned versions, on the machine already or fetched once into .cache. Needs Python and pip;
 * undefined where there are none. Touches no package of the system.
 */
import { spawnSync } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../.cache/python-tools', import.meta.url))
const pinned = { ruff: '0.17.6', mypy: '2.4.1' }

/** The name of Python on this machine. */
export const python = process.platform === 'win32' ? 'python' : 'python3'

/** The environment in which `python -m ruff` and `python -m mypy` are the pinned ones; undefined when they cannot be had. */
export function pythonTools() {
  const path = [folder, process.env.PYTHONPATH].filter((part) => part).join(delimiter)
  const env = { PYTHONPATH: path }
  if (areThere(env)) return env
  const words = Object.entries(pinned).map(([name, version]) => `${name}==${version}`)
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', folder, ...words]
  spawnSync(python, pip, { stdio: 'ignore', timeout: 180_000 })
  return areThere(env) ? env : undefined
}

function areThere(env) {
  return Object.entries(pinned).every(([name, version]) => {
    const { stdout } = spawnSync(python, ['-m', name, '--version'], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
      cwd: join(folder, '..', '..'),
    })
    return stdout?.includes(version) === true
  })
}
