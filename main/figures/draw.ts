/** Draws figures of traces into a file: PNG, SVG or PDF. Runs where images are read; knows no project, no window and no terminal. */
import { rm, writeFile } from 'node:fs/promises'
import { Failure, throwIfCancelled } from '../../app/failure'
import { sharp } from '../images/sharp'
import { createFonts } from './fonts'
import { LayerBrush } from './layer-brush'
import { createPdf } from './pdf-file'
import type { StorySource } from './story-images'
import { prepared, scaled, type FigureFile, type PreparedFigure, type FigureOptions } from './prepare'
import { missingWords, putLayers } from './put-layers'
import { PixelSheet } from './sheet'
import { SvgBrush, svgDocument } from './svg-brush'
import { createTypesetter, type Typesetter } from './typeset'

/** What to draw. */
export interface DrawWork extends FigureOptions {
  /** Of a PDF a page each; else one. */
  readonly sources: readonly StorySource[]
  readonly title: string
  /** File that is written. */
  readonly to: string
}

/** What is told while it is drawn; the last has `notes`. */
export interface DrawEvent {
  readonly done: number
  readonly total: number
  readonly images: number
  /** What is not in it as it should be, in sentences. */
  readonly notes?: readonly string[]
}

/** Draws, one after the other; what was begun is gone when the asker leaves. @throws Failure `bad-input`, `cancelled`. */
export async function* draw(work: DrawWork, signal: AbortSignal): AsyncGenerator<DrawEvent> {
  const { sources, to } = work
  const total = sources.length
  if (total === 0) throw new Failure('bad-input', 'There is nothing to draw.')
  const type = createTypesetter(createFonts())
  const file = openFile(work, type)
  const notes: string[] = []
  let [images, absent, whole] = [0, 0, false]
  try {
    for (const [i, source] of sources.entries()) {
      throwIfCancelled(signal)
      const figure = await prepared(source, work, type)
      await file.add(figure)
      images += figure.encoded.size + figure.rasters.size
      absent += figure.absent
      notes.push(...figure.figure.notes)
      yield { done: i + 1, total, images }
    }
    await file.end()
    whole = true
    yield { done: total, total, images, notes: [...notes, ...missingWords(type), ...absentWords(absent)] }
  } finally {
    if (!whole) {
      await file.leave()
      await rm(to, { force: true })
    }
  }
}

function openFile(work: DrawWork, type: Typesetter): FigureFile {
  if (work.format === 'pdf') return createPdf(work, type)
  const nothing = () => Promise.resolve()
  return {
    add: async (figure) => {
      const bytes = work.format === 'svg' ? svgOf(figure, work, type) : await pngOf(figure, work.scale, type)
      await writeFile(work.to, bytes)
    },
    end: nothing,
    leave: nothing,
  }
}

function svgOf({ figure, encoded }: PreparedFigure, { title, scale }: DrawWork, type: Typesetter): string {
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

async function pngOf({ figure, rasters }: PreparedFigure, scale: number, type: Typesetter): Promise<Buffer> {
  const brush = new LayerBrush(type, figure.size)
  figure.paint(brush)
  const sheet = new PixelSheet(scaled(figure.size, scale))
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

function absentWords(absent: number): readonly string[] {
  if (absent === 0) return []
  return [
    absent === 1
      ? 'One image was not found; its place is empty.'
      : `${absent} images were not found; their places are empty.`,
  ]
}
