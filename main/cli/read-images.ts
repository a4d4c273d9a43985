/** Sizes of the images that traces of a file name, for `relook read`. Decodes nothing. */
import type { ImageSource } from '../../app/formats/format'
import type { Size } from '../../app/geometry/box'
import type { ImageRef } from '../../app/trace/image'
import { unnamedIn } from '../collections/beside'
import { sizeOfBase64, sizeOfBytes, sizeOfFile } from '../collections/image-size'
import { createFinder } from '../collections/images'

/** Finds images and their sizes. */
export interface TraceImages {
  /** `near`: the folder of the file that names it. `turns`: whether its EXIF orientation counts. */
  readonly find: (
    source: ImageSource,
    near: string,
    turns?: boolean,
  ) => Promise<{ name: string; image: ImageRef | undefined }>
}

/** Looks in these folders, in this order; lists what lies below them only when a name is not found as written. */
export function createTraceImages(folders: readonly string[], signal: AbortSignal): TraceImages {
  const finder = createFinder({ folders, anywhere: true })
  const sizes = new Map<string, Size | undefined>()
  // Each name is looked for once: nothing is moved while a file is read.
  const paths = new Map<string, string | undefined>()
  let listed = false
  const onDisk = async (name: string, near: string): Promise<string | undefined> => {
    const key = `${near}\0${name}`
    if (!paths.has(key)) paths.set(key, await searched(name, near))
    return paths.get(key)
  }
  const searched = async (name: string, near: string): Promise<string | undefined> => {
    const path = finder.near(near).find(name)
    if (path !== undefined || listed) return path
    listed = true
    await finder.prepare(signal)
    return finder.near(near).find(name)
  }
  const sizeAt = (path: string, turns: boolean) => {
    const key = `${String(turns)}\0${path}`
    if (!sizes.has(key)) sizes.set(key, sizeOfFile(path, turns))
    return sizes.get(key)
  }
  return {
    find: async (source, near, turns = true) => {
      switch (source.type) {
        case 'inline':
          return named('(in the record)', sizeOfBase64(source.base64, turns))
        case 'bytes':
          return named('(in the record)', sizeOfBytes(source.bytes, turns))
        case 'url':
          return named(source.url, undefined)
        case 'path': {
          const unnamed = unnamedIn(source)
          const path =
            unnamed === undefined ? await onDisk(source.path, near) : finder.near(near).find('', unnamed)
          return named(
            source.path === '' ? (path ?? '') : source.path,
            path === undefined ? undefined : sizeAt(path, turns),
          )
        }
      }
    },
  }
}

function named(name: string, size: Size | undefined): { name: string; image: ImageRef | undefined } {
  return { name, image: size === undefined ? undefined : { id: name, name, bytes: 0, ...size } }
}
