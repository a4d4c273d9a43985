/** Going through a trace by itself: each step stays as long as it takes to read. Knows no page. */
import type { Row } from '../session/document/rows'
import { holdMs } from '../session/player/pace'

/** A player. */
export interface Player {
  readonly playing: () => boolean
  readonly stop: () => void
  /** Goes on from here; `next` shows the next row and returns it, or undefined at the end. */
  readonly start: (now: Row | undefined, next: () => Row | undefined) => void
}

/** Milliseconds of the beginning, when only the question is to be seen. */
const firstMs = 900

/** A player that tells when it starts and ends. */
export function createPagePlayer(told: (playing: boolean) => void): Player {
  let timer: number | undefined
  const stop = () => {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    told(false)
  }
  const hold = (row: Row | undefined, next: () => Row | undefined) => {
    timer = window.setTimeout(
      () => {
        const then = next()
        if (then === undefined) stop()
        else hold(then, next)
      },
      row === undefined ? firstMs : holdMs(row, 1),
    )
  }
  return {
    playing: () => timer !== undefined,
    stop,
    start: (now, next) => {
      stop()
      hold(now, next)
      told(true)
    },
  }
}
