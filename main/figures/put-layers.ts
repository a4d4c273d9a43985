/** Puts what a brush painted in layers onto a sheet of pixels. Knows no figure and no film. */
import { boxOf, type Box, type Size } from '../../app/geometry/box'
import { sharp } from '../images/sharp'
import type { Layer } from './layer-brush'
import type { Pyramid, PixelSheet } from './sheet'
import { svgDocument } from './svg-brush'
import type { Typesetter } from './typeset'

/** How large what was painted is on the sheet, and where its images are. */
export interface SheetLayout {
  /** Pixels of the sheet for one of the painter. */
  readonly scale: number
  /** Of all that was painted, in units of the painter. */
  readonly size: Size
  readonly picture: (name: string) => Pyramid | undefined
}

/** Puts them, the lowest first. */
export async function putLayers(
  sheet: PixelSheet,
  layers: readonly Layer[],
  { scale, size, picture }: SheetLayout,
): Promise<void> {
  for (const layer of layers) {
    if (layer.type === 'shapes') {
      sheet.cover(await painted(layer.svg, { size, scale, of: sheet.size }))
      continue
    }
    const pyramid = picture(layer.name)
    const { alpha, pixels } = layer
    if (pyramid !== undefined)
      sheet.lay(pyramid, { on: times(layer.on, scale), clip: times(layer.clip, scale), alpha, pixels })
  }
}

/** What an SVG of ours shows, four bytes a pixel. */
async function painted(
  svg: string,
  { size, scale, of }: { readonly size: Size; readonly scale: number; readonly of: Size },
): Promise<Uint8Array> {
  const document = Buffer.from(svgDocument(svg, { size, scale }))
  const image = sharp(document, { unlimited: true, limitInputPixels: false })
  return image
    .resize({ ...of, fit: 'fill' })
    .ensureAlpha()
    .raw()
    .toBuffer()
}

function times({ left, top, right, bottom }: Box<'screen'>, scale: number): Box<'screen'> {
  return boxOf({ left: left * scale, top: top * scale, right: right * scale, bottom: bottom * scale })
}

/** Which characters had no font, in a sentence; none where all had. */
export function missingWords({ missing }: Typesetter): readonly string[] {
  if (missing.size === 0) return []
  const some = [...missing].slice(0, 12).join(' ')
  return [
    `No font of this machine has ${some}${missing.size > 12 ? ' …' : ''}: boxes stand for them. Install one that does (Noto Sans CJK, for Chinese).`,
  ]
}
