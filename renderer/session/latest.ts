/** Does something for the newest of values that come faster than it can be done: one at a time, none in between. */

/** Hands in a value; the end forgets what waits. */
export interface Latest<T> {
  readonly give: (value: T) => void
  readonly end: () => void
}

/** `work` is never started while it is still busy; the last value given meanwhile is next. */
export function createLatest<T>(work: (value: T) => Promise<void>): Latest<T> {
  let waiting: { readonly value: T } | undefined
  let busy = false
  let ended = false
  const next = async (): Promise<void> => {
    if (busy) return
    busy = true
    while (waiting !== undefined && !ended) {
      const { value } = waiting
      waiting = undefined
      await work(value)
    }
    busy = false
  }
  return {
    give: (value) => {
      waiting = { value }
      void next()
    },
    end: () => {
      ended = true
      waiting = undefined
    },
  }
}
