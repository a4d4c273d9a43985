/**
 * Folders that Relook made, and the only place that takes whole folders away. Two rules: what is removed lies directly in the
 * folder it is said to lie in, under a name that Relook gives; and a folder whose name came from outside (a model's) carries a
 * mark that Relook wrote into it, or it is left alone. What a person might miss goes to the trash. Knows no feature.
 */
import { lstat, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { nameProblem } from '../../app/file-name'
import { Failure } from '../../app/failure'
import { codeOf, diskFailure, fileSize } from './folder'

/** The mark's file name, in the folder it is about. */
export const ownMarkName = '.relook-made.json'

const mark = z.object({ made: z.literal('relook'), kind: z.string(), name: z.string() })

/** Marks a folder as made by Relook under the name it will have (it may still lie elsewhere). */
export async function markOwn(folder: string, kind: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, ownMarkName), JSON.stringify({ made: 'relook', kind, name }))
}

/** Whether Relook made this folder, as a thing of this kind and under the name it has now. A link is never its own. */
export async function isOwnFolder(folder: string, kind: string): Promise<boolean> {
  const there = await lstat(folder).catch(() => undefined)
  if (there?.isDirectory() !== true) return false
  try {
    const read = mark.parse(JSON.parse(await readFile(join(folder, ownMarkName), 'utf8')))
    return read.kind === kind && read.name === basename(folder)
  } catch {
    return false
  }
}

/**
 * Takes away a folder (or file) of Relook's own bookkeeping: something named by an id that Relook made, directly inside `within`.
 * A symbolic link is unlinked, never followed. Nothing there is no error. @throws Failure `denied` for any other place.
 */
export async function removeTree(path: string, within: string): Promise<void> {
  const full = inside(path, within)
  try {
    await rm(full, { recursive: true, force: true })
  } catch (error) {
    throw diskFailure(error, full)
  }
}

/**
 * Takes away what Relook makes beside a place that a person named: its name ends as no other does. Nothing there is no error.
 * @throws Failure `denied` for any other name.
 */
export async function removeBeside(path: string): Promise<void> {
  const full = resolve(path)
  if (!/.\.relook-(part|old)$/.test(basename(full)))
    throw new Failure('denied', 'Relook removes only what it made itself.', full)
  try {
    await rm(full, { recursive: true, force: true })
  } catch (error) {
    throw diskFailure(error, full)
  }
}

/** A thing in the trash. */
export interface TrashedItem {
  /** Its name in the trash. */
  readonly id: string
  /** What it was called. */
  readonly name: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly bytes: number
}

/** A folder's way to the trash, back, and away for good. */
export interface Trash {
  /** @throws Failure `not-found`, `denied` when it does not lie directly in `within`. Returns its id in the trash. */
  readonly take: (path: string, within: string) => Promise<string>
  readonly list: () => Promise<readonly TrashedItem[]>
  /** Brings it back under its name, or the next free one. @throws Failure `not-found`. */
  readonly restore: (id: string, into: string) => Promise<string>
  /** Deletes for good what is older than this many milliseconds (0: everything). */
  readonly empty: (olderThanMs: number) => Promise<void>
}

/** `NAME~TIME`: no name that Relook gives ends so. */
const trashed = /^(.+)~(\d{1,16})$/

/** A trash at this folder, on the disk of what is thrown into it. It is made with the first thing. */
export function createTrash(folder: string, now: () => number): Trash {
  const entries = async () => (await readdir(folder).catch(() => [])).filter((name) => trashed.test(name))
  return {
    take: async (path, within) => {
      const full = inside(path, within)
      let at = now()
      while ((await lstat(join(folder, `${basename(full)}~${at}`)).catch(() => undefined)) !== undefined) at++
      const id = `${basename(full)}~${at}`
      try {
        await mkdir(folder, { recursive: true })
        await rename(full, join(folder, id))
      } catch (error) {
        if (codeOf(error) === 'ENOENT') throw new Failure('not-found', 'That no longer exists.', full)
        throw diskFailure(error, full)
      }
      return id
    },
    list: async () =>
      Promise.all(
        (await entries()).map(async (id) => {
          const [, name = id, at = '0'] = trashed.exec(id) ?? []
          return { id, name, at: Number(at), bytes: await bytesOf(join(folder, id)) }
        }),
      ),
    restore: async (id, into) => {
      const name = trashed.exec(id)?.[1]
      if (name === undefined || nameProblem(id) !== undefined)
        throw new Failure('not-found', 'There is no such thing in the trash.', id)
      const target = await freePlace(into, name)
      try {
        await mkdir(into, { recursive: true })
        await rename(join(folder, id), target)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') throw new Failure('not-found', 'That is no longer in the trash.', id)
        throw diskFailure(error, target)
      }
      return target
    },
    empty: async (olderThanMs) => {
      for (const id of await entries()) {
        const at = Number(trashed.exec(id)?.[2] ?? NaN)
        if (now() - at >= olderThanMs) await removeTree(join(folder, id), folder)
      }
    },
  }
}

/** A place in a folder that nothing lies at: the name, else the name with a number. */
export async function freePlace(folder: string, name: string): Promise<string> {
  for (let i = 1; ; i++) {
    const place = join(folder, i === 1 ? name : `${name}-${i}`)
    if ((await lstat(place).catch(() => undefined)) === undefined) return place
  }
}

/** Checked as text, so that nothing on the disk can change the answer. */
function inside(path: string, within: string): string {
  const full = resolve(path)
  const root = resolve(within)
  if (full === root || dirname(full) !== root || nameProblem(basename(full)) !== undefined)
    throw new Failure('denied', 'Relook removes only what it made itself.', full)
  return full
}

/** Bytes of all files of a folder; links count as nothing. */
async function bytesOf(path: string): Promise<number> {
  const there = await lstat(path).catch(() => undefined)
  if (there === undefined || there.isSymbolicLink()) return 0
  if (there.isFile()) return there.size
  const names = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = names.filter((entry) => entry.isFile())
  const sizes = files.map((entry) => fileSize(join(entry.parentPath, entry.name)))
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
