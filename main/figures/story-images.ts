/** The images of a story as figures need them: for a file of vectors encoded, for pixels raw. Knows no layout. */
import type { Size } from '../../app/geometry/box'
import type { StoryImage } from '../../app/story/images'
import type { Story } from '../../app/story/story'
import { Failure } from '../../app/failure'
import { sharp, type Sharp } from '../images/sharp'
import { viewPixels } from '../images/view'
import type { Pyramid, Raster } from './sheet'

/** A story and where its images lie: files by the image's id. */
export interface StorySource {
  readonly story: Story
  readonly files: Readonly<Record<string, string>>
}

/** Reads images of a story; undefined where one is not there or its view lies outside of it. */
export function createStoryImages({ story, files }: StorySource, pictures: readonly StoryImage[]) {
  const open = async (name: string): Promise<Sharp | undefined> => {
    const picture = pictures.find((p) => p.name === name)
    const path = picture && files[picture.view?.image ?? story.image.id]
    if (picture === undefined || path === undefined) return undefined
    if (picture.view === undefined)
      return sharp(path, { failOn: 'error', limitInputPixels: false }).flatten({ background: '#fff' })
    const { data, width, height } = await viewPixels(path, picture.view)
    return sharp(data, { raw: { width, height, channels: 3 } })
  }
  return {
    /** PNG for what the model saw, so that it is that to the pixel; JPEG for the image, at most so large. */
    encoded: (name: string, most: Size) =>
      orNone(async () => {
        const image = await open(name)
        if (image === undefined) return undefined
        if (name.startsWith('crop-')) return image.png({ compressionLevel: 9 }).toBuffer()
        return inside(image, most).jpeg({ quality: 92, chromaSubsampling: '4:4:4' }).toBuffer()
      }),
    /** Of exactly this size. */
    exact: (name: string, { width, height }: Size) =>
      orNone(async () => {
        const image = await open(name)
        return image && raw(image.resize({ width, height, fit: 'fill', kernel: 'lanczos3' }))
      }),
    /** In halves, the largest at most so large. */
    pyramid: (name: string, most: Size) =>
      orNone(async () => {
        const image = await open(name)
        return image && pyramidOf(await raw(inside(image, most)))
      }),
  }
}

/** What can be read of a story's images. */
export type StoryImages = ReturnType<typeof createStoryImages>

function inside(image: Sharp, { width, height }: Size): Sharp {
  return image.resize({ width, height, fit: 'inside', withoutEnlargement: true, kernel: 'lanczos3' })
}

async function raw(image: Sharp): Promise<Raster> {
  const { data, info } = await image
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  if (channels === 3) return { data, width, height }
  const three = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) three.fill(data[i * channels] ?? 0, i * 3, i * 3 + 3)
  return { data: three, width, height }
}

async function pyramidOf(first: Raster): Promise<Pyramid> {
  const levels: [Raster, ...Raster[]] = [first]
  let last = first
  while (Math.min(last.width, last.height) >= 64) {
    const image = sharp(last.data, { raw: { width: last.width, height: last.height, channels: 3 } })
    const size = { width: Math.ceil(last.width / 2), height: Math.ceil(last.height / 2) }
    last = await raw(image.resize({ ...size, fit: 'fill', kernel: 'lanczos3' }))
    levels.push(last)
  }
  return levels
}

/** What cannot be read is not there; anything else that goes wrong is thrown on. */
async function orNone<T>(read: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (
      error instanceof Failure &&
      error.code !== 'bad-input' &&
      error.code !== 'not-found' &&
      error.code !== 'image-unreadable'
    )
      throw error
    return undefined
  }
}
