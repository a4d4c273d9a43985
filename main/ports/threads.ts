/**
 * A thread for each thing that is read, so that one that hangs or needs too much takes no other along. Started when it is needed,
 * again when it died; beyond a few the one used longest ago is ended. Knows no contract's abilities.
 */
import { LRUCache } from 'lru-cache'
import type { Client, Contract } from '../../app/contract'
import { Failure } from '../../app/failure'
import { connect } from '../../app/port'
import type { ThreadEnd, Thread } from './thread'

export interface Threads<C extends Contract> {
  /** The thread of a thing, to be asked. */
  readonly client: (key: string) => Client<C>
  readonly runs: (key: string) => boolean
  /** What broke a thing's thread last, until it is asked for again; undefined for one that runs or was ended. */
  readonly ended: (key: string) => ThreadEnd | undefined
  /** Says why, where all that is known is that the connection was lost. */
  readonly causeOf: (key: string, error: unknown) => unknown
  readonly end: (key: string) => void
  readonly endAll: () => void
}

/** Threads that run at most. Each has a heap of its own; what ended is started again in a moment. */
const most = 8

/** No threads yet. `onEnd` is told of each that ended, and whether somebody here ended it. */
export function createThreads<C extends Contract>(
  contract: C,
  start: () => Thread,
  onEnd: (key: string, ended: ThreadEnd | undefined) => void = () => undefined,
): Threads<C> {
  const broken = new Map<string, ThreadEnd>()
  const running = new LRUCache<string, { readonly thread: Thread; readonly client: Client<C> }>({
    max: most,
    dispose: ({ thread }) => thread.close(),
  })
  const client = (key: string): Client<C> => {
    const there = running.get(key)
    if (there !== undefined) return there.client
    broken.delete(key)
    const thread = start()
    const mine = { thread, client: connect(contract, thread) }
    running.set(key, mine)
    thread.onClose(() => {
      const ended = thread.ended?.()
      if (running.peek(key) === mine) {
        if (ended !== undefined) broken.set(key, ended)
        running.delete(key)
      }
      onEnd(key, ended)
    })
    return mine.client
  }
  return {
    client,
    runs: (key) => running.peek(key) !== undefined,
    ended: (key) => broken.get(key),
    causeOf: (key, error) => {
      const ended = broken.get(key)
      if (ended === undefined || !(error instanceof Failure) || error.code !== 'disconnected') return error
      return new Failure(ended.failure.code, ended.failure.message, ended.failure.detail)
    },
    end: (key) => {
      broken.delete(key)
      running.delete(key)
    },
    endAll: () => running.clear(),
  }
}
