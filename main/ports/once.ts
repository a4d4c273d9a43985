/** The end of something, which comes once. Knows nothing of what ends. */

/** Listeners that are called at most once; one that comes late is called at once. */
export function once() {
  let done = false
  const listeners: (() => void)[] = []
  return {
    fired: () => done,
    add: (listener: () => void) => {
      if (done) listener()
      else listeners.push(listener)
    },
    fire: () => {
      if (done) return
      done = true
      for (const listener of listeners) listener()
    },
  }
}
