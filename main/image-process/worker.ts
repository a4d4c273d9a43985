/**
 * Entry of the process that reads images for the host: it may be ended at any time, and ends itself where an image needs more memory
 * than any image should. Nothing is kept here that cannot be read again.
 */
import { Failure } from '../../app/failure'
import { serve } from '../../app/port'
import { regionStats } from './stats'
import { parentPort } from '../models/parent-port'
import { imagesContract } from './contract'
import { displayed } from '../images/display'
import { bringImage } from './import-file'
import { largePixels, memoryLimit } from './limits'
import { renderShared } from '../images/shared'
import { renderView } from '../images/view'

setInterval(() => {
  if (process.memoryUsage.rss() > memoryLimit.bytes) process.exit(memoryLimit.exitCode)
}, 100).unref()

serve(
  imagesContract,
  {
    bring: ({ source, incoming, to, large }) =>
      bringImage({
        source,
        ...incoming,
        to,
        check: ({ width, height }) => {
          if (!large && width * height > largePixels)
            throw new Failure('busy', 'A large one waits for its turn.')
        },
      }),
    view: ({ path, view }) => renderView(path, view),
    display: ({ path, maxSide }) => displayed(path, maxSide),
    shared: ({ path, wish }) => renderShared(path, wish),
    // Fonts and what writes PDF are read when somebody wants a figure.
    draw: async function* (work, signal) {
      yield* (await import('../figures/draw')).draw(work, signal)
    },
    gif: async function* (work, signal) {
      yield* (await import('../figures/gif')).drawGif(work, signal)
    },
    stats: ({ path, regions }) => regionStats(path, regions),
  },
  parentPort(),
)
