/**
 * What has to be said to Electron before it is ready: where it keeps its things, what it is called, what of it is off. Knows no window
 * and no service.
 */
import { app, crashReporter, protocol } from 'electron'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import * as policy from '../shell/policy'

/** As in electron-builder.yml: the taskbar, its jump list and notifications belong to the shortcut of the same id. */
const appId = 'io.github.relook.app'

/** What is asked for. */
export interface Preparation {
  readonly dataFolder: string
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
export function prepare({ dataFolder, software, sandbox }: Preparation): void {
  if (sandbox) app.enableSandbox()
  if (software) app.disableHardwareAcceleration()
  protocol.registerSchemesAsPrivileged([{ scheme: policy.appScheme, privileges: policy.schemePrivileges }])
  app.setName('Relook')
  if (process.platform === 'win32') app.setAppUserModelId(appId)
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
