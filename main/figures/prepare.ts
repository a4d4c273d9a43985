/** A figure laid out, with the images that it asks for as its file will hold them. Writes nothing. */
import { Failure } from '../../app/failure'
import { figureOf } from '../../app/figures/figure'
import type { Figure, FigureWish } from '../../app/figures/look'
import type { Box, Size } from '../../app/geometry/box'
import { storyImages } from '../../app/story/images'
import { LayerBrush } from './layer-brush'
import { Ruler } from './pen'
import { createStoryImages, type StoryImages, type StorySource } from './story-images'
import type { Raster } from './sheet'
import type { Typesetter } from './typeset'

/** Files there are. */
export type FigureFormat = 'png' | 'svg' | 'pdf'

/** How a figure is prepared. */
export interface FigureOptions {
  readonly wish: FigureWish
  readonly format: FigureFormat
  /** Pixels for one of the screen. */
  readonly scale: number
}

/** A file that figures are added to. */
export interface FigureFile {
  readonly add: (figure: PreparedFigure) => Promise<void>
  readonly end: () => Promise<void>
  /** Nothing more is written. */
  readonly leave: () => Promise<void>
}

/** More pixels than this nobody prints, and no viewer opens well. */
const mostPixels = 80_000_000
const longestSide = 16_384

/** A figure with its images, by name. */
export interface PreparedFigure {
  readonly figure: Figure
  readonly encoded: ReadonlyMap<string, Buffer>
  readonly rasters: ReadonlyMap<string, Raster>
  /** Images that could not be had. */
  readonly absent: number
}

/** The figure laid out, and the images that it asks for. @throws Failure `bad-input` for one that is too large, or a step that is not there. */
export async function prepared(
  source: StorySource,
  { wish, format, scale }: FigureOptions,
  type: Typesetter,
): Promise<PreparedFigure> {
  const figure = figureOf(source.story, wish, new Ruler(type))
  if (format === 'png') checkSize(figure.size, scale)
  const places = placesOf(figure, type)
  const pictures = createStoryImages(source, storyImages(source.story))
  const [encoded, rasters] = [new Map<string, Buffer>(), new Map<string, Raster>()]
  let absent = 0
  for (const [name, on] of places) {
    const found = await make(pictures, { name, on, scale, format }, { encoded, rasters })
    if (!found) absent++
  }
  return { figure, encoded, rasters, absent }
}

interface Made {
  readonly encoded: Map<string, Buffer>
  readonly rasters: Map<string, Raster>
}

async function make(
  pictures: StoryImages,
  {
    name,
    on,
    scale,
    format,
  }: { readonly name: string; readonly on: Box<'screen'>; readonly scale: number; readonly format: string },
  { encoded, rasters }: Made,
): Promise<boolean> {
  const size = {
    width: Math.round((on.right - on.left) * scale),
    height: Math.round((on.bottom - on.top) * scale),
  }
  if (format === 'png') {
    const raster = await pictures.exact(name, size)
    if (raster !== undefined) rasters.set(name, raster)
    return raster !== undefined
  }
  // Vectors are looked at closely: never fewer pixels than at 2×.
  const most = { width: Math.max(size.width, 2 * (on.right - on.left)), height: 16_384 }
  const bytes = await pictures.encoded(name, most)
  if (bytes !== undefined) encoded.set(name, bytes)
  return bytes !== undefined
}

/** The images a figure asks for, and where: it is painted once to see. */
function placesOf(figure: Figure, type: Typesetter): ReadonlyMap<string, Box<'screen'>> {
  const brush = new LayerBrush(type, figure.size)
  figure.paint(brush)
  const asked = brush
    .layers()
    .flatMap((layer) => (layer.type === 'picture' ? [[layer.name, layer.on] as const] : []))
  return new Map(asked)
}

function checkSize(size: Size, scale: number): void {
  const fits = (by: number) =>
    Math.max(size.width, size.height) * by <= longestSide && size.width * size.height * by * by <= mostPixels
  if (fits(scale)) return
  const most = [3, 2, 1].find(fits)
  const way = most === undefined ? 'Draw it as SVG or PDF.' : `Draw it at ${most}×, or as SVG or PDF.`
  const { width, height } = scaled(size, scale)
  throw new Failure('bad-input', `At ${scale}× this figure would have ${width} × ${height} pixels. ${way}`)
}

/** A size in pixels. */
export function scaled({ width, height }: Size, scale: number): Size {
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}
