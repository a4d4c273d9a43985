/**
 * Finds what ships with the app (models, samples, built files), in a checkout and in a package alike. The only place
 * that knows the two layouts; reads nothing.
 */
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the app that a module belongs to: the nearest one above it that holds a package.json. */
export function appRootOf(moduleUrl: string, exists: (path: string) => boolean = existsSync): string {
  let folder = dirname(fileURLToPath(moduleUrl))
  while (!exists(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error(`No package.json above ${fileURLToPath(moduleUrl)}.`)
    folder = parent
  }
  return folder
}

/** Where assets lie for an app root: beside the archive in a package, inside the tree in a checkout. */
export function assetsOf(root: string): string {
  return /^app\.asar(\.unpacked)?$/.test(basename(root))
    ? join(dirname(root), 'assets')
    : join(root, 'assets')
}

/**
 * A file that another process or native code has to open: those cannot read inside the archive, so such files are
 * unpacked beside it.
 */
export function unpacked(path: string): string {
  return path.replace(/([\\/])app\.asar(?=[\\/])/, '$1app.asar.unpacked')
}

const root = appRootOf(import.meta.url)

/** A file or folder of `assets/`, e.g. `models` or `samples/samples.json`. */
export function resourcePath(name: string): string {
  return join(assetsOf(root), name)
}

/** A built file, e.g. `renderer` or `main/worker.js`. */
export function distPath(name: string): string {
  return join(root, 'dist', name)
}

/** The built-in model's own held-out images: a folder with `records.jsonl`. */
export const heldOutPath = resourcePath('held-out')
