// `npm start`: installs and builds what is missing, then opens Relook: in Electron, or in the browser where Electron's
// binary cannot be had (`-- --web` asks for that). Needs Node and npm, no package.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ensureInstalled } from './install.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const words = process.argv.slice(2)

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Relook needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}
if (!(await ensureInstalled())) process.exit(1)
const { buildIfNeeded } = await import('./build.mjs')
await buildIfNeeded()

if (words.includes('--web')) await openInBrowser(words.filter((w) => w !== '--web'))
else {
  const electron = await findElectron()
  if ('path' in electron) openInElectron(electron.path)
  else {
    console.log(
      `Electron's binary is not available (${electron.why}): opening Relook in the browser instead.`,
    )
    await openInBrowser(words)
  }
}

async function openInBrowser(rest) {
  process.argv.splice(2, process.argv.length, '--open', ...rest)
  await import(pathToFileURL(join(root, 'dist', 'main', 'server.js')).href)
}

function openInElectron(path) {
  const child = spawn(path, [root, ...words], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`Electron could not be started (${error.message}). Try: npm start -- --web`)
    process.exitCode = 1
  })
  child.on('exit', (code) => (process.exitCode = code ?? 1))
}

/** Electron's executable, downloaded if it must be; or why there is none. */
async function findElectron() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { why: 'there is no display' }
  const folder = join(root, 'node_modules', 'electron')
  if (!existsSync(folder)) return { why: 'the package is not installed' }
  const there = () => executable(folder)
  if (there() !== undefined) return { path: there() }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const why = failedBefore(version) ?? (await download(folder))
  if (why === undefined && there() !== undefined) return { path: there() }
  remember(version, why ?? 'it is missing after the download')
  return { why: why ?? 'it is missing after the download' }
}

function executable(folder) {
  const file = join(folder, 'path.txt')
  const elsewhere = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (!existsSync(file))
    return elsewhere && existsSync(join(elsewhere, 'electron')) ? join(elsewhere, 'electron') : undefined
  const path = join(elsewhere ?? join(folder, 'dist'), readFileSync(file, 'utf8'))
  return existsSync(path) ? path : undefined
}

/** Runs Electron's own installer; resolves to why it failed, or undefined. */
function download(folder) {
  console.log('Downloading Electron’s binary (once) …')
  const child = spawn(process.execPath, [join(folder, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (data) => (said += data))
  const limit = setTimeout(() => child.kill(), 300_000)
  return new Promise((done) => {
    child.on('error', (error) => done(error.message))
    child.on('exit', (code) => {
      clearTimeout(limit)
      if (code === 0) done(undefined)
      else done(code === null ? 'the download took too long' : `the download failed: ${reasonIn(said)}`)
    })
  })
}

/** The most telling line of an installer's stack trace. */
function reasonIn(said) {
  const cause = /cause\]?: (?:\w*Error: )?([^\n{]+)/.exec(said)?.[1]
  const line = cause ?? said.split('\n').find((l) => /Error/.test(l)) ?? 'no reason given'
  return line.replace(/^\w*Error: /, '').trim()
}

function memory() {
  return join(root, '.cache', 'electron-missing.json')
}

/** A download that failed within the last day is not tried again at every start. */
function failedBefore(version) {
  try {
    const last = JSON.parse(readFileSync(memory(), 'utf8'))
    return last.version === version && Date.now() - last.at < 24 * 3600_000 ? last.why : undefined
  } catch {
    return undefined
  }
}

function remember(version, why) {
  if (failedBefore(version) !== undefined) return
  mkdirSync(dirname(memory()), { recursive: true })
  writeFileSync(memory(), JSON.stringify({ version, why, at: Date.now() }))
}
