/**
 * An image on its way in: checked, and read exactly once, as the code of its model reads it (turned or lying, its transparency kept or
 * dropped), so that display, crops and exports can never disagree. Knows no store.
 */
import { sharp, type Sharp } from './sharp'
import { Failure } from '../../app/failure'
import type { Size } from '../../app/geometry/box'
import { readerRules, type ImageReader, type ImageDecoding } from '../../app/trace/image-reader'
import { bmpPixels, bmpSize } from './bmp'
import { cmykToRgb } from './cmyk'
import { imageKindOf, type ImageKind } from './kinds'
import { fileModeOf } from './file-mode'
import { isDropped, odditiesOf } from './oddities'

/** Most pixels an image may have: what is sold as a 100 megapixel camera makes 101.8 million. */
export const maxPixels = 100 * 2 ** 20

/** Longest side of an image: the longest a JPEG can say. One pixel by a hundred million is no image, and costs minutes. */
export const maxSide = 65_535

/** An image ready to be stored. */
export interface UprightImage {
  readonly bytes: Uint8Array
  readonly extension: 'png' | 'jpg' | 'webp'
  readonly width: number
  readonly height: number
  /** Where the field's code does not all read the file alike. */
  readonly read?: ImageDecoding
}

/** How an image is read. */
export interface ImageReadOptions {
  readonly by?: ImageReader | undefined
  readonly check?: (size: Size) => void
}

const extensions = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const

// Broken data fails; oddities every viewer shrugs off do not. The size is checked before any pixel is decoded. Colour
// profiles are ignored for every kind, as Pillow does: a photo has the same pixels whether it had to be turned or not.
const reading = { failOn: 'error', limitInputPixels: false, pages: 1, ignoreIcc: true } as const

/**
 * The image as `by` reads it. Bytes that need no change stay as they are; an image that is rotated, animated, CMYK, 16-bit, has an
 * alpha channel that is dropped, or is of a kind that is not stored (GIF, BMP, TIFF, AVIF: their first frame) becomes a PNG.
 * `check` is told the size before any pixel is decoded, and may throw.
 * @throws Failure `image-unreadable`, `image-too-large`.
 */
export async function readImage(
  bytes: Uint8Array,
  name: string,
  { by = 'relook', check = () => undefined }: ImageReadOptions = {},
): Promise<UprightImage> {
  const kind = imageKindOf(bytes, name)
  const judge = (size: Size) => {
    checkSize(name, size)
    check(size)
  }
  try {
    if (kind === 'bmp') {
      judge(bmpSize(bytes))
      const mode = fileModeOf(bytes, kind)
      return { ...(await fromBmp(bytes)), ...('mode' in mode && { read: { by, odd: [], ...mode } }) }
    }
    const meta = await sharp(bytes, reading).metadata()
    const rules = readerRules[by]
    const mode = fileModeOf(bytes, kind, meta)
    const still = (meta.pages ?? 1) === 1 && !(kind === 'png' && isAnimatedPng(bytes))
    const odd = odditiesOf(meta, { mode: mode.mode, still })
    const read = odd.length === 0 && mode.mode === undefined ? {} : { read: { by, odd, ...mode } }
    const { width, height } = rules.turns ? meta.autoOrient : meta
    judge({ width, height })
    const turned = rules.turns && (meta.orientation ?? 1) > 1
    if (meta.space === 'cmyk') return { ...(await fromCmyk(bytes, turned)), ...read }
    if (odd.includes('grey16') && rules.grey16 === 'clipped')
      return { ...(await fromGrey16(bytes, turned)), ...read }
    // Other colour models and depths look different in every program: one meaning is fixed here.
    const plain = (meta.space === 'srgb' || meta.space === 'b-w') && meta.depth === 'uchar'
    const drops = odd.some((o) => isDropped(o, rules))
    // Nobody who reads the file later may turn it, or lay it over white, in another way.
    const fixed = drops || ((meta.orientation ?? 1) > 1 && !rules.turns)
    if (!isStored(kind) || turned || fixed || !plain || !still) {
      const image = sharp(bytes, reading)
      return { ...(await fromPixels(drops ? image.removeAlpha() : image, turned)), ...read }
    }
    await sharp(bytes, reading).stats()
    return { bytes, extension: extensions[kind], width, height, ...read }
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('image-unreadable', `“${name}” is broken: its pixels cannot be read.`, String(error))
  }
}

async function fromPixels(image: Sharp, turned: boolean): Promise<UprightImage> {
  const { data, info } = await (turned ? image.autoOrient() : image)
    .toColourspace('srgb')
    .png({ compressionLevel: 4 })
    .toBuffer({ resolveWithObject: true })
  return { bytes: data, extension: 'png', width: info.width, height: info.height }
}

async function fromBmp(bytes: Uint8Array): Promise<UprightImage> {
  const { data, size } = bmpPixels(bytes)
  return fromPixels(sharp(data, { raw: { ...size, channels: 3 } }), false)
}

/** Values over 255 are white, as Pillow makes 16-bit grey into 8 bits. */
async function fromGrey16(bytes: Uint8Array, turned: boolean): Promise<UprightImage> {
  const image = sharp(bytes, reading).removeAlpha().toColourspace('grey16')
  const { data, info } = await (turned ? image.autoOrient() : image)
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const values = new Uint16Array(data.buffer, data.byteOffset, width * height * channels)
  const grey = Uint8Array.from({ length: width * height }, (_, i) => Math.min(255, values[i * channels] ?? 0))
  return fromPixels(sharp(grey, { raw: { width, height, channels: 1 } }), false)
}

/** Its four channels as they are, then Pillow's arithmetic; libvips would go through a profile of its own. */
async function fromCmyk(bytes: Uint8Array, turned: boolean): Promise<UprightImage> {
  const image = sharp(bytes, reading).pipelineColourspace('cmyk')
  const { data, info } = await (turned ? image.autoOrient() : image)
    .toColourspace('cmyk')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height } = info
  return fromPixels(sharp(cmykToRgb(data), { raw: { width, height, channels: 3 } }), false)
}

function isStored(kind: ImageKind): kind is keyof typeof extensions {
  return kind in extensions
}

/** An APNG says so in a chunk before the first pixel data. Its still image is what PNG readers see. */
function isAnimatedPng(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = head.indexOf('acTL')
  return at >= 0 && at < head.indexOf('IDAT')
}

/** @throws Failure `image-too-large`; `image-unreadable` for no area. */
function checkSize(name: string, { width, height }: Size): void {
  if (width < 1 || height < 1) throw new Failure('image-unreadable', `“${name}” has no pixels.`)
  if (Math.max(width, height) > maxSide)
    throw new Failure(
      'image-too-large',
      `“${name}” is ${width}×${height}; a side may have up to ${maxSide} pixels.`,
    )
  if (width * height <= maxPixels) return
  const megapixels = Math.round((width * height) / 1e6)
  throw new Failure(
    'image-too-large',
    `“${name}” has ${megapixels} megapixels (${width}×${height}); up to 100 can be opened.`,
  )
}
