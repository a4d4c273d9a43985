/** Writes frames of pixels as a GIF: what is as in the frame before is not written again. Knows no film. */
import * as packed from 'gifenc'
import type { Palette } from 'gifenc'
import { colourOf } from '../../app/paint/colour'
import type { PixelSheet } from './sheet'

/**
 * In Node all of it is in its default export; bundled it has names. Its declarations (gifenc.d.ts) tell the first only, and the check
 * before the cast tells which one is here.
 */
const gifenc: typeof packed.default =
  'quantize' in packed ? (packed as unknown as typeof packed.default) : packed.default

/** The last index of a palette stands for “as before”. */
const before = 255
/** A palette is made again when more of the frame than this is new. */
const muchNew = 0.2

/** A writer. */
export interface GifWriter {
  /** The bytes of a frame, shown for so many hundredths of a second. Valid until the next. */
  readonly frame: (sheet: PixelSheet, hundredths: number) => Uint8Array
  readonly end: () => Uint8Array
}

/** A writer of frames that consist of `plain` colours for the most part: those are kept to the digit. */
export function createGifWriter(plain: readonly string[]): GifWriter {
  const encoder = gifenc.GIFEncoder({ auto: false })
  const own = plain.map(rgbOf)
  let last: Uint8Array | undefined
  let palette: Palette = []
  encoder.writeHeader()
  return {
    frame: ({ data, size: { width, height } }, hundredths) => {
      const first = last === undefined
      if (last !== undefined) encoder.reset()
      const fresh = last === undefined ? undefined : newPixels(data, last)
      if (fresh === undefined || shareOf(fresh) > muchNew) palette = paletteOf(data, own)
      const index = indexOf(data, { palette, own, fresh })
      encoder.writeFrame(index, width, height, {
        ...{ palette, first, delay: hundredths * 10, repeat: 0 },
        ...{ transparent: !first, transparentIndex: before, dispose: 1 },
      })
      last = data
      return encoder.bytesView()
    },
    end: () => {
      encoder.reset()
      encoder.finish()
      return encoder.bytesView()
    },
  }
}

type Rgb = readonly [red: number, green: number, blue: number]

/** 256 colours: the plain ones last, and a place for “as before”. */
function paletteOf(data: Uint8Array, own: readonly Rgb[]): Palette {
  const palette = gifenc.quantize(withAlpha(data), before - own.length, { format: 'rgb565' })
  while (palette.length < before - own.length) palette.push([0, 0, 0])
  return [...palette, ...own.map(([r, g, b]): [number, number, number] => [r, g, b]), [0, 0, 0]]
}

interface Indexing {
  readonly palette: Palette
  readonly own: readonly Rgb[]
  readonly fresh: Uint8Array | undefined
}

function indexOf(data: Uint8Array, { palette, own, fresh }: Indexing): Uint8Array {
  const index = gifenc.applyPalette(withAlpha(data), palette.slice(0, before), 'rgb565')
  const first = before - own.length
  for (let i = 0, at = 0; i < index.length; i++, at += 3) {
    if (fresh !== undefined && fresh[i] === 0) {
      index[i] = before
      continue
    }
    // The library looks at five or six bits of a channel: a plain colour would get a neighbour's place.
    const plain = own.findIndex(([r, g, b]) => data[at] === r && data[at + 1] === g && data[at + 2] === b)
    if (plain >= 0) index[i] = first + plain
  }
  return index
}

/** 1 for each pixel that is not as before. */
function newPixels(data: Uint8Array, last: Uint8Array): Uint8Array {
  const fresh = new Uint8Array(data.length / 3)
  for (let i = 0, at = 0; i < fresh.length; i++, at += 3)
    if (data[at] !== last[at] || data[at + 1] !== last[at + 1] || data[at + 2] !== last[at + 2]) fresh[i] = 1
  return fresh
}

function shareOf(fresh: Uint8Array): number {
  return fresh.reduce((sum, one) => sum + one, 0) / fresh.length
}

function withAlpha(data: Uint8Array): Uint8Array {
  const rgba = new Uint8Array((data.length / 3) * 4)
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    rgba[to] = data[from] ?? 0
    rgba[to + 1] = data[from + 1] ?? 0
    rgba[to + 2] = data[from + 2] ?? 0
    rgba[to + 3] = 255
  }
  return rgba
}

function rgbOf(colour: string): Rgb {
  const value = Number.parseInt(colourOf(colour).hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}
