/** What a kill left half done in a data folder, cleared at the next start: only names that Relook gives to what is not yet whole. */
import { readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { removeTree } from './own-folder'

/** `writeWhole`'s neighbours, and the folders of a merge. */
const half = /\.\d+\.\d+\.tmp$/
const merge = /^merge-[A-Za-z0-9]{6}$/

/** Clears them. The lock is held, so nobody is writing any. Never throws: what cannot be cleared harms nobody. */
export async function sweep(folder: string): Promise<void> {
  for (const name of await names(folder)) {
    if (merge.test(name)) await removeTree(join(folder, name), folder).catch(() => undefined)
    if (half.test(name)) await rm(join(folder, name), { force: true }).catch(() => undefined)
  }
  for (const project of await names(join(folder, 'projects'))) {
    const place = join(folder, 'projects', project)
    for (const name of await names(place))
      if (half.test(name)) await rm(join(place, name), { force: true }).catch(() => undefined)
    // Fails for a folder with anything in it, which is what it should do.
    await rmdir(place).catch(() => undefined)
  }
}

async function names(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}
