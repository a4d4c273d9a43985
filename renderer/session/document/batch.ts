/** Gathers changes and hands them over once per frame: the window draws at most as often as the screen does. */
import type { Change } from '../../../app/trace/change'
import { joinStreamed } from '../../../app/trace/replay'

/** Calls back at the next frame. */
export type Schedule = (callback: () => void) => void

/** The next frame, or a quarter of a second where no frames are drawn (a hidden tab). */
export function nextFrame(callback: () => void): void {
  let done = false
  const once = () => {
    if (done) return
    done = true
    clearTimeout(timer)
    callback()
  }
  const timer = setTimeout(once, 250)
  requestAnimationFrame(once)
}

/** Changes in, batches out. `flush` hands over at once what waits; `clear` drops it. */
export interface Batch {
  readonly add: (change: Change) => void
  readonly flush: () => void
  readonly clear: () => void
}

/** Makes a batch that gives `take` the changes of a frame, streamed text of one branch joined into one change. */
export function createBatch(take: (changes: readonly Change[]) => void, schedule: Schedule): Batch {
  let waiting: Change[] = []
  let planned = false
  const flush = () => {
    planned = false
    if (waiting.length === 0) return
    const changes = waiting
    waiting = []
    take(joinStreamed(changes))
  }
  return {
    add: (change) => {
      waiting.push(change)
      if (planned) return
      planned = true
      schedule(flush)
    },
    flush,
    clear: () => void (waiting = []),
  }
}
