/**
 * `npm run package`: builds what is missing and packs it for this system into release/. Nothing is published. Signed where the environment
 * says with what (docs/packaging.md). Words go on to electron-builder: `npm run package -- --dir`.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildIfNeeded } from './build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Whether this system makes .deb and .rpm by itself; electron-builder would download a program for it. */
function hasMakers() {
  return ['dpkg-deb', 'rpmbuild'].every(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
  )
}

/** Where a copy looks for new versions: the releases of the repository that built it. Without one it does not look anywhere. */
export function publishWords(repository) {
  const [owner, repo] = repository?.split('/') ?? []
  if (!owner || !repo) return []
  return [`-c.publish.provider=github`, `-c.publish.owner=${owner}`, `-c.publish.repo=${repo}`]
}

/** Scripts that run after a package is removed: the packager's own, and a word about what stays. */
function removalScript() {
  const own = join(root, 'node_modules', 'app-builder-lib', 'templates', 'linux', 'after-remove.tpl')
  const file = join(root, '.cache', 'after-remove.tpl')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    readFileSync(own, 'utf8') + readFileSync(join(root, 'assets', 'build', 'after-remove.sh'), 'utf8'),
  )
  return file
}

/** Says in one line whether what is made will be signed. */
function signing(env) {
  const certificate = { darwin: env.CSC_LINK ?? env.CSC_NAME, win32: env.WIN_CSC_LINK ?? env.CSC_LINK }
  if (process.platform === 'linux') return 'Packages for Linux are not signed.'
  return certificate[process.platform] === undefined
    ? 'UNSIGNED: no certificate in the environment (docs/packaging.md). The system will warn whoever opens it.'
    : 'Signed with the certificate of the environment.'
}

async function main() {
  await buildIfNeeded()
  const env = { ...process.env }
  if (process.platform === 'linux' && env.CUSTOM_FPM_PATH === undefined && hasMakers())
    env.CUSTOM_FPM_PATH = join(root, 'scripts', 'linux-package.mjs')
  const removal = removalScript()
  const words = [
    '--publish',
    'never',
    ...publishWords(env.RELOOK_RELEASES ?? env.GITHUB_REPOSITORY),
    `-c.deb.afterRemove=${removal}`,
    `-c.rpm.afterRemove=${removal}`,
    ...process.argv.slice(2),
  ]
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const { status } = spawnSync(process.execPath, [builder, ...words], { cwd: root, stdio: 'inherit', env })
  if (status === 0) console.log(signing(env))
  process.exit(status ?? 1)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main()
