/**
 * The one door to sharp: everything that runs imports it from here. Opened at the first use, because a process that decodes nothing
 * needs no decoder, and in Electron on Linux in a way of its own (`openApart`).
 */
import { readdirSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import type { default as SharpFunction, Metadata, Sharp, SharpInput, SharpOptions } from 'sharp'

const load = createRequire(import.meta.url)
let opened: typeof SharpFunction | undefined

export type { Metadata, Sharp }

/** As sharp's own. @throws Error where its binary for this system is not there. */
export function sharp(options: SharpOptions): Sharp
export function sharp(input: SharpInput, options?: SharpOptions): Sharp
export function sharp(input: SharpInput | SharpOptions, options?: SharpOptions) {
  opened ??= open()
  return opened(input as SharpInput, options)
}

/** Set to `shared`: as if Electron brought no GLib. For a system where `openApart` is what fails. */
export const sharpVariable = 'RELOOK_SHARP'

function open(): typeof SharpFunction {
  if (
    process.platform === 'linux' &&
    process.versions['electron'] !== undefined &&
    process.env[sharpVariable] !== 'shared'
  )
    openApart()
  return load('sharp') as typeof SharpFunction
}

/**
 * Electron's binary is linked with the system's GLib, and sharp's libvips carries one of its own: sharp's addon then takes `g_object_ref`
 * and its like from the system's and libvips from its own. Measured with Electron 22: on GLib 2.74 every image leaks and now and then the
 * process is ended (SIGTRAP), on 2.90 at the first image always (SIGSEGV). The same is told of Electron 41 to 44 in lovell/sharp 4522 and 4525
 * and electron 46323.
 *
 * So libvips is opened first, by itself, and then the addon so that it prefers what it was linked with (RTLD_DEEPBIND). Not both at
 * once: libvips must go on taking `malloc` from Electron, or what one frees was made by the other.
 */
function openApart(): void {
  const { RTLD_NOW, RTLD_DEEPBIND } = constants.dlopen
  if (RTLD_NOW === undefined || RTLD_DEEPBIND === undefined) return
  const system = `linux-${process.arch}`
  const beside = createRequire(load.resolve('sharp'))
  const libvips = beside.resolve(`@img/sharp-libvips-${system}/binary`)
  const folder = join(dirname(beside.resolve(`@img/sharp-${system}/package`)), 'lib')
  const name = readdirSync(folder).find((file) => file.endsWith('.node'))
  if (name === undefined) return
  const addon = join(folder, name)
  try {
    process.dlopen({ exports: {} }, libvips, RTLD_NOW)
  } catch {
    // “Module did not self-register”: it is no addon. The library stays open.
  }
  const module = new Module(addon)
  process.dlopen(module, addon, RTLD_NOW | RTLD_DEEPBIND)
  module.loaded = true
  // sharp finds it there and does not open it again.
  load.cache[addon] = module
}
