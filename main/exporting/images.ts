/**
 * The images of an export: each file once, under a name its content decides, so that what a killed export has made is
 * found again. Crops are rendered by the same code that shows them to a model. Knows no record.
 */
import { createHash } from 'node:crypto'
import { constants, copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, extname, join } from 'node:path'
import { viewAddress } from '../../app/addresses'
import type { View } from '../../app/trace/step'
import { diskFailure } from '../store/folder'
import type { Images } from '../store/images'

export interface ExportImages {
  /** Where the image lies, relative to the folder; it is there when this returns. */
  readonly place: (view: View) => Promise<string>
  /** The image itself and the name it would have as a file. */
  readonly read: (view: View) => Promise<{ readonly bytes: Uint8Array; readonly name: string }>
  /** Bytes written so far. */
  readonly bytes: () => number
}

export interface ExportImagesOptions {
  readonly folder: string
  readonly images: Pick<Images, 'path'>
  readonly renderView: (path: string, view: View) => Promise<Uint8Array>
}

/** Images under a folder that is there. */
export function createExportImages({ folder, images, renderView }: ExportImagesOptions): ExportImages {
  const placed = new Map<string, Promise<void>>()
  let bytes = 0
  const make = async (name: string, fill: (temporary: string) => Promise<void>) => {
    const path = join(folder, name)
    const there = await sizeOf(path)
    if (there !== undefined) {
      bytes += there
      return
    }
    const temporary = `${path}.tmp`
    try {
      await mkdir(dirname(path), { recursive: true })
      await fill(temporary)
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw diskFailure(error, path)
    }
    bytes += (await sizeOf(path)) ?? 0
  }
  return {
    place: async (view) => {
      const source = await images.path(view.image)
      const name = nameOf(view, extname(source))
      const work =
        placed.get(name) ??
        make(name, async (temporary) => {
          // A copy, not a link: whoever edits the data set must not change what Relook keeps.
          if (view.crop === undefined) await copyFile(source, temporary, constants.COPYFILE_FICLONE)
          else await writeFile(temporary, await renderView(source, view))
        })
      placed.set(name, work)
      await work
      return name
    },
    read: async (view) => {
      const source = await images.path(view.image)
      const name = nameOf(view, extname(source))
      const content = view.crop === undefined ? await readFile(source) : await renderView(source, view)
      return { bytes: content, name }
    },
    bytes: () => bytes,
  }
}

/** The whole image under its id; a crop under its edges, size and filter, and a mark where that does not decide every pixel. */
function nameOf(view: View, extension: string): string {
  const { image, crop, size, filter, made, alpha, mask } = view
  const shelf = image.slice(0, 2)
  if (crop === undefined) return `images/${shelf}/${image}${extension}`
  const { left, top, right, bottom } = crop
  const cut = [left, top, right, bottom].join('-')
  const plain = made === undefined && alpha === undefined && mask === undefined
  const mark = plain ? '' : `-${createHash('sha256').update(viewAddress(view)).digest('hex').slice(0, 12)}`
  return `crops/${shelf}/${image}-${cut}-${size.width}x${size.height}-${filter}${mark}.png`
}

async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (s) => s.size,
    () => undefined,
  )
}
