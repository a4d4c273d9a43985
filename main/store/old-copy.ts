/**
 * What is left where the data was before it was moved. It is removed when a person says so: only what was copied, and only what is as it was
 * then; whatever else lies there stays. Knows no window.
 */
import { readFile, rm, rmdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { codeOf, writeWhole } from './folder'
import { takeLock } from './lock'
import { copiedName, entryAt, isSame, type FolderEntry } from './move'
import { removeTree } from './own-folder'
import { movedMarkName, pointerName } from './place'

const mark = z.object({ from: z.string().exactOptional(), at: z.number(), bytes: z.number() })
const line = z.object({
  path: z.string().min(1),
  kind: z.enum(['file', 'folder', 'link']),
  size: z.number(),
  mtimeMs: z.number(),
})

/** The copy left behind. */
export interface OldCopy {
  readonly folder: string
  readonly bytes: number
}

/** Undefined: the data was not moved here, or what was left is gone. */
export async function oldCopyOf(folder: string): Promise<OldCopy | undefined> {
  try {
    const { from, bytes } = mark.parse(JSON.parse(await readFile(join(folder, movedMarkName), 'utf8')))
    return from === undefined ? undefined : { folder: from, bytes }
  } catch {
    return undefined
  }
}

/** Removes it. Gives how many of its files stay because they changed since. @throws HeldFailure when a Relook works in it. */
export async function removeOldCopy(folder: string): Promise<number> {
  const old = await oldCopyOf(folder)
  if (old === undefined) return 0
  const lock = await takeLock(old.folder)
  let kept = 0
  try {
    const copied = await copiedIn(folder)
    for (const entry of copied) if (entry.kind !== 'folder' && !(await remove(old.folder, entry))) kept++
    // The deepest first; one in which something stays is not empty, and stays.
    for (const { path, kind } of copied.toReversed())
      if (kind === 'folder') await rmdir(join(old.folder, path)).catch(() => undefined)
    if (kept === 0) await removeTree(join(old.folder, 'desktop'), old.folder)
    for (const name of [copiedName, movedMarkName]) await rm(join(old.folder, name), { force: true })
  } finally {
    await lock.release()
  }
  // The usual folder keeps the word where the data is now.
  if ((await entryAt(old.folder, pointerName)) === undefined) await rmdir(old.folder).catch(() => undefined)
  const { from: _, ...rest } = mark.parse(JSON.parse(await readFile(join(folder, movedMarkName), 'utf8')))
  await writeWhole(join(folder, movedMarkName), JSON.stringify(rest))
  await rm(join(folder, copiedName), { force: true })
  return kept
}

/** False: it is not what was copied. What is gone already is no loss. */
async function remove(folder: string, entry: FolderEntry): Promise<boolean> {
  const there = await entryAt(folder, entry.path)
  if (there === undefined) return true
  if (!isSame(there, entry)) return false
  try {
    await unlink(join(folder, entry.path))
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true
    throw error
  }
}

async function copiedIn(folder: string): Promise<readonly FolderEntry[]> {
  const text = await readFile(join(folder, copiedName), 'utf8')
  return text
    .split('\n')
    .filter((one) => one !== '')
    .map((one) => line.parse(JSON.parse(one)))
    .filter(({ path }) => !/^[\\/]|(?:^|[\\/])\.\.(?:[\\/]|$)|^[A-Za-z]:/.test(path))
}
