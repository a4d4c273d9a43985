/** One value that changes, followed by many. A follower gets the value now and every later one. Knows no contract. */

export interface Broadcast<T> {
  readonly last: () => T
  readonly tell: (value: T) => void
  /** Until the signal fires. */
  readonly follow: (signal: AbortSignal) => AsyncGenerator<T>
}

/** A broadcast that starts with a value. */
export function createBroadcast<T>(first: T): Broadcast<T> {
  const followers = new Set<(value: T) => void>()
  let last = first
  return {
    last: () => last,
    tell: (value) => {
      last = value
      for (const tell of followers) tell(value)
    },
    follow: async function* (signal) {
      const queue: T[] = [last]
      let wake: () => void = () => undefined
      const tell = (value: T) => {
        queue.push(value)
        wake()
      }
      const leave = () => wake()
      followers.add(tell)
      signal.addEventListener('abort', leave)
      try {
        while (!signal.aborted) {
          const next = queue.shift()
          if (next !== undefined) yield next
          else await new Promise<void>((resolve) => (wake = resolve))
        }
      } finally {
        followers.delete(tell)
        signal.removeEventListener('abort', leave)
      }
    },
  }
}
