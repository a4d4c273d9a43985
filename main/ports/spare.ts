/**
 * A thread that is there before it is asked for: loading its code is most of what the first file of a window waits for. What is taken is
 * replaced a little later, when whoever took it has begun. Knows no contract.
 */
import type { Thread } from './thread'

export interface SpareThread {
  /** Somebody is there who may ask for one: until then none is kept, as it takes some 40 MB. */
  readonly expect: () => void
  /** The thread that is ready, or one that starts now. */
  readonly take: () => Thread
  /** None is kept any more; one that is ready ends. Those taken are not touched. */
  readonly close: () => void
}

/** Keeps one ready from when one is expected, each after `afterMs`. */
export function keepSpare(start: () => Thread, afterMs = 1000): SpareThread {
  let ready: Thread | undefined
  let timer: NodeJS.Timeout | undefined
  let expected = false
  const later = () => {
    timer = setTimeout(() => {
      const thread = start()
      ready = thread
      // One that broke while nobody had it is not handed on.
      thread.onClose(() => {
        if (ready === thread) ready = undefined
      })
    }, afterMs)
    timer.unref()
  }
  return {
    expect: () => {
      if (!expected) later()
      expected = true
    },
    take: () => {
      const thread = ready ?? start()
      ready = undefined
      clearTimeout(timer)
      if (expected) later()
      return thread
    },
    close: () => {
      expected = false
      clearTimeout(timer)
      ready?.close()
      ready = undefined
    },
  }
}
