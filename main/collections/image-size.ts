/** Sizes of images from their first bytes: thousands can be measured without decoding one. Upright or lying, as import stores them. */
import { closeSync, openSync, readSync } from 'node:fs'
import { imageSize } from 'image-size'
import type { Size } from '../../app/geometry/box'

/** Bytes read at first, and where the size stands behind long metadata. */
const attempts = [1 << 16, 1 << 20, 1 << 24]

/** Size of a file's image; undefined when it cannot be told. `turns`: whether its EXIF orientation counts. */
export function sizeOfFile(path: string, turns = true): Size | undefined {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return undefined
  }
  try {
    for (const length of attempts) {
      const bytes = new Uint8Array(length)
      const read = readSync(file, bytes, 0, length, 0)
      const size = sizeOfBytes(bytes.subarray(0, read), turns)
      if (size !== undefined || read < length) return size
    }
    return undefined
  } catch {
    return undefined
  } finally {
    closeSync(file)
  }
}

/** Size of an image by its (first) bytes. */
export function sizeOfBytes(bytes: Uint8Array, turns = true): Size | undefined {
  try {
    const { width, height, orientation } = imageSize(bytes)
    // Headers of empty and broken images say 0, or nothing that is a number.
    if (!(width >= 1 && height >= 1)) return undefined
    // EXIF orientations from 5 on lie on their side.
    return turns && (orientation ?? 1) >= 5 ? { width: height, height: width } : { width, height }
  } catch {
    return undefined
  }
}

/** Size of an image inside a record. */
export function sizeOfBase64(base64: string, turns = true): Size | undefined {
  for (const length of attempts) {
    // Four letters are three bytes.
    const letters = Math.ceil(length / 3) * 4
    const size = sizeOfBytes(Buffer.from(base64.slice(0, letters), 'base64'), turns)
    if (size !== undefined || base64.length <= letters) return size
  }
  return undefined
}
