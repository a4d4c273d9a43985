/**
 * The mode in which Pillow opens an image file, by its header. Tools that cut a file before it is read into RGB resize it in that mode:
 * palettes by the nearest pixel, four channels with their colours weighed by their alpha. Decodes nothing.
 * Source: Pillow's PngImagePlugin, GifImagePlugin, BmpImagePlugin, TiffImagePlugin.
 */
import { given } from '../../app/given'
import type { Metadata } from './sharp'
import type { FileMode, ImageDecoding } from '../../app/trace/image-reader'
import { bmpPalette } from './bmp'
import type { ImageKind } from './kinds'

type Mode = Pick<ImageDecoding, 'mode' | 'first'>

/** Nothing for RGB and L. `meta` absent: a BMP, which libvips does not know. */
export function fileModeOf(bytes: Uint8Array, kind: ImageKind, meta?: Metadata): Mode {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (kind === 'bmp') return bmpMode(bytes)
  if (meta?.space === 'cmyk') return { mode: 'CMYK' }
  if (kind === 'png') return pngMode(file)
  if (kind === 'gif') return ofPalette(gifPalette(file))
  const tiff = kind === 'tiff' ? tiffPalette(file) : {}
  if (tiff.mode !== undefined) return tiff
  if (kind === 'tiff' && meta?.bitsPerSample === 1) return { mode: '1' }
  if (meta?.hasAlpha === true) return { mode: meta.space === 'b-w' ? 'LA' : 'RGBA' }
  return meta?.depth === 'ushort' && meta.channels === 1 ? { mode: 'I;16' } : {}
}

/** Where a PNG's header says its depth and its colour type. */
const pngDepth = 24
const pngColourType = 25
const byType: Readonly<Record<string, FileMode>> = {
  '0/1': '1',
  '0/16': 'I;16',
  '4/8': 'LA',
  '4/16': 'RGBA',
  '6/8': 'RGBA',
  '6/16': 'RGBA',
}

function pngMode(file: Buffer): Mode {
  const [colour, depth] = [file[pngColourType], file[pngDepth]]
  if (colour !== 3) {
    const mode = byType[`${colour}/${depth}`]
    return given({ mode })
  }
  const at = file.indexOf('PLTE')
  const colours = at < 0 ? [] : coloursIn(file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4)))
  return { mode: 'P', ...firstOf(colours) }
}

type Colour = readonly [red: number, green: number, blue: number]

function coloursIn(bytes: Uint8Array): readonly Colour[] {
  return Array.from({ length: Math.floor(bytes.length / 3) }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = bytes.subarray(i * 3, i * 3 + 3)
    return [red, green, blue]
  })
}

function firstOf([first]: readonly Colour[]): Pick<Mode, 'first'> {
  return given({ first })
}

/** Each colour the grey of its place: Pillow opens such a palette as grey. */
function isGreyRamp(colours: readonly Colour[]): boolean {
  return colours.every((colour, i) => colour.every((v) => v === i))
}

/** Black and white are a mode of their own. */
function bmpMode(bytes: Uint8Array): Mode {
  const colours = bmpPalette(bytes)
  return colours?.flat().join() === '0,0,0,255,255,255' ? { mode: '1' } : ofPalette(colours)
}

/** Of a BMP or GIF; undefined: it has none. */
function ofPalette(colours: readonly Colour[] | undefined): Mode {
  if (colours === undefined || isGreyRamp(colours)) return {}
  return { mode: 'P', ...firstOf(colours) }
}

/** The colours of the first frame: its own, or the file's. */
function gifPalette(file: Buffer): readonly Colour[] | undefined {
  const has = (flags: number | undefined) => flags !== undefined && (flags & 0x80) !== 0
  const bytesOf = (flags: number) => 3 * 2 ** ((flags & 7) + 1)
  const flags = file[10]
  let at = 13
  const shared = flags !== undefined && has(flags) ? file.subarray(at, at + bytesOf(flags)) : undefined
  at += shared?.length ?? 0
  // Extensions before the first frame: 0x21, a label, blocks that begin with their length, an empty one.
  while (file[at] === 0x21) {
    at += 2
    for (let length = file[at] ?? 0; length > 0; length = file[at] ?? 0) at += length + 1
    at += 1
  }
  const frame = file[at + 9]
  const own =
    file[at] === 0x2c && frame !== undefined && has(frame)
      ? file.subarray(at + 10, at + 10 + bytesOf(frame))
      : undefined
  const found = own ?? shared
  return found && coloursIn(found)
}

const photometricTag = 262
const palettePhotometric = 3
const coloursTag = 320

/** A palette in a TIFF's first image, by its tags: all reds, all greens, all blues, in 16 bits each. */
function tiffPalette(file: Buffer): Mode {
  const little = file[0] === 0x49
  const short = (at: number) => (little ? file.readUInt16LE(at) : file.readUInt16BE(at))
  const long = (at: number) => (little ? file.readUInt32LE(at) : file.readUInt32BE(at))
  try {
    const at = long(4)
    const tags = Array.from({ length: short(at) }, (_, i) => at + 2 + 12 * i)
    const find = (id: number) => tags.find((t) => short(t) === id)
    const [photometric, colours] = [find(photometricTag), find(coloursTag)]
    if (photometric === undefined || short(photometric + 8) !== palettePhotometric) return {}
    if (colours === undefined) return { mode: 'P' }
    const [each, from] = [(long(colours + 4) / 3) * 2, long(colours + 8)]
    const level = (c: number) => Math.floor(short(from + c * each) / 256)
    return { mode: 'P', first: [level(0), level(1), level(2)] }
  } catch {
    // Cut off, or a BigTIFF: no palette is known of it.
    return {}
  }
}
