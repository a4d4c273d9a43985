/** Frees memory that nobody uses: a timer that starts again with every use. Knows no model. */

/** What the window begins with: long enough for a coffee, short enough for a laptop. */
export const defaultIdleMinutes = 30

export interface Idle {
  /** In minutes; 0 switches it off. */
  readonly set: (minutes: number) => void
  readonly minutes: () => number
  /** Something begins to use it; the function that comes back says that it has ended. */
  readonly use: () => () => void
}

/** Calls `free` when nothing has used it for the time set. */
export function createIdle(free: () => void): Idle {
  let minutes = defaultIdleMinutes
  let users = 0
  let timer: NodeJS.Timeout | undefined
  const wait = () => {
    clearTimeout(timer)
    if (users === 0 && minutes > 0) timer = setTimeout(free, minutes * 60_000).unref()
  }
  return {
    set: (next) => {
      minutes = next
      wait()
    },
    minutes: () => minutes,
    use: () => {
      users++
      clearTimeout(timer)
      return () => {
        users--
        wait()
      }
    },
  }
}
