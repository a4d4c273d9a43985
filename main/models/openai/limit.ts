/** So many requests at a time, and nobody starves: the window and batches take turns at what becomes free. */
import { Failure } from '../../../app/failure'

export type Priority = 'window' | 'batch'

export interface Limit {
  /** Resolves with the end of the turn. @throws Failure `cancelled` when the signal fires while waiting. */
  readonly take: (priority: Priority, signal: AbortSignal) => Promise<() => void>
  /** Whether a request would have to wait now. */
  readonly busy: () => boolean
  readonly setMost: (most: number) => void
}

/** A limit of `most` at a time. */
export function createLimit(most: number): Limit {
  const waiting: Record<Priority, (() => void)[]> = { window: [], batch: [] }
  let limit = most
  let active = 0
  let last: Priority = 'batch'
  const admit = () => {
    while (active < limit) {
      // Turn about, so that a thousand batch requests do not come before one of a person, nor the other way round.
      const order: readonly Priority[] = last === 'window' ? ['batch', 'window'] : ['window', 'batch']
      const next = order.find((p) => waiting[p].length > 0)
      if (next === undefined) return
      last = next
      active++
      waiting[next].shift()?.()
    }
  }
  const once = () => {
    let done = false
    return () => {
      if (done) return
      done = true
      active--
      admit()
    }
  }
  return {
    busy: () => active >= limit,
    setMost: (next) => {
      limit = next
      admit()
    },
    take: (priority, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(new Failure('cancelled', 'Cancelled.'))
        const mine = () => {
          signal.removeEventListener('abort', leave)
          resolve(once())
        }
        const leave = () => {
          const at = waiting[priority].indexOf(mine)
          if (at >= 0) waiting[priority].splice(at, 1)
          reject(new Failure('cancelled', 'Cancelled.'))
        }
        waiting[priority].push(mine)
        signal.addEventListener('abort', leave, { once: true })
        admit()
      }),
  }
}
