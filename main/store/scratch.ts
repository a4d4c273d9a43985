/**
 * Folders for the length of one command, in the system's own place for such. What a kill left of earlier ones goes with the
 * next: a folder is named after its process, and one whose process is gone belongs to nobody. Knows no command.
 */
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from './alive'
import { removeTree } from './own-folder'

const named = /^relook-scratch-(\d+)-[A-Za-z0-9]{6}$/

/** Does the work with a folder that is gone afterwards. */
export async function withScratch<T>(work: (folder: string) => Promise<T>, where = tmpdir()): Promise<T> {
  await sweepScratch(where)
  const folder = await mkdtemp(join(where, `relook-scratch-${process.pid}-`))
  try {
    return await work(folder)
  } finally {
    await removeTree(folder, where)
  }
}

/** Never throws: another user's folder cannot be removed, and need not be. */
async function sweepScratch(where: string): Promise<void> {
  for (const name of await readdir(where).catch(() => [])) {
    const pid = Number(named.exec(name)?.[1] ?? NaN)
    if (!Number.isNaN(pid) && !isAlive(pid)) await removeTree(join(where, name), where).catch(() => undefined)
  }
}
