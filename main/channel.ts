/** Values pushed on one side and read as an async iterable on the other. Knows nothing of what they are. */

/** A queue between a producer and one reader. Leaving the reading loop closes it. */
export interface Channel<T> extends AsyncIterable<T> {
  readonly push: (value: T) => void
  /** No more values; what is queued is still read. */
  readonly end: () => void
}

/** A channel that also ends when the signal fires. `onClose` is called once, whoever closed it. */
export function createChannel<T>(signal: AbortSignal, onClose: () => void = () => undefined): Channel<T> {
  const queue: T[] = []
  let ended = false
  let closed = false
  let wake: () => void = () => undefined
  const close = () => {
    if (closed) return
    closed = true
    signal.removeEventListener('abort', abort)
    onClose()
  }
  const end = () => {
    ended = true
    wake()
  }
  const abort = () => {
    queue.length = 0
    end()
    close()
  }
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  async function* read(): AsyncGenerator<T> {
    try {
      for (;;) {
        // `as T`: shift() of a queue that is not empty.
        while (queue.length > 0) yield queue.shift() as T
        if (ended) return
        await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      close()
    }
  }
  return {
    push: (value) => {
      if (ended) return
      queue.push(value)
      wake()
    },
    end,
    [Symbol.asyncIterator]: read,
  }
}
