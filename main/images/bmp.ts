/**
 * Pixels of a BMP, which libvips does not read. Own code, because the readers there are on npm give wrong pixels (bmp-ts
 * 1.0.9: four bits at odd widths; decode-bmp 0.2.1: one bit, and headers of today). Source of the layout: Microsoft's
 * BITMAPINFOHEADER and BITMAPV5HEADER; compared with Pillow. Run-length compressed ones are refused.
 */
import { Failure } from '../../app/failure'
import type { Size } from '../../app/geometry/box'

interface Header {
  readonly size: Size
  /** Rows stand from the bottom up, unless the height is below 0. */
  readonly bottomUp: boolean
  readonly bits: number
  readonly compression: number
  /** Byte offsets: of the palette, of the pixels. */
  readonly palette: number
  readonly pixels: number
  /** Bytes of a palette entry: the oldest header has three. */
  readonly entry: 3 | 4
  /** Bit masks of red, green and blue in pixels of 16 and 32 bits. */
  readonly masks: readonly [number, number, number]
}

/** Width and height as its header says. Reads no pixel. @throws RangeError for bytes that end in the header */
export function bmpSize(bytes: Uint8Array): Size {
  return headerOf(view(bytes)).size
}

/** 8-bit RGB, row by row. A fourth byte is padding, as Pillow reads it. @throws RangeError, Failure `image-unreadable` */
export function bmpPixels(bytes: Uint8Array): { readonly size: Size; readonly data: Uint8Array } {
  const file = view(bytes)
  const header = headerOf(file)
  const { size, bottomUp, bits } = header
  const stride = Math.ceil((size.width * bits) / 32) * 4
  const data = new Uint8Array(size.width * size.height * 3)
  const color = colorReader(file, header, data)
  for (let y = 0, to = 0; y < size.height; y++) {
    const row = header.pixels + stride * (bottomUp ? size.height - 1 - y : y)
    for (let x = 0; x < size.width; x++, to += 3) color(row, x, to)
  }
  return { size, data }
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** After the 14 bytes of the file's own header. */
const info = 14

function headerOf(file: Buffer): Header {
  const length = file.readUInt32LE(info)
  const pixels = file.readUInt32LE(10)
  if (length === 12) {
    const size = { width: file.readUInt16LE(info + 4), height: file.readUInt16LE(info + 6) }
    const bits = file.readUInt16LE(info + 10)
    return {
      size,
      bottomUp: true,
      bits,
      compression: 0,
      palette: info + 12,
      pixels,
      entry: 3,
      masks: [0, 0, 0],
    }
  }
  const height = file.readInt32LE(info + 8)
  const bits = file.readUInt16LE(info + 14)
  const compression = file.readUInt32LE(info + 16)
  // Masks stand behind the 40 bytes every header begins with, as a part of it or after it.
  const masked = compression === 3 || compression === 6
  const mask = (n: number) => file.readUInt32LE(info + 40 + 4 * n)
  return {
    size: { width: Math.abs(file.readInt32LE(info + 4)), height: Math.abs(height) },
    bottomUp: height > 0,
    bits,
    compression,
    palette: info + length,
    pixels,
    entry: 4,
    masks: masked
      ? [mask(0), mask(1), mask(2)]
      : bits === 16
        ? [0x7c00, 0x3e0, 0x1f]
        : [0xff0000, 0xff00, 0xff],
  }
}

/** Writes the colour of pixel x of the row at a byte offset to a place of the data. */
type ColorReader = (row: number, x: number, to: number) => void

function colorReader(
  file: Buffer,
  { bits, compression, palette, entry, masks }: Header,
  data: Uint8Array,
): ColorReader {
  if (![0, 3, 6].includes(compression))
    throw new Failure(
      'image-unreadable',
      'The image is a compressed BMP, which cannot be opened here. Save it as a PNG first.',
    )
  const bgr = (at: number, to: number) => {
    for (let c = 0; c < 3; c++) data[to + c] = file.readUInt8(at + 2 - c)
  }
  if (bits === 24) return (row, x, to) => bgr(row + x * 3, to)
  if (bits === 16 || bits === 32) {
    const parts = masks.map(scaleOf)
    return (row, x, to) => {
      const value = bits === 16 ? file.readUInt16LE(row + x * 2) : file.readUInt32LE(row + x * 4)
      parts.forEach((part, c) => (data[to + c] = part(value)))
    }
  }
  if (![1, 2, 4, 8].includes(bits)) throw new RangeError(`A BMP has no pixels of ${bits} bits.`)
  const perByte = 8 / bits
  return (row, x, to) => {
    const byte = file.readUInt8(row + Math.floor(x / perByte))
    const index = (byte >> (8 - bits * ((x % perByte) + 1))) & (2 ** bits - 1)
    bgr(palette + index * entry, to)
  }
}

/** The bits under a mask as 0..255. */
function scaleOf(mask: number): (value: number) => number {
  if (mask === 0) return () => 0
  const shift = 31 - Math.clz32(mask & -mask)
  const most = mask >>> shift
  return (value) => Math.floor((((value & mask) >>> shift) * 255) / most)
}

/** Its colours, of one of at most 8 bits. @throws RangeError for bytes that end in it */
export function bmpPalette(
  bytes: Uint8Array,
): readonly (readonly [red: number, green: number, blue: number])[] | undefined {
  const file = view(bytes)
  const { bits, palette, entry, pixels } = headerOf(file)
  if (bits > 8) return undefined
  // What is meant for it may be more than there is.
  const count = Math.min(2 ** bits, Math.max(0, Math.floor((pixels - palette) / entry)))
  return Array.from({ length: count }, (_, i) => {
    const at = palette + i * entry
    return [file.readUInt8(at + 2), file.readUInt8(at + 1), file.readUInt8(at)]
  })
}
