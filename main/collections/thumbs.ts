/**
 * Small images of traces for the rows of a list, made where images are read and kept in memory only: looking through a file of 100,000
 * traces writes nothing into the data folder. Few at once, so that a trace that is opened meanwhile need not wait. Knows no window.
 */
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { createSemaphore } from '../../app/async'
import { Failure } from '../../app/failure'
import { removeTree } from '../store/own-folder'
import type { Located, TraceContent } from './indexer-contract'

/** Longer side in pixels: what a row shows on a screen of twice the density. */
const side = 88
const [kept, atOnce] = [1000, 2]

/** An image file and its media type. */
export interface Thumb {
  readonly bytes: Uint8Array
  readonly type: string
}

/** Makes them. @throws Failure `not-found` where the row has no image here, `image-unreadable` where it is broken. */
export function createThumbs(
  { read }: { readonly read: (collection: string, row: number) => Promise<TraceContent> },
  { renderDisplay }: { readonly renderDisplay: (path: string, maxSide?: number) => Promise<Thumb> },
) {
  const made = new LRUCache<string, Thumb>({ max: kept })
  const few = createSemaphore(atOnce)
  const make = async (collection: string, row: number): Promise<Thumb> => {
    const content = await read(collection, row)
    const picture = content.pictures[content.trace.main ?? 0] ?? content.pictures[0]
    const thumb = await onDisk(picture, (path) => renderDisplay(path, side))
    // A tiny image is its own file, which may be of a kind that no window shows.
    if (thumb.type.startsWith('image/')) return thumb
    throw new Failure('not-found', 'There is no such image.')
  }
  /** `of`: what tells this trace from the one that stood there before its file changed. */
  return async (collection: string, row: number, of: string): Promise<Thumb> => {
    const key = `${collection} ${row} ${of}`
    const before = made.get(key)
    if (before !== undefined) return before
    const thumb = await few.use(() => make(collection, row))
    made.set(key, thumb)
    return thumb
  }
}

async function onDisk(picture: Located | undefined, use: (path: string) => Promise<Thumb>): Promise<Thumb> {
  if (picture?.type === 'file') return use(picture.path)
  // One on the web is not fetched for a list.
  if (picture?.type !== 'bytes') throw new Failure('not-found', 'There is no such image.')
  const folder = await mkdtemp(join(tmpdir(), 'relook-thumb-'))
  try {
    const path = join(folder, 'image')
    await writeFile(path, picture.bytes)
    return await use(path)
  } finally {
    await removeTree(folder, tmpdir())
  }
}
