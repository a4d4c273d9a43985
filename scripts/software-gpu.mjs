/**
 * A graphics driver in software, so that WebGPU can be tested where there is no graphics card: lavapipe from Debian's backports,
 * unpacked into `.cache` and not installed; SwiftShader of an installed Chromium where that cannot be had. Uses nothing that has
 * to be installed first.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const cache = fileURLToPath(new URL('../.cache/software-gpu', import.meta.url))
const libraries = 'usr/lib/x86_64-linux-gnu'

/** The driver's name and the environment a process needs to use it; undefined where there is none. */
export function softwareGpu() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  mkdirSync(cache, { recursive: true })
  return lavapipe() ?? swiftShader()
}

function lavapipe() {
  const folder = join(cache, 'lavapipe')
  const driver = join(folder, libraries, 'libvulkan_lvp.so')
  if (!existsSync(driver) && !unpackLavapipe(folder)) return undefined
  return { name: 'lavapipe', env: environment('lavapipe', driver, join(folder, libraries)) }
}

/** Fetches the packages with the machine's own apt and mirror; its package lists stay as they are. */
function unpackLavapipe(folder) {
  const mirror = debianMirror()
  if (mirror === undefined) return false
  const apt = join(cache, 'apt')
  mkdirSync(join(apt, 'lists', 'partial'), { recursive: true })
  mkdirSync(join(apt, 'cache', 'archives', 'partial'), { recursive: true })
  const key = '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
  const suites = ['bookworm-backports', 'bookworm', 'bookworm-updates']
  writeFileSync(join(apt, 'sources.list'), suites.map((s) => `deb ${key} ${mirror} ${s} main\n`).join(''))
  const settings = {
    'Dir::Etc::sourcelist': join(apt, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::Cache': join(apt, 'cache'),
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const run = (command, args, cwd = apt) =>
    spawnSync(command, args, { cwd, stdio: 'ignore', timeout: 120_000 }).status === 0
  const fetched =
    run('apt-get', [...options, '-q', 'update']) &&
    run('apt-get', [...options, '-t', 'bookworm-backports', 'download', 'mesa-vulkan-drivers']) &&
    run('apt-get', [...options, 'download', 'libvulkan1', 'libllvm19'])
  if (!fetched) return false
  const packages = readdirSync(apt).filter((name) => name.endsWith('.deb'))
  return packages.every((name) => run('dpkg-deb', ['-x', name, folder]))
}

/** The address Debian's packages come from on this machine. */
function debianMirror() {
  const folder = '/etc/apt/sources.list.d'
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
  for (const file of [...files, '/etc/apt/sources.list'].filter(existsSync)) {
    const found = /https?:\/\/\S+\/debian(?=\/?\s)/.exec(`${readFileSync(file, 'utf8')} `)
    if (found !== null) return found[0]
  }
  return undefined
}

/** Computes in 32 bits only; good enough for everything but 16-bit models. */
function swiftShader() {
  const chromium = '/usr/lib/chromium'
  const files = ['libvk_swiftshader.so', 'libvulkan.so.1']
  if (!files.every((name) => existsSync(join(chromium, name)))) return undefined
  const folder = join(cache, 'swiftshader')
  mkdirSync(folder, { recursive: true })
  // Only these two: Chromium's folder holds libraries that must not be taken for the system's.
  for (const name of files) copyFileSync(join(chromium, name), join(folder, name))
  return { name: 'SwiftShader', env: environment('swiftshader', join(folder, files[0]), folder) }
}

function environment(name, driver, folder) {
  const icd = join(cache, `${name}.json`)
  const content = { file_format_version: '1.0.0', ICD: { library_path: driver, api_version: '1.3.0' } }
  writeFileSync(icd, JSON.stringify(content))
  const runtime = join(cache, 'run')
  mkdirSync(runtime, { recursive: true, mode: 0o700 })
  const paths = [folder, process.env.LD_LIBRARY_PATH].filter((p) => p !== undefined && p !== '')
  return {
    VK_ICD_FILENAMES: icd,
    LD_LIBRARY_PATH: paths.join(':'),
    XDG_RUNTIME_DIR: runtime,
    LP_NUM_THREADS: '2',
    RELOOK_SOFTWARE_GPU: name,
  }
}
