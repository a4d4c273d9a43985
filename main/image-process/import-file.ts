/** An image on its way into a store, as files: read, checked, turned upright, and put where the store wants it. */
import { createHash } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { given } from '../../app/given'
import { Failure } from '../../app/failure'
import type { Size } from '../../app/geometry/box'
import { codeOf } from '../store/folder'
import type { IncomingImage, ImportedImage, IncomingName } from '../store/images'
import { readImage } from '../images/import'

/** Where an image is to go, and what is asked of it once its size is known, before it is decoded. */
export interface ImageImport extends IncomingName {
  readonly source: IncomingImage
  readonly to: string
  /** May throw. */
  readonly check?: (size: Size) => void
}

/** Reads an image and writes it upright to a place. @throws Failure `image-unreadable`, `image-too-large`; what `check` throws. */
export async function bringImage({ source, name, to, by, check }: ImageImport): Promise<ImportedImage> {
  const bytes = 'bytes' in source ? source.bytes : await bytesOf(source.path)
  const { bytes: upright, ...facts } = await readImage(bytes, name, {
    ...given({ by, check }),
  })
  if (upright === bytes && 'own' in source && source.own === true) {
    await rename(source.path, to)
    await write(to)
  } else await write(to, upright)
  const original = hash(bytes)
  const id = upright === bytes ? original : hash(upright)
  return { id, original, bytes: upright.length, ...facts }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') throw new Failure('not-found', `There is no file ${path}.`)
    if (code === 'EISDIR') throw new Failure('bad-input', `${path} is a folder, not an image.`)
    throw new Failure('not-found', `The file ${path} cannot be read.`, String(error))
  }
}

/** Until it is on the disk. Absent `bytes`: they are written, but perhaps not there yet. */
async function write(path: string, bytes?: Uint8Array): Promise<void> {
  const file = await open(path, bytes === undefined ? 'r+' : 'w', 0o600)
  try {
    if (bytes !== undefined) await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
