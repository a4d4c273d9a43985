/**
 * What a kill left half done in a data folder, cleared at the next start: files under the names that Relook gives to what is not yet
 * whole. Folders in which files of other people's naming lie are not looked into.
 */
import type { Dirent } from 'node:fs'
import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from './alive'
import { claimName } from './lock'
import { removeTree } from './own-folder'

/** `writeWhole`'s neighbours, with the process that wrote them; folders of a merge; neighbours of the lock, today's and an older one's. */
const half = /.\.(\d+)\.\d+\.tmp$/
const merge = /^merge-[A-Za-z0-9]{6}$/
const oldLock = /^lock\.\d+(?:\.now)?$/

/** What Relook makes in a data folder; whatever else lies there (models, data sets, a person's own things) is not looked into. */
const own = [
  'collections',
  'downloads',
  'evaluations',
  'exports',
  'images',
  'judgements',
  'projects',
  'readers',
  'rollouts',
  'shares',
  'uploads',
]
/** Files that were sent or fetched, under names that others gave. */
const foreign = /^(?:uploads|downloads)\/[^/]+\/files$/

/** No file takes a day to be written: a process that is there after one has only the same number. */
const dayMs = 24 * 60 * 60 * 1000

/**
 * Clears them. The lock is held, so no other host is writing any; a command that goes on in the same folder is let alone. Never
 * throws: what cannot be cleared harms nobody.
 */
export async function sweep(folder: string): Promise<void> {
  for (const { name } of await entries(folder)) {
    if (merge.test(name)) await removeTree(join(folder, name), folder).catch(() => undefined)
    if (claimName.test(name) || oldLock.test(name)) await clear(join(folder, name))
  }
  await sweepFiles(folder, '')
  for (const name of own) await sweepTree(folder, name)
  for (const { name } of await entries(join(folder, 'projects')))
    // Fails for a folder with anything in it, which is what it should do.
    await rmdir(join(folder, 'projects', name)).catch(() => undefined)
}

/** `place`: below the folder, with slashes. Links are not followed. */
async function sweepTree(folder: string, place: string): Promise<void> {
  if (foreign.test(place)) return
  for (const name of await sweepFiles(folder, place)) await sweepTree(folder, `${place}/${name}`)
}

/** Clears the files of one folder; gives the names of those in it. */
async function sweepFiles(folder: string, place: string): Promise<readonly string[]> {
  const folders: string[] = []
  for (const entry of await entries(join(folder, place))) {
    if (entry.isDirectory()) folders.push(entry.name)
    const path = join(folder, place, entry.name)
    const writer = entry.isFile() ? half.exec(entry.name)?.[1] : undefined
    if (writer !== undefined && !(await isBeingWritten(path, Number(writer)))) await clear(path)
  }
  return folders
}

async function isBeingWritten(path: string, pid: number): Promise<boolean> {
  // In a container, whoever was killed here before had this process's own number.
  if (pid === process.pid || !isAlive(pid)) return false
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }))
  return Date.now() - mtimeMs < dayMs
}

async function clear(path: string): Promise<void> {
  await rm(path, { force: true }).catch(() => undefined)
}

async function entries(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => [])
}
