/** A trace as a film in one file, whole or not there. The drawing is done where images are read. Knows no window and no terminal. */
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { FilmRequest } from '../../app/host/sharing'
import type { GifEvent } from '../figures/gif'
import type { ImageWork } from '../pictures/apart'
import { diskFailure, temporaryOf } from '../store/folder'
import type { Shared, Sharing } from './share'
import { storiesOf } from './stories'
import { nothingLeft } from './write-html'

/** What films are made of. */
export interface FilmSharing extends Sharing {
  readonly gif: ImageWork['gif']
  readonly film: FilmRequest
  readonly trace: number | undefined
}

/** Writes the file. @throws Failure `bad-input` where there is nothing to tell, `cancelled`, `disk-full`. */
export async function writeFilm(sharing: FilmSharing, to: string): Promise<Shared> {
  const { film, trace, signal, progress } = sharing
  const { sources, left } = await storiesOf(sharing, { trace, most: 1 })
  const [source] = sources
  if (source === undefined) throw nothingLeft(left)
  const { width, rate, ...wish } = film
  const part = temporaryOf(to)
  let last: GifEvent | undefined
  try {
    await mkdir(dirname(to), { recursive: true })
    const told = (event: GifEvent) => {
      last = event
      progress(event.done, event.total)
    }
    await sharing.gif({ source, wish, width, rate, to: part }, told, signal)
    await rename(part, to)
    const { images = 0, notes = [] } = last ?? {}
    return { path: to, bytes: (await stat(to)).size, traces: 1, images, left, notes }
  } catch (error) {
    await rm(part, { force: true })
    throw diskFailure(error, to)
  }
}
