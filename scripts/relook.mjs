#!/usr/bin/env node
// `relook`: builds first where this is a checkout that has not been built, then hands over to the built command.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const built = join(root, 'dist', 'main', 'cli.js')
const isCheckout = existsSync(join(root, 'main', 'cli.ts'))

// Words for the person go to stderr here: stdout is the command's.
console.log = console.error
if (isCheckout) {
  const { ensureInstalled } = await import('./install.mjs')
  if (!(await ensureInstalled())) process.exit(1)
  const { buildIfNeeded } = await import('./build.mjs')
  await buildIfNeeded()
}
if (existsSync(built)) await import(pathToFileURL(built).href)
else {
  console.error('relook: dist/main/cli.js is missing. Run npm start once in a clone of Relook.')
  process.exitCode = 1
}
