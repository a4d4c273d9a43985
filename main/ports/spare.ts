/**
 * A thread that is there before it is asked for: loading its code is most of what the first file of a window waits for. What is taken is
 * replaced a little later, when whoever took it has begun. Knows no contract.
 */
import type { Thread } from './thread'

export interface Spare {
  /** The thread that is ready, or one that starts now. */
  readonly take: () => Thread
  /** None is kept any more; one that is ready ends. Those taken are not touched. */
  readonly close: () => void
}

/** Keeps one ready, the first after `afterMs`. */
export function keepSpare(start: () => Thread, afterMs = 1000): Spare {
  let ready: Thread | undefined
  let timer: NodeJS.Timeout | undefined
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
  later()
  return {
    take: () => {
      const thread = ready ?? start()
      ready = undefined
      clearTimeout(timer)
      later()
      return thread
    },
    close: () => {
      clearTimeout(timer)
      ready?.close()
      ready = undefined
    },
  }
}
