/**
 * An image on its way in: checked, and turned upright exactly once. What is stored after this is upright everywhere, so
 * that display, crops and exports can never disagree about orientation. Knows no store.
 */
import sharp from 'sharp'
import { Failure } from '../../app/failure'

/** Most pixels an image may have: what is sold as a 100 megapixel camera makes 101.8 million. */
export const maxPixels = 100 * 2 ** 20

/** An image ready to be stored. */
export interface Upright {
  readonly bytes: Uint8Array
  readonly extension: 'png' | 'jpg' | 'webp'
  readonly width: number
  readonly height: number
}

const extensions = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const
type Format = keyof typeof extensions

// Broken data fails; oddities every viewer shrugs off do not. The size is checked before any pixel is decoded.
const reading = { failOn: 'error', limitInputPixels: false, pages: 1 } as const

/**
 * The image upright. Bytes that need no change stay as they are; a rotated, animated, CMYK or 16-bit image becomes a PNG.
 * @throws Failure `image-unreadable`, `image-too-large`.
 */
export async function readImage(bytes: Uint8Array, name: string): Promise<Upright> {
  const format = formatOf(bytes)
  if (format === undefined) throw unreadable(name, bytes)
  try {
    const image = sharp(bytes, reading)
    const meta = await image.metadata()
    const { width, height } = meta.autoOrient
    if (width * height > maxPixels) throw tooLarge(name, width, height)
    const turned = (meta.orientation ?? 1) > 1
    // Other colour models and depths look different in every program: one meaning is fixed here.
    const plain = (meta.space === 'srgb' || meta.space === 'b-w') && meta.depth === 'uchar'
    const still = (meta.pages ?? 1) === 1 && !isAnimatedPng(bytes, format)
    if (turned || !plain || !still) return await toPng(bytes, turned)
    await sharp(bytes, reading).stats()
    return { bytes, extension: extensions[format], width, height }
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('image-unreadable', `“${name}” is broken: its pixels cannot be read.`, String(error))
  }
}

async function toPng(bytes: Uint8Array, turned: boolean): Promise<Upright> {
  const image = sharp(bytes, reading)
  const { data, info } = await (turned ? image.autoOrient() : image)
    .toColourspace('srgb')
    .png({ compressionLevel: 4 })
    .toBuffer({ resolveWithObject: true })
  return { bytes: data, extension: 'png', width: info.width, height: info.height }
}

/** By content, never by name: other decoders must not even be tried. */
function formatOf(bytes: Uint8Array): Format | undefined {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png'
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'jpeg'
  return startsWith(bytes, ascii('RIFF')) && startsWith(bytes.subarray(8), ascii('WEBP')) ? 'webp' : undefined
}

/** An APNG says so in a chunk before the first pixel data. Its still picture is what PNG readers see. */
function isAnimatedPng(bytes: Uint8Array, format: Format): boolean {
  if (format !== 'png') return false
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = head.indexOf('acTL')
  return at >= 0 && at < head.indexOf('IDAT')
}

function ascii(text: string): readonly number[] {
  return [...text].map((letter) => letter.charCodeAt(0))
}

function startsWith(bytes: Uint8Array, head: readonly number[]): boolean {
  return head.every((byte, i) => bytes[i] === byte)
}

function unreadable(name: string, bytes: Uint8Array): Failure {
  if (bytes.length === 0) return new Failure('image-unreadable', `“${name}” is empty.`)
  return new Failure('image-unreadable', `“${name}” is not a PNG, JPEG or WebP image.`)
}

function tooLarge(name: string, width: number, height: number): Failure {
  const megapixels = Math.round((width * height) / 1e6)
  return new Failure(
    'image-too-large',
    `“${name}” has ${megapixels} megapixels (${width}×${height}); up to 100 can be opened.`,
  )
}
