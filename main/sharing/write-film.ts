/** A trace as a film in one file, whole or not there. The drawing is done where images are read. Knows no window and no terminal. */
import type { FilmRequest } from '../../app/host/sharing'
import type { GifEvent } from '../figures/gif'
import type { StorySource } from '../figures/story-images'
import type { ImageWork } from '../image-process/apart'
import { makeWhole, fileSize } from '../store/folder'
import type { ShareResult, Sharing } from './share'
import { storiesOf } from './stories'
import { nothingLeft } from './each-trace'

/** What films are made of. */
export interface FilmSharing extends Pick<Sharing, 'source' | 'images' | 'shown' | 'signal' | 'progress'> {
  readonly film: FilmRequest
  readonly trace: number | undefined
  readonly draw: DrawFilm
}

/** A story to be drawn, and the file that is written. */
export interface FilmWork {
  readonly source: StorySource
  readonly film: FilmRequest
  readonly to: string
  /** Frames that are done. */
  readonly told: (done: number, total: number) => void
  readonly signal: AbortSignal
}

/** What was drawn: how many images are in it, and what is not as it should be. */
export type FilmFacts = Pick<ShareResult, 'images'> & { readonly notes: readonly string[] }

/** Draws a film into a file. @throws Failure `cancelled`. */
export type DrawFilm = (work: FilmWork) => Promise<FilmFacts>

/** As a GIF. */
export function drawsGif(gif: ImageWork['gif']): DrawFilm {
  return async ({ source, film: { width, rate, ...wish }, to, told, signal }) => {
    let last: GifEvent | undefined
    const heard = (event: GifEvent) => {
      last = event
      told(event.done, event.total)
    }
    await gif({ source, wish, width, rate, to }, heard, signal)
    return { images: last?.images ?? 0, notes: last?.notes ?? [] }
  }
}

/** Writes the file. @throws Failure `bad-input` where there is nothing to tell, `cancelled`, `disk-full`. */
export async function writeFilm(sharing: FilmSharing, to: string): Promise<ShareResult> {
  const { film, trace, signal, progress, draw } = sharing
  const { sources, left } = await storiesOf(sharing, { trace, most: 1 })
  const [source] = sources
  if (source === undefined) throw nothingLeft(left)
  const { images, notes } = await makeWhole(to, (part) =>
    draw({ source, film, to: part, told: progress, signal }),
  )
  return { path: to, bytes: await fileSize(to), traces: 1, images, left, notes }
}
