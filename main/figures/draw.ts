/** Draws figures of traces into a file: PNG, SVG or PDF. Runs where images are read; knows no project, no window and no terminal. */
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import PDFDocument from 'pdfkit'
import { Failure } from '../../app/failure'
import { figureOf } from '../../app/figures/figure'
import type { Figure, FigureWish } from '../../app/figures/look'
import type { Box, Size } from '../../app/geometry/box'
import type { PictureBrush } from '../../app/paint/brush'
import { picturesOf } from '../../app/story/pictures'
import { sharp } from '../images/sharp'
import { createFonts } from './fonts'
import { LayerBrush } from './layer-brush'
import { missingWords, putLayers } from './put-layers'
import { PdfBrush } from './pdf-brush'
import { Ruler } from './pen'
import { createPictures, type StoryPictures, type StorySource } from './pictures'
import { Sheet, type Raster } from './sheet'
import { SvgBrush, svgDocument } from './svg-brush'
import { createTypesetter, type Typesetter } from './typeset'

/** What to draw. */
export interface DrawWork {
  /** Of a PDF a page each; else one. */
  readonly sources: readonly StorySource[]
  readonly title: string
  readonly wish: FigureWish
  readonly format: 'png' | 'svg' | 'pdf'
  /** Pixels for one of the screen. */
  readonly scale: number
  /** File that is written. */
  readonly to: string
}

/** What was drawn. */
export interface Drawn {
  readonly images: number
  /** What is not in it as it should be, in sentences. */
  readonly notes: readonly string[]
}

/** More pixels than this nobody prints, and no viewer opens well. */
const mostPixels = 80_000_000
const longestSide = 16_384

/** Draws. @throws Failure `bad-input` for a figure that is too large, or a step that is not there. */
export async function draw(work: DrawWork): Promise<Drawn> {
  const type = createTypesetter(createFonts())
  const drawn = await Promise.all(work.sources.map((source) => prepared(source, work, type)))
  const [first] = drawn
  if (first === undefined) throw new Failure('bad-input', 'There is nothing to draw.')
  switch (work.format) {
    case 'svg':
      await writeFile(work.to, svgOf(first, work, type))
      break
    case 'png':
      await writeFile(work.to, await pngOf(first, work.scale, type))
      break
    case 'pdf':
      await writePdf(drawn, work, type)
  }
  const absent = drawn.reduce((sum, d) => sum + d.absent, 0)
  return {
    images: drawn.reduce((sum, d) => sum + d.encoded.size + d.rasters.size, 0),
    notes: [...drawn.flatMap((d) => d.figure.notes), ...missingWords(type), ...absentWords(absent)],
  }
}

interface Prepared {
  readonly figure: Figure
  readonly encoded: ReadonlyMap<string, Buffer>
  readonly rasters: ReadonlyMap<string, Raster>
  /** Images that could not be had. */
  readonly absent: number
}

/** The figure laid out, and the images that it asks for. */
async function prepared(
  source: StorySource,
  { wish, format, scale }: DrawWork,
  type: Typesetter,
): Promise<Prepared> {
  const figure = figureOf(source.story, wish, new Ruler(type))
  if (format === 'png') checkSize(figure.size, scale)
  const places = placesOf(figure, type)
  const pictures = createPictures(source, picturesOf(source.story))
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
  pictures: StoryPictures,
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

function svgOf({ figure, encoded }: Prepared, { title, scale }: DrawWork, type: Typesetter): string {
  const picture = (name: string) => {
    const bytes = encoded.get(name)
    return (
      bytes && `data:image/${name.startsWith('crop-') ? 'png' : 'jpeg'};base64,${bytes.toString('base64')}`
    )
  }
  const brush = new SvgBrush({ type, outlines: false, picture })
  figure.paint(brush)
  return svgDocument(brush.take(), { size: figure.size, scale, title })
}

async function pngOf({ figure, rasters }: Prepared, scale: number, type: Typesetter): Promise<Buffer> {
  const brush = new LayerBrush(type, figure.size)
  figure.paint(brush)
  const sheet = new Sheet(scaled(figure.size, scale))
  const picture = (name: string) => {
    const raster = rasters.get(name)
    return raster && ([raster] as const)
  }
  await putLayers(sheet, brush.layers(), { scale, size: figure.size, picture })
  const { width, height } = sheet.size
  return sharp(sheet.data, { raw: { width, height, channels: 3 } })
    .withDensity(96 * scale)
    .png()
    .toBuffer()
}

async function writePdf(
  drawn: readonly Prepared[],
  { title, to }: DrawWork,
  type: Typesetter,
): Promise<void> {
  const document = new PDFDocument({
    autoFirstPage: false,
    info: { Title: title, Creator: 'Relook' },
    font: '',
  })
  const file = document.pipe(createWriteStream(to))
  for (const { figure, encoded } of drawn) {
    const { width, height } = figure.size
    // A pixel of the screen is three quarters of a point.
    document.addPage({ size: [width * 0.75, height * 0.75], margin: 0 })
    document.save().scale(0.75)
    figure.paint(
      new PdfBrush({ document, type, picture: (name) => encoded.get(name) }) satisfies PictureBrush,
    )
    document.restore()
  }
  document.end()
  await finished(file)
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

function scaled({ width, height }: Size, scale: number): Size {
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

function absentWords(absent: number): readonly string[] {
  if (absent === 0) return []
  return [
    absent === 1
      ? 'One image was not found; its place is empty.'
      : `${absent} images were not found; their places are empty.`,
  ]
}
