/**
 * What `npm test` needs of Python: the pinned versions, on the machine already or fetched once into .cache. Needs Python and pip;
 * undefined where there are none. Touches no package of the system.
 */
import { spawnSync } from 'node:child_process'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'

const cache = new URL('../.cache/', import.meta.url)

/** The name of Python on this machine. */
export const python = process.platform === 'win32' ? 'python' : 'python3'

/** The environment in which `python -m ruff` and `python -m mypy` are the pinned ones; undefined when they cannot be had. */
export function pythonTools() {
  return withPackages('python-tools', { ruff: '0.17.6', mypy: '2.4.1' })
}

/** The environment in which the package of python/ and what its tests run it in can be imported. */
export function notebookTools() {
  const own = fileURLToPath(new URL('../python', import.meta.url))
  const pinned = {
    pandas: '3.1.1',
    nbclient: '0.11.0',
    ipykernel: '7.4.0',
    pytest: '9.0.3',
    pillow: '13.0.0',
  }
  return withPackages('notebook-tools', pinned, own)
}

/** The environment in which these packages are there; undefined when they cannot be had. `own`: a folder that comes first. */
function withPackages(name, pinned, own) {
  const folder = fileURLToPath(new URL(name, cache))
  const parts = (first) => [own, first, process.env.PYTHONPATH].filter((part) => part).join(delimiter)
  const system = { PYTHONPATH: parts(undefined) }
  const fetched = { PYTHONPATH: parts(folder) }
  for (const env of [system, fetched]) if (areThere(pinned, env)) return env
  const words = Object.entries(pinned).map(([each, version]) => `${each}==${version}`)
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', folder, ...words]
  spawnSync(python, pip, { stdio: 'ignore', timeout: 300_000 })
  return areThere(pinned, fetched) ? fetched : undefined
}

function areThere(pinned, env) {
  const program =
    'import sys, importlib.metadata as m; sys.exit(any(m.version(n) != v for n, v in (p.split("==") for p in sys.argv[1:])))'
  const words = Object.entries(pinned).map(([each, version]) => `${each}==${version}`)
  const options = { stdio: 'ignore', env: { ...process.env, ...env } }
  return spawnSync(python, ['-c', program, ...words], options).status === 0
}
