/** What about a picture file the field's code reads in several ways, by its header. Decodes nothing. */
import type { Metadata } from 'sharp'
import { laysOverWhite, type Oddity, type ReaderRules } from '../../app/trace/picture-reader'
import type { ImageKind } from './kinds'

/** In the order of the table. */
export function odditiesOf(bytes: Uint8Array, kind: ImageKind, meta: Metadata): readonly Oddity[] {
  const odd: Oddity[] = []
  if ((meta.orientation ?? 1) > 1) odd.push('turned')
  if (meta.hasAlpha === true) odd.push(isRgba(bytes, kind, meta) ? 'rgba' : 'alpha')
  else if (meta.depth === 'ushort' && meta.channels === 1) odd.push('grey16')
  return odd
}

/** Whether a reader shows the colours under this transparency. */
export function isDropped(oddity: Oddity, rules: ReaderRules): boolean {
  return (oddity === 'alpha' || oddity === 'rgba') && !laysOverWhite(rules, oddity)
}

/** Where a PNG's header says its depth and its colour type; those that Pillow opens with four channels: RGBA, and 16-bit grey with alpha. */
const pngDepth = 24
const pngColourType = 25
const rgbaType = 6
const greyAlphaType = 4

/** Whether Pillow opens it in mode RGBA: not palettes, grey, or one colour that is meant as transparent. */
function isRgba(bytes: Uint8Array, kind: ImageKind, { space, isPalette }: Metadata): boolean {
  if (kind === 'png') {
    const colour = bytes[pngColourType]
    return colour === rgbaType || (colour === greyAlphaType && bytes[pngDepth] === 16)
  }
  return kind !== 'gif' && space !== 'b-w' && isPalette !== true
}
