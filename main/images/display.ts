/** A stored image for looking at in a window, small enough for the place it is shown in. Never for a model. */
import { readFile } from 'node:fs/promises'
import { sharp } from './sharp'
import { Failure } from '../../app/failure'

/** An image file and its media type. */
export interface ImageFile {
  readonly bytes: Uint8Array
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp'
}

const types = { png: 'image/png', jpeg: 'image/jpeg', webp: 'image/webp' } as const

/** What is shown of an image: an image, or (absent) its own file. */
export interface DisplayImage {
  readonly bytes?: Uint8Array
  readonly type: ImageFile['type']
}

/**
 * The image at most `maxSide` pixels on its longer side; the stored file itself when it is no larger. libvips shrinks while
 * it reads, so that a 100-megapixel image never stands in memory whole.
 * @throws Failure `image-unreadable`.
 */
export async function displayed(path: string, maxSide?: number): Promise<DisplayImage> {
  try {
    const image = sharp(path, { failOn: 'error', limitInputPixels: false, sequentialRead: true })
    const { width, height, format, hasAlpha } = await image.metadata()
    const small = maxSide === undefined || Math.max(width, height) <= maxSide
    if (small && !hasAlpha) return { type: types[format as keyof typeof types] }
    // The model sees transparency over white; so does the window.
    const shown = image.flatten({ background: '#fff' })
    const sized = small
      ? shown
      : shown.resize({ width: maxSide, height: maxSide, fit: 'inside', kernel: 'lanczos3' })
    // Lines and letters stay sharp where the file was lossless.
    const lossless = format !== 'jpeg'
    const bytes = await (
      lossless ? sized.png({ compressionLevel: 3 }) : sized.jpeg({ quality: 88, chromaSubsampling: '4:4:4' })
    ).toBuffer()
    return { bytes, type: lossless ? 'image/png' : 'image/jpeg' }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error
    throw new Failure('image-unreadable', 'The image cannot be shown: its file is broken.', String(error))
  }
}

/** The image for showing, made in this process. @throws Failure `image-unreadable`. */
export async function renderDisplay(path: string, maxSide?: number): Promise<ImageFile> {
  const { bytes, type } = await displayed(path, maxSide)
  return { bytes: bytes ?? (await readFile(path)), type }
}
