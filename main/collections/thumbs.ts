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
import type { ImageId } from '../../app/trace/step'
import { removeTree } from '../store/own-folder'
import type { LocatedImage, TraceContent } from './indexer-contract'

/** Longer side in pixels: what a row shows on a screen of twice the density. */
const side = 88
const [most, atOnce] = [1000, 2]

/** An image file and its media type. */
export interface Thumb {
  readonly bytes: Uint8Array
  readonly type: string
}

/** What they are made with. */
export interface ThumbParts {
  readonly read: (collection: string, row: number) => Promise<TraceContent>
  /** Where the data folder has an image. @throws Failure `not-found`. */
  readonly kept: (id: ImageId) => Promise<string>
  readonly renderDisplay: (path: string, maxSide?: number) => Promise<Thumb>
}

/** Makes them. @throws Failure `not-found` where the row has no image here, `image-unreadable` where it is broken. */
export function createThumbs({ read, kept, renderDisplay }: ThumbParts) {
  const made = new LRUCache<string, Thumb>({ max: most })
  const few = createSemaphore(atOnce)
  const make = async (collection: string, row: number): Promise<Thumb> => {
    const picture = await pictureOf(await read(collection, row), kept)
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

/** The image that opening the trace would show: as its file names it, else the one that the data folder has for a tree (base.ts). */
async function pictureOf(
  { pictures, trace }: TraceContent,
  kept: ThumbParts['kept'],
): Promise<LocatedImage | undefined> {
  const picture = pictures[trace.main ?? 0] ?? pictures[0]
  if (trace.tree === undefined || (picture !== undefined && picture.type !== 'missing')) return picture
  const { id, name } = trace.tree.image
  return { type: 'file', name, path: await kept(id) }
}

async function onDisk(
  picture: LocatedImage | undefined,
  use: (path: string) => Promise<Thumb>,
): Promise<Thumb> {
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
