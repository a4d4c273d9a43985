/** Imported images: upright files under the hash of their content, each with a small description. Knows no pixels. */
import { createHash } from 'node:crypto'
import { access, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { Failure } from '../../app/failure'
import { given } from '../../app/given'
import {
  oddities,
  pictureReaders,
  type PictureReader,
  type PictureReading,
} from '../../app/trace/picture-reader'
import type { ImageRef } from '../../app/trace/project'
import type { ImageId } from '../../app/trace/step'
import { writeWhole } from './folder'

/** A file made upright: what import gives. */
export interface UprightImage {
  readonly bytes: Uint8Array
  /** Without the dot. */
  readonly extension: string
  readonly width: number
  readonly height: number
  readonly read?: PictureReading
}

/** Checks a file and reads it as some code of the field does. @throws Failure `image-unreadable` or `image-too-large`. */
export type ReadImage = (bytes: Uint8Array, name: string, by?: PictureReader) => Promise<UprightImage>

/** Images by id. */
export interface Images {
  /** `by`: whose way of reading files; absent: Relook's own. */
  readonly add: (bytes: Uint8Array, name: string, by?: PictureReader) => Promise<ImageRef>
  readonly get: (id: ImageId) => Promise<ImageRef>
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
  read: z.object({ by: z.enum(pictureReaders), odd: z.array(z.enum(oddities)).readonly() }).optional(),
})

/** The images of a folder. */
export function createImages(folder: string, readImage: ReadImage): Images {
  const place = (id: ImageId, extension: string) => join(folder, id.slice(0, 2), `${id}.${extension}`)
  const describe = async (id: ImageId) => {
    try {
      if (!isImageId(id)) throw new Error('no id')
      return description.parse(JSON.parse(await readFile(place(id, 'json'), 'utf8')))
    } catch (error) {
      throw new Failure('not-found', 'That image is not there any more.', String(error))
    }
  }
  return {
    add: async (bytes, name, by) => {
      const upright = await readImage(bytes, name, by)
      const id = hash(upright.bytes)
      const { width, height, extension, read } = upright
      const ref: ImageRef = {
        id,
        name: cleanName(name),
        bytes: upright.bytes.length,
        width,
        height,
        ...given({ read }),
      }
      if (!(await isThere(place(id, extension)))) await writeWhole(place(id, extension), upright.bytes)
      const described = JSON.stringify({ ...ref, extension, original: hash(bytes) })
      // The description comes last: an image that has one is whole. Rows that share a picture do not write it again each.
      const known = await readFile(place(id, 'json'), 'utf8').catch(() => undefined)
      if (known !== described) await writeWhole(place(id, 'json'), described)
      return ref
    },
    get: async (id) => {
      const { name, bytes, width, height, read } = await describe(id)
      return { id, name, bytes, width, height, ...given({ read }) }
    },
    path: async (id) => place(id, (await describe(id)).extension),
  }
}

/** Whether this can be the id of an image: a hash, so never a way out of the folder. */
export function isImageId(id: string): boolean {
  return /^[0-9a-f]{64}$/.test(id)
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function cleanName(name: string): string {
  const clean = basename(name.replaceAll('\\', '/'))
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .trim()
  return (clean === '' ? 'image' : clean).slice(0, 200)
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
