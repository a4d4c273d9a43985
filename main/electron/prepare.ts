/**
 * What has to be said to Electron before it is ready: where it keeps its things, what it is called, what of it is off. Knows no window
 * and no service.
 */
import { app, crashReporter, protocol } from 'electron'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import { movedMarkName, type DataLocation } from '../store/place'
import * as policy from '../shell/policy'

/** As in electron-builder.yml: the taskbar, its jump list and notifications belong to the shortcut of the same id. */
const appId = 'io.github.relook.app'

/** What is asked for. */
export interface Preparation {
  readonly place: DataLocation
  /** Draw without the graphics card. */
  readonly software: boolean
  /** False where a system lets no page be put into a sandbox, and a person said to go on (see sandbox.ts). */
  readonly sandbox: boolean
}

/** Folder of the crash dumps, which never leave the machine. */
export function crashFolder(dataFolder: string): string {
  return join(dataFolder, 'crashes')
}

/** To be called first of all. */
export function prepareElectron({ place, software, sandbox }: Preparation): void {
  if (sandbox) app.enableSandbox()
  if (software) app.disableHardwareAcceleration()
  protocol.registerSchemesAsPrivileged([{ scheme: policy.appScheme, privileges: policy.schemePrivileges }])
  app.setName('Relook')
  if (process.platform === 'win32') app.setAppUserModelId(appId)
  // Nothing is made where the data should be and is not.
  if (place.problem !== undefined) return
  const { folder: dataFolder } = place
  bringAlong(dataFolder)
  // What Chromium keeps lies with the rest of the data, so that two data folders are two apps.
  keepIn('userData', join(dataFolder, 'desktop'))
  if (keepIn('crashDumps', crashFolder(dataFolder)))
    crashReporter.start({ uploadToServer: false, ignoreSystemCrashHandler: true })
}

/** Electron wants a folder to exist. */
function keepIn(what: 'userData' | 'crashDumps', folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    app.setPath(what, folder)
    return true
  } catch {
    // A data folder that cannot be written is told of when the services open it.
    return false
  }
}

/** What Chromium does not need to have, or what belongs to a process. */
const leftBehind = /cache|^Singleton|^blob_storage$|^Crashpad$/i

/**
 * The first start after the data was moved: what Chromium keeps (what the window remembers; on Windows the key that keys are sealed with)
 * could not be copied while it ran.
 */
function bringAlong(dataFolder: string): void {
  const target = join(dataFolder, 'desktop')
  // Half of one that a kill left is written over; all of it is Chromium's own.
  const part = `${target}.part`
  try {
    if (existsSync(target)) return
    const { from } = JSON.parse(readFileSync(join(dataFolder, movedMarkName), 'utf8')) as { from?: string } // of our own making
    if (from === undefined) return
    cpSync(join(from, 'desktop'), part, {
      recursive: true,
      filter: (path) => !leftBehind.test(basename(path)),
    })
    renameSync(part, target)
  } catch {
    // It was not moved, or there was none: the window begins again, and keys are asked for again.
  }
}
