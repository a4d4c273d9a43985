/** A story as MP4 or WebM, encoded by a browser of this machine that shows no window: with the same code as in the app's own window. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { deferred } from '../../app/async'
import { Failure, throwIfCancelled } from '../../app/failure'
import type { VideoPageMade } from '../../app/sharing/video-page'
import { withScratch } from '../store/scratch'
import { findBrowser, openHeadless } from './browser'
import { servePage, type VideoPage } from './page-server'

/** How it is made. */
export interface VideoMaking {
  readonly signal: AbortSignal
  /** Path of a browser; absent: the one that is found. */
  readonly browser?: string
  /** Milliseconds without a sign of life after which the browser is taken for dead. */
  readonly quietMs?: number
}

/** Makes it. @throws Failure `not-found` without a browser, `bad-input` where it encodes none of it, dies or is silent, `cancelled`. */
export async function makeVideo(
  page: VideoPage,
  { signal, browser = findBrowser(), quietMs = 120_000 }: VideoMaking,
): Promise<VideoPageMade> {
  throwIfCancelled(signal)
  return withScratch(async (folder) => {
    const profile = join(folder, 'profile')
    await mkdir(profile)
    const outcome = deferred<VideoPageMade>()
    const failed = (message: string, detail?: string) =>
      outcome.reject(new Failure('bad-input', message, detail))
    const silence = setTimeout(
      () => failed(`The browser has not answered for ${Math.round(quietMs / 1000)} seconds.`),
      quietMs,
    )
    const served = await servePage(page, () => void silence.refresh())
    const opened = openHeadless(browser, served.address, profile)
    const leave = () => outcome.reject(new Failure('cancelled', 'Cancelled.'))
    signal.addEventListener('abort', leave)
    served.made.then(outcome.resolve, outcome.reject)
    void opened.ended.then((how) => failed(`The browser ended before the film was made: ${browser}`, how))
    try {
      return await outcome.promise
    } finally {
      signal.removeEventListener('abort', leave)
      clearTimeout(silence)
      await opened.close()
      await served.close()
    }
  })
}
