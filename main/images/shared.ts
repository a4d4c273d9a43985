/** An image, or what a model saw of one, as it is handed on in a page: small, of one kind, no larger than it may be. Never for a model. */
import { sharp } from './sharp'
import { Failure } from '../../app/failure'
import type { View } from '../../app/trace/step'
import { viewPixels } from './view'

/** A picture of a page: WebP. */
export interface SharedPicture {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
}

/** What is wanted: all of the image, or a view of it; at most so many pixels on its longer side. */
export interface SharedWish {
  readonly view?: View
  readonly maxSide: number
}

/** The picture. @throws Failure `image-unreadable`; `bad-input` for a view outside the image. */
export async function renderShared(path: string, { view, maxSide }: SharedWish): Promise<SharedPicture> {
  try {
    const { data, info } = await (
      await source(path, view)
    )
      .resize({
        width: maxSide,
        height: maxSide,
        fit: 'inside',
        withoutEnlargement: true,
        kernel: 'lanczos3',
      })
      .webp({ quality: 88, smartSubsample: true, effort: 4 })
      .toBuffer({ resolveWithObject: true })
    return { bytes: data, width: info.width, height: info.height }
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('image-unreadable', 'The image cannot be shared: its file is broken.', String(error))
  }
}

async function source(path: string, view: View | undefined) {
  if (view !== undefined) {
    const { data, width, height } = await viewPixels(path, view)
    return sharp(data, { raw: { width, height, channels: 3 } })
  }
  const image = sharp(path, { failOn: 'error', limitInputPixels: false, sequentialRead: true })
  // The model sees transparency over white; so does whoever is shown it.
  return image.flatten({ background: '#fff' })
}
