/**
 * Waiting, in the few forms there are here: turns, queues, followers, promises that are settled from outside. Everything that
 * runs at the same time as something else uses these and no chain of its own. Knows nothing of what is waited for.
 */
import { cancelled } from './failure'

/** So many at a time, first come, first served. */
export interface Semaphore<Lane extends string> {
  /**
   * Resolves with the end of the turn, which may be called more than once. What becomes free goes to each lane in rotation, so
   * that a thousand of one never starve the other. Absent `lane`: the first. @throws Failure `cancelled` while waiting.
   */
  readonly take: (signal?: AbortSignal, lane?: Lane) => Promise<() => void>
  /** Does the work in a turn, however it ends. */
  readonly use: <T>(work: () => Promise<T>, signal?: AbortSignal, lane?: Lane) => Promise<T>
  /** Whether whoever comes now has to wait. */
  readonly busy: () => boolean
  readonly setLimit: (limit: number) => void
}

/** Who waits, in queues that are served in rotation. */
function createLanes<Lane extends string>(names: readonly [Lane, ...Lane[]]) {
  const queues = new Map<Lane, (() => void)[]>(names.map((name) => [name, []]))
  let turn = 0
  return {
    /** Waits in a lane; what is given back leaves it. */
    wait: (lane: Lane, waiter: () => void): (() => void) => {
      const queue = queues.get(lane) ?? []
      queue.push(waiter)
      return () => {
        const at = queue.indexOf(waiter)
        if (at >= 0) queue.splice(at, 1)
      }
    },
    /** Whose turn it is; they wait no longer. */
    next: (): (() => void) | undefined => {
      const order = names.map((_, i) => (turn + i) % names.length)
      const lane = order.find((i) => (queues.get(names[i] ?? names[0])?.length ?? 0) > 0)
      if (lane === undefined) return undefined
      turn = lane + 1
      return queues.get(names[lane] ?? names[0])?.shift()
    },
  }
}

/** A semaphore of `limit` at a time. */
export function createSemaphore<Lane extends string = 'only'>(
  limit: number,
  // Without names there is one lane, and its name never matters.
  names: readonly [Lane, ...Lane[]] = ['only'] as unknown as readonly [Lane],
): Semaphore<Lane> {
  const lanes = createLanes(names)
  let most = limit
  let active = 0
  const admit = () => {
    while (active < most) {
      const next = lanes.next()
      if (next === undefined) return
      active++
      next()
    }
  }
  const release = () => {
    let released = false
    return () => {
      if (released) return
      released = true
      active--
      admit()
    }
  }
  const take: Semaphore<Lane>['take'] = (signal, lane = names[0]) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(cancelled())
      const leave = lanes.wait(lane, () => {
        signal?.removeEventListener('abort', giveUp)
        resolve(release())
      })
      const giveUp = () => {
        leave()
        reject(cancelled())
      }
      signal?.addEventListener('abort', giveUp, { once: true })
      admit()
    })
  return {
    take,
    use: async (work, signal, lane) => {
      const done = await take(signal, lane)
      try {
        return await work()
      } finally {
        done()
      }
    },
    busy: () => active >= most,
    setLimit: (next) => {
      most = next
      admit()
    },
  }
}

/** Works done one after the other, in the order they were asked for; one that fails stops none after it. */
export interface WorkSequence {
  readonly run: <T>(work: () => Promise<T>) => Promise<T>
  /** Resolves when everything asked for so far is over. */
  readonly settled: () => Promise<void>
}

/** An empty sequence. */
export function createSequence(): WorkSequence {
  const { use } = createSemaphore(1)
  return { run: (work) => use(work), settled: () => use(async () => undefined) }
}

/** A queue between a producer and one reader. Leaving the reading loop closes it. */
export interface Channel<T> extends AsyncIterable<T> {
  readonly push: (value: T) => void
  /** No more values; what is queued is still read. */
  readonly end: () => void
  /** The same, and then the reader is thrown this. */
  readonly fail: (error: unknown) => void
}

/** A channel that also ends when the signal fires. `onClose` is called once, whoever closed it. */
export function createChannel<T>(signal?: AbortSignal, onClose: () => void = () => undefined): Channel<T> {
  const queue: T[] = []
  let ending: { readonly error?: unknown } | undefined
  let closed = false
  let wake: () => void = () => undefined
  const close = () => {
    if (closed) return
    closed = true
    signal?.removeEventListener('abort', abort)
    onClose()
  }
  const end = (how: { readonly error?: unknown }) => {
    ending ??= how
    wake()
  }
  const abort = () => {
    queue.length = 0
    end({})
    close()
  }
  if (signal?.aborted) abort()
  else signal?.addEventListener('abort', abort, { once: true })
  async function* read(): AsyncGenerator<T> {
    try {
      for (;;) {
        // `as T`: shift() of a queue that is not empty.
        while (queue.length > 0) yield queue.shift() as T
        if (ending !== undefined && 'error' in ending) throw ending.error
        if (ending !== undefined) return
        await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      close()
    }
  }
  return {
    push: (value) => {
      if (ending !== undefined) return
      queue.push(value)
      wake()
    },
    end: () => end({}),
    fail: (error) => end({ error }),
    [Symbol.asyncIterator]: read,
  }
}

/** Values told to everybody who follows; each follower reads all of them at its own pace. */
export interface Broadcast<T> {
  readonly tell: (value: T) => void
  /**
   * `first`, then every value told from this call on, until the signal fires or `end` is called. Whoever follows is registered
   * when this returns: between a snapshot given as `first` and the next value nothing is lost.
   */
  readonly follow: (signal: AbortSignal, ...first: readonly T[]) => AsyncIterable<T>
  readonly followed: () => boolean
  /** Ends all streams there are. */
  readonly end: () => void
}

/** A broadcast without followers. */
export function createBroadcast<T>(): Broadcast<T> {
  const followers = new Set<Channel<T>>()
  return {
    tell: (value) => {
      for (const follower of followers) follower.push(value)
    },
    follow: (signal, ...first) => {
      // Of a signal that has fired the channel is closed before there is one.
      if (signal.aborted) return createChannel<T>(signal)
      const channel = createChannel<T>(signal, () => followers.delete(channel))
      for (const value of first) channel.push(value)
      followers.add(channel)
      return channel
    },
    followed: () => followers.size > 0,
    end: () => {
      for (const follower of followers) follower.end()
    },
  }
}

/** A value and those who follow it: each gets it as it is now, and every later one. */
export interface Observable<T> {
  readonly get: () => T
  readonly set: (value: T) => void
  readonly follow: (signal: AbortSignal) => AsyncIterable<T>
}

/** An observable that starts with a value. */
export function createObservable<T>(first: T): Observable<T> {
  const followers = createBroadcast<T>()
  let value = first
  return {
    get: () => value,
    set: (next) => {
      value = next
      followers.tell(next)
    },
    follow: (signal) => followers.follow(signal, value),
  }
}

/** Calls the listener whenever something changed; what it returns ends that. */
export type Subscribe = (listener: () => void) => () => void

/** That something changed; what it is now is for whoever listens to read. */
export interface ChangeSignal {
  readonly tell: () => void
  readonly on: Subscribe
  /** What `read` gives now, and again after every change; changes that come while the reader is busy are one. */
  readonly follow: <T>(read: () => T | Promise<T>, signal: AbortSignal) => AsyncGenerator<T>
  /** Nobody is told any more. */
  readonly clear: () => void
}

/** Nobody listens yet. */
export function createChanges(): ChangeSignal {
  const listeners = new Set<() => void>()
  const on: Subscribe = (listener) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return {
    tell: () => {
      for (const listener of [...listeners]) listener()
    },
    on,
    clear: () => listeners.clear(),
    follow: async function* (read, signal) {
      // The first reading is news, too: whoever leaves in the middle of it has left the loop.
      let told = true
      const end = on(() => {
        if (told) return
        told = true
        news.push(undefined)
      })
      const news = createChannel<undefined>(signal, end)
      news.push(undefined)
      for await (const _change of news) {
        // Before it is read: what changes while it is read is read again.
        told = false
        yield await read()
      }
    },
  }
}

/** What `read` gives as soon as it gives anything: now or after a change. @throws Failure `cancelled` when the signal fires. */
export function until<T>(on: Subscribe, read: () => T | undefined, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(cancelled())
    let end: () => void = () => undefined
    const leave = () => {
      end()
      reject(cancelled())
    }
    const look = (): boolean => {
      try {
        const found = read()
        if (found === undefined) return false
        resolve(found)
      } catch (error) {
        reject(error)
      }
      end()
      signal?.removeEventListener('abort', leave)
      return true
    }
    if (look()) return
    end = on(look)
    signal?.addEventListener('abort', leave, { once: true })
  })
}

/** A promise and the two ways to settle it. That nobody waits for it when it fails is no error. */
export interface Deferred<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

/** A promise to be settled from outside. */
export function deferred<T = void>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<T>((done, failed) => {
    resolve = done
    reject = failed
  })
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}

/** Resolves after so many milliseconds, or when the signal fires; which of both it was is for the caller to look at. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms <= 0 || signal?.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}

/** Does this when the signal fires, at once where it has fired; what it returns ends the waiting. */
export function onAbort(signal: AbortSignal, work: () => void): () => void {
  if (signal.aborted) work()
  else signal.addEventListener('abort', work, { once: true })
  return () => signal.removeEventListener('abort', work)
}

/** Says yes at most once in so many milliseconds: for progress that comes faster than anybody wants it. */
export function atMostEvery(ms: number): () => boolean {
  let last = -Infinity
  return () => {
    const now = Date.now()
    if (now - last < ms) return false
    last = now
    return true
  }
}
