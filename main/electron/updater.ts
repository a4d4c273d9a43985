/** electron-updater as the steps of `shell/updates.ts`. It is loaded when a person first asks, and asks GitHub's releases then. */
import { app } from 'electron'
import type { ProgressInfo } from 'electron-updater'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Updater } from '../shell/updates'

/** Why this copy of Relook does not update itself; undefined where it can. */
export function whyNoUpdates(): string | undefined {
  if (!app.isPackaged) return 'This is a checkout: bring it up to date with git pull.'
  if (process.platform === 'win32' && process.env['PORTABLE_EXECUTABLE_FILE'] !== undefined)
    return 'The portable program does not update itself: download the new one.'
  // Written by the packager where it knows whose releases are to be asked.
  if (!existsSync(join(process.resourcesPath, 'app-update.yml')))
    return 'This build does not say where new versions are: look where you have it from.'
  return undefined
}

export async function loadUpdater(): Promise<Updater> {
  // CommonJS, and its updater is made when it is first touched: not before somebody asks.
  const { autoUpdater } = (await import('electron-updater')).default
  autoUpdater.autoDownload = false
  autoUpdater.autoInstallOnAppQuit = false
  autoUpdater.logger = null
  return {
    check: async () => {
      const found = await autoUpdater.checkForUpdates()
      return found?.isUpdateAvailable === true ? found.updateInfo.version : undefined
    },
    download: async (progress) => {
      const tell = ({ transferred, total }: ProgressInfo) => progress(transferred, total)
      autoUpdater.on('download-progress', tell)
      try {
        await autoUpdater.downloadUpdate()
      } finally {
        autoUpdater.off('download-progress', tell)
      }
    },
    install: () => autoUpdater.quitAndInstall(),
  }
}
