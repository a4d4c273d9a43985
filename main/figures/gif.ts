/** Draws the film of a trace as a GIF. Runs where images are read; knows no project, no window and no terminal. */
import { open, rm } from 'node:fs/promises'
import { throwIfCancelled } from '../../app/failure'
import { filmOf, frameTimes, type Film, type FilmWish, type FrameTime } from '../../app/figures/film'
import { storyImages } from '../../app/story/images'
import { createFonts } from './fonts'
import { createGifWriter } from './gif-writer'
import { LayerBrush } from './layer-brush'
import { createStoryImages, type StorySource } from './story-images'
import { missingWords, putLayers } from './put-layers'
import { PixelSheet, type Pyramid } from './sheet'
import { createTypesetter, type Typesetter } from './typeset'

/** What to draw. */
export interface GifWork {
  readonly source: StorySource
  readonly wish: FilmWish
  /** Pixels. */
  readonly width: number
  /** Frames a second, while something moves. */
  readonly rate: number
  /** File that is written. */
  readonly to: string
}

/** What is told while it is drawn; the last has `notes`. */
export interface GifEvent {
  readonly done: number
  readonly total: number
  readonly images: number
  readonly notes?: readonly string[]
}

/** Draws; what was begun is gone when the asker leaves. */
export async function* drawGif(work: GifWork, signal: AbortSignal): AsyncGenerator<GifEvent> {
  const type = createTypesetter(createFonts())
  const film = filmOf(work.source.story, work.wish)
  const pictures = await loaded(work)
  const frames = frameTimes(film.timeline, work.rate)
  const file = await open(work.to, 'w')
  let whole = false
  try {
    const gif = createGifWriter(film.plain)
    const painter = createPainter(film, { pictures, type, width: work.width })
    const ends = endsOf(frames)
    for (const [i, { at }] of frames.entries()) {
      throwIfCancelled(signal)
      const sheet = await painter(at)
      await file.writeFile(gif.frame(sheet, (ends[i] ?? 0) - (ends[i - 1] ?? 0)))
      yield { done: i + 1, total: frames.length, images: pictures.size }
    }
    await file.writeFile(gif.end())
    whole = true
    yield { done: frames.length, total: frames.length, images: pictures.size, notes: missingWords(type) }
  } finally {
    await file.close()
    if (!whole) await rm(work.to, { force: true })
  }
}

/** The images of a story, each in halves: the largest no larger than a camera that is close by shows of it. */
async function loaded({ source, width }: GifWork): Promise<ReadonlyMap<string, Pyramid>> {
  const names = storyImages(source.story)
  const pictures = createStoryImages(source, names)
  const found = new Map<string, Pyramid>()
  const most = { width: width * 4, height: width * 4 }
  for (const { name } of names) {
    const pyramid = await pictures.pyramid(name, most)
    if (pyramid !== undefined) found.set(name, pyramid)
  }
  return found
}

interface Painting {
  readonly pictures: ReadonlyMap<string, Pyramid>
  readonly type: Typesetter
  readonly width: number
}

/** Paints a film's frames as pixels. */
export function createPainter(
  film: Film,
  { pictures, type, width }: Painting,
): (seconds: number) => Promise<PixelSheet> {
  const scale = width / film.size.width
  const size = { width, height: Math.round(film.size.height * scale) }
  return async (seconds) => {
    const brush = new LayerBrush(type, film.size, (name) => pictures.has(name))
    film.paint(brush, seconds)
    const sheet = new PixelSheet(size)
    await putLayers(sheet, brush.layers(), { scale, size: film.size, picture: (name) => pictures.get(name) })
    return sheet
  }
}

/** When each frame ends, in hundredths of a second, rounded so that nothing adds up. */
function endsOf(frames: readonly FrameTime[]): readonly number[] {
  return frames.map(({ at, seconds }) => Math.round((at + seconds) * 100))
}
