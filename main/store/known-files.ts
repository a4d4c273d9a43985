/**
 * Image files that came in before and are as they were then: a thousand traces of one image read it once. A file is known by its place,
 * its inode, size and times. Knows no pixels.
 */
import { stat } from 'node:fs/promises'
import { LRUCache } from 'lru-cache'
import type { ImageRef } from '../../app/trace/project'

/** Files of which it is remembered what was made of them. */
const mostKnown = 20_000
/** A file that was written less than this before it is read may be written again without its times telling, on some disks. */
const settledMs = 2000

/** Names a file as it is now, and how it is read and called; undefined where its times may not tell a change. */
async function fileKey(path: string, incoming: unknown): Promise<string | undefined> {
  const now = Date.now()
  const info = await stat(path, { bigint: true }).catch(() => undefined)
  if (info === undefined || Number(info.mtimeMs) > now - settledMs) return undefined
  const { dev, ino, size, mtimeNs, ctimeNs } = info
  return JSON.stringify([path, incoming, `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`])
}

type TakeFile<I> = (path: string, incoming: I) => Promise<ImageRef>

/** Takes files in, each that is still what it was only once. `isStored`: whether what was made of one lies there as it was. */
export function rememberFiles<I>(
  take: TakeFile<I>,
  isStored: (ref: ImageRef) => Promise<boolean>,
): TakeFile<I> {
  const known = new LRUCache<string, ImageRef>({ max: mostKnown })
  return async (path, incoming) => {
    const key = await fileKey(path, incoming)
    const before = key === undefined ? undefined : known.get(key)
    if (before !== undefined && (await isStored(before))) return before
    const ref = await take(path, incoming)
    if (key !== undefined) known.set(key, ref)
    return ref
  }
}
