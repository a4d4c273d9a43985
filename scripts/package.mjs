// `npm run package`: builds what is missing and packs it for this system into release/. Nothing is signed or published.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildIfNeeded } from './build.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
await buildIfNeeded()
const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
const words = ['--publish', 'never', ...process.argv.slice(2)]
const { status } = spawnSync(process.execPath, [builder, ...words], { cwd: root, stdio: 'inherit' })
process.exit(status ?? 1)
