// Builds dist/: the window, the main side's entries, the preload. `--if-needed` does nothing when no source changed;
// `--main FOLDER` builds only the main side, there.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampFile = join(root, 'dist', '.stamp')
const lock = join(root, '.cache', 'build.lock')

/** The terminal's side, which no package holds: file in dist/main -> source. Their common parts lie in `terminal/`. */
const terminal = {
  server: 'main/cli/server-entry.ts',
  cli: 'main/cli.ts',
  apart: 'main/cli/apart-entry.ts',
}
/** The app; its parts lie in `parts/`. */
const desktop = { desktop: 'main/desktop.ts' }
/**
 * What is opened outside of the archive of a package is one file each, and shares none: the inference process, the process that reads
 * images, the thread that indexes files of traces.
 */
const alone = [
  { worker: 'main/models/worker.ts' },
  { images: 'main/image-process/worker.ts' },
  { indexer: 'main/collections/worker.ts' },
]

/**
 * Packages that stay packages: they are native, or open files beside their own. All others are bundled, so that a package ships of them
 * what is used. As `files` in electron-builder.yml.
 */
const apart = /^(?:electron|onnxruntime-(?:node|common)|sharp)(?:\/|$)/

/** Hash of everything the build is made from. */
export function sourceHash() {
  const hash = createHash('sha256')
  for (const top of ['app', 'main', 'renderer']) addFolder(hash, join(root, top))
  for (const file of ['package-lock.json', 'vite.config.ts', 'scripts/build.mjs'])
    addFile(hash, join(root, file))
  return hash.digest('hex')
}

function addFolder(hash, folder) {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) addFolder(hash, path)
    else addFile(hash, path)
  }
}

function addFile(hash, path) {
  hash.update(path.slice(root.length)).update('\0').update(readFileSync(path)).update('\0')
}

/** Whether dist/ is what the sources make. */
export function isBuilt() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceHash()
}

/** Builds everything. */
export async function buildAll() {
  // Whoever asks for the build (a test, too): the window is built as it ships.
  process.env.NODE_ENV = 'production'
  const stamp = sourceHash()
  rmSync(stampFile, { force: true })
  await buildMain(join(root, 'dist', 'main'))
  const { build } = await import('vite')
  await build({ root: join(root, 'renderer'), configFile: join(root, 'vite.config.ts'), logLevel: 'warn' })
  await buildPage(join(root, 'dist', 'page'))
  await buildFilm(join(root, 'dist', 'film'))
  writeFileSync(stampFile, stamp)
}

/** Builds the page that traces are shared as: one script and one style sheet, to be put into the page itself. */
async function buildPage(outDir) {
  const { build } = await import('vite')
  const folder = join(root, 'renderer', 'page')
  await build({
    root: folder,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome120',
      // What a shared page uses of the app is functions; modules of the app do nothing by being loaded.
      rolldownOptions: {
        treeshake: { moduleSideEffects: (id) => id.endsWith('.css') || id.startsWith(folder) },
      },
      lib: {
        entry: 'main.ts',
        formats: ['iife'],
        name: 'relookPage',
        fileName: () => 'page.js',
        cssFileName: 'page',
      },
    },
  })
}

/** Builds the page in which a browser encodes films for a terminal. No package holds it. */
async function buildFilm(outDir) {
  const { build } = await import('vite')
  await build({
    root: join(root, 'renderer', 'film'),
    base: './',
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: { outDir, emptyOutDir: true, target: 'chrome120', modulePreload: false },
  })
}

/** Builds what runs in Node and Electron's main process. */
export async function buildMain(outDir) {
  const { build } = await import('vite')
  rmSync(outDir, { recursive: true, force: true })
  await build(nodeBuild({ input: desktop, parts: 'parts', outDir }))
  await build(nodeBuild({ input: terminal, parts: 'terminal', outDir }))
  for (const input of alone) await build(nodeBuild({ input, outDir }))
  await build(nodeBuild({ input: { preload: 'main/preload.ts' }, format: 'cjs', outDir }))
}

/** Vite settings for code that runs in Node. `parts`: folder of what several files share; absent: it is one file. */
function nodeBuild({ input, format = 'es', parts, outDir }) {
  const builtin = new Set(builtinModules)
  const [first] = Object.keys(input)
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    // Node has this decoder; the package of it is larger than all of ours that uses it.
    resolve: { alias: { 'brotli/decompress.js': join(root, 'main', 'figures', 'brotli.ts') } },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      // Read from the disk, not over a network.
      chunkSizeWarningLimit: Infinity,
      // Whose code is inside, with the texts of their licences: for scripts/third-party.mjs.
      license: { fileName: `licences/${first}.json` },
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(input).map(([name, file]) => [name, join(root, file)])),
        external: (id) => builtin.has(id.replace(/^node:/, '')) || apart.test(id),
        output: {
          format,
          entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js',
          ...(parts === undefined
            ? { codeSplitting: false }
            : { chunkFileNames: `${parts}/[name]-[hash].js` }),
          // Names stay, for what a stack says; what is written for readers of the source does not ship.
          comments: { jsdoc: false },
          minify: { compress: true, mangle: { toplevel: true, keepNames: true }, codegen: true },
        },
      },
    },
  }
}

/** Builds if a source changed since the last build. Two at the same time: the second waits for the first. */
export async function buildIfNeeded() {
  if (isBuilt()) return false
  await holdLock()
  try {
    if (isBuilt()) return false
    console.log('Building …')
    await buildAll()
    return true
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

async function holdLock() {
  mkdirSync(dirname(lock), { recursive: true })
  for (;;) {
    try {
      mkdirSync(lock)
      return
    } catch {
      // A lock older than two minutes was left by a build that was killed.
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 120_000)
        rmSync(lock, { recursive: true, force: true })
      else await new Promise((done) => setTimeout(done, 200))
    }
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const start = Date.now()
  const only = process.argv.indexOf('--main')
  const built =
    only > 0
      ? (await buildMain(resolve(process.argv[only + 1])), true)
      : process.argv.includes('--if-needed')
        ? await buildIfNeeded()
        : (await buildAll(), true)
  console.log(built ? `Built in ${((Date.now() - start) / 1000).toFixed(1)} s.` : 'Nothing to build.')
}
