/** Imported images: upright files under the hash of their content, each with a small description. Knows no pixels. */
import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { formatBytes } from '../../app/bytes'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import {
  fileModes,
  isReadInSeveralWays,
  oddities,
  imageReaders,
  type ImageReader,
  type ImageDecoding,
} from '../../app/trace/image-reader'
import type { ImageRef } from '../../app/trace/project'
import type { ImageId } from '../../app/trace/step'
import { diskFailure, isKept, makeWhole, temporaryOf, writeWhole } from './folder'
import { rememberFiles } from './known-files'

/** A file on its way in: its bytes, or where it lies; `own`: it may be moved away from there. */
export type IncomingImage = { readonly bytes: Uint8Array } | { readonly path: string; readonly own?: boolean }

/** What came in, once it lies upright where it was wanted. */
export interface ImportedImage {
  /** Hash of the upright file, and of the file as it came. */
  readonly id: ImageId
  readonly original: string
  readonly bytes: number
  /** Without the dot. */
  readonly extension: string
  readonly width: number
  readonly height: number
  readonly read?: ImageDecoding
}

/** How a file that comes in is called, and whose way of reading files it is read in; absent: Relook's own. */
export interface IncomingName {
  readonly name: string
  readonly by?: ImageReader
}

/** Checks a file, reads it as some code of the field does and puts it at `to`. @throws Failure `image-unreadable` or `image-too-large`. */
export type BringImage = (source: IncomingImage, incoming: IncomingName, to: string) => Promise<ImportedImage>

/** Images by id. */
export interface Images {
  /** `by`: whose way of reading files; absent: Relook's own. */
  readonly add: (
    source: Uint8Array | { readonly path: string },
    name: string,
    by?: ImageReader,
  ) => Promise<ImageRef>
  /** One that is sent, of at most so many bytes: never in memory whole. @throws Failure `image-too-large`, as `add`. */
  readonly receive: (body: AsyncIterable<Uint8Array>, name: string, limit: number) => Promise<ImageRef>
  readonly get: (id: ImageId) => Promise<ImageRef>
  /** The file it came from, read as another reads it. @throws Failure `not-found` where that file was not kept. */
  readonly reread: (id: ImageId, by: ImageReader) => Promise<ImageRef>
  /** The upright file. @throws Failure `not-found`. */
  readonly path: (id: ImageId) => Promise<string>
}

const description = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number(),
  width: z.number(),
  height: z.number(),
  extension: z.string().regex(/^[a-z0-9]{1,5}$/),
  /** Hash of the file as it came, before it was turned upright. */
  original: z.string(),
  read: z
    .object({
      by: z.enum(imageReaders),
      odd: z.array(z.enum(oddities)).readonly(),
      mode: z.enum(fileModes).exactOptional(),
      first: z.tuple([z.number(), z.number(), z.number()]).readonly().exactOptional(),
    })
    .optional(),
})

/** Ending of files that were kept as they came, where the image made of one is another. */
const unread = 'original'

/** Where a file of an image lies. */
function placeIn(folder: string, id: ImageId, extension: string): string {
  return join(folder, id.slice(0, 2), `${id}.${extension}`)
}

/** Whether a folder of images has one of this id, told at once: for whoever goes through thousands of traces. Its description comes last. */
export function isKeptIn(folder: string, id: ImageId): boolean {
  return isImageId(id) && existsSync(placeIn(folder, id, 'json'))
}

/** Images of a folder as they are described there. */
function describedIn(folder: string) {
  const place = (id: ImageId, extension: string) => placeIn(folder, id, extension)
  const describe = async (id: ImageId) => {
    try {
      if (!isImageId(id)) throw new Error('no id')
      return description.parse(JSON.parse(await readFile(place(id, 'json'), 'utf8')))
    } catch (error) {
      throw new Failure('not-found', 'That image no longer exists.', String(error))
    }
  }
  const get = async (id: ImageId): Promise<ImageRef> => {
    const { name, bytes, width, height, read } = await describe(id)
    return { id, name, bytes, width, height, ...given({ read }) }
  }
  const path = async (id: ImageId) => place(id, (await describe(id)).extension)
  const isStored = async (ref: ImageRef): Promise<boolean> =>
    isDeepStrictEqual(await get(ref.id).catch(() => undefined), ref) && isKept(await path(ref.id))
  return { place, describe, get, path, isStored }
}

/** The images of a folder. */
export function createImages(folder: string, bring: BringImage): Images {
  const { place, describe, get, path, isStored } = describedIn(folder)
  const take = async (source: IncomingImage, incoming: IncomingName): Promise<ImageRef> => {
    await mkdir(folder, { recursive: true })
    const upright = temporaryOf(join(folder, 'upright'))
    try {
      const { id, original, extension, ...facts } = await bring(source, incoming, upright)
      const ref: ImageRef = { id, name: cleanName(incoming.name), ...facts }
      await mkdir(join(folder, id.slice(0, 2)), { recursive: true })
      if (!(await isKept(place(id, extension)))) await rename(upright, place(id, extension))
      if (isReadInSeveralWays(facts.read) && original !== id)
        await keepOriginal(source, place(original, unread))
      const described = JSON.stringify({ ...ref, extension, original })
      // The description comes last: an image that has one is whole. Rows that share an image do not write it again each.
      const before = await readFile(place(id, 'json'), 'utf8').catch(() => undefined)
      if (before !== described) await writeWhole(place(id, 'json'), described)
      return ref
    } catch (error) {
      throw diskFailure(error, folder)
    } finally {
      await rm(upright, { force: true })
    }
  }
  const takeFile = rememberFiles((path, incoming: IncomingName) => take({ path }, incoming), isStored)
  return {
    add: (source, name, by) => {
      const incoming = { name, ...given({ by }) }
      return source instanceof Uint8Array
        ? take({ bytes: source }, incoming)
        : takeFile(source.path, incoming)
    },
    receive: async (body, name, limit) => {
      const path = temporaryOf(join(folder, 'receiving'))
      try {
        await mkdir(folder, { recursive: true })
        await writeBody(path, body, limit)
        return await take({ path, own: true }, { name })
      } catch (error) {
        throw diskFailure(error, folder)
      } finally {
        await rm(path, { force: true })
      }
    },
    get,
    reread: async (id, by) => {
      const { original, extension, name } = await describe(id)
      const path = original === id ? place(id, extension) : place(original, unread)
      if (!(await isKept(path)))
        throw new Failure('not-found', 'The file this image came from was not kept. Open it again.')
      return take({ path }, { name, by })
    },
    path,
  }
}

/** A copy of the file as it came: read in another way, it may be wanted again. There already, it is the same. */
async function keepOriginal(source: IncomingImage, place: string): Promise<void> {
  if (await isKept(place)) return
  if ('bytes' in source) await writeWhole(place, source.bytes)
  else await makeWhole(place, (half) => copyFile(source.path, half))
}

/** Whether this can be the id of an image: a hash, so never a way out of the folder. */
export function isImageId(id: string): boolean {
  return /^[0-9a-f]{64}$/.test(id)
}

/** @throws Failure `image-too-large` as soon as it is. */
async function writeBody(path: string, body: AsyncIterable<Uint8Array>, limit: number): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    let length = 0
    for await (const bytes of body) {
      length += bytes.length
      if (length > limit)
        throw new Failure('image-too-large', `The file is larger than ${formatBytes(limit)}.`)
      await file.writeFile(bytes)
    }
  } finally {
    await file.close()
  }
}

function cleanName(name: string): string {
  const clean = basename(name.replaceAll('\\', '/'))
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .trim()
  return (clean === '' ? 'image' : clean).slice(0, 200)
}
