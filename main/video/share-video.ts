/** A trace shared as MP4 or WebM without a window. Knows no terminal. */
import { given } from '../../app/given'
import { usualVideo, type ShareRequest, type VideoFormat } from '../../app/host/sharing'
import type { OpenSource } from '../exporting/source'
import type { ImageWork } from '../image-process/apart'
import type { ShareMade } from '../sharing/perform'
import { writeFilm, type DrawFilm } from '../sharing/write-film'
import type { Store } from '../store/store'
import { makeVideo } from './make-video'

/** What sharing as a video needs. */
export interface VideoShare {
  readonly request: Omit<ShareRequest, 'format'>
  readonly format: VideoFormat
  readonly openSource: OpenSource
  readonly store: Pick<Store, 'images'>
  readonly images: Pick<ImageWork, 'renderDisplay' | 'renderView'>
  /** File that is written. */
  readonly to: string
  readonly signal: AbortSignal
  /** Frames that are done. */
  readonly progress: (done: number, total: number) => void
}

/** Makes it: whole, or nothing. @throws Failure as `makeVideo` does; `bad-input` where there is nothing to tell; `disk-full`. */
export async function shareVideo(share: VideoShare): Promise<ShareMade> {
  const { request, openSource, store, to, signal, progress } = share
  const { original, branch, trace, film = usualVideo } = request
  const source = await openSource(request.source)
  const shown = { original, ...given({ branch }) }
  return writeFilm(
    { source, images: store.images, shown, signal, progress, film, trace, draw: drawsVideo(share) },
    to,
  )
}

function drawsVideo({ format, images }: VideoShare): DrawFilm {
  return async ({ source, film, to, told, signal }) => {
    const made = await makeVideo({ source, work: { film, format }, images, to, told }, { signal })
    const notes: string[] = []
    if (format === 'mp4' && made.codec !== 'avc')
      notes.push(
        `The browser here has no H.264: the video is in ${made.codec.toUpperCase()}, which browsers play, but not every slide program.`,
      )
    if (made.missing > 0)
      notes.push(
        made.missing === 1
          ? '1 image was not found; its place is empty.'
          : `${made.missing} images were not found; their places are empty.`,
      )
    return { images: made.images, notes }
  }
}
