/** Which things are open. One in use stays open; a few that nobody uses are kept for the next one who asks. Knows nothing of them. */

export interface Pool<T> {
  /** Holds a thing open until the returned `release`, which resolves when whatever that closed is closed. */
  readonly hold: (id: string) => Promise<{ readonly thing: T; readonly release: () => Promise<void> }>
  /** Works with one; it stays open as long as any work on it is under way. */
  readonly use: <R>(id: string, work: (thing: T) => Promise<R>) => Promise<R>
  /** The same for what a work tells. */
  readonly stream: <R>(id: string, work: (thing: T) => AsyncIterable<R>) => AsyncGenerator<R>
  /** Open ones. */
  readonly ids: () => readonly string[]
  /** Closes one whoever uses it. */
  readonly close: (id: string) => Promise<void>
  readonly closeAll: () => Promise<void>
}

interface Held<T> {
  readonly thing: Promise<T>
  holders: number
}

/** Nothing open yet; `open` opens one. Up to `idle` that nobody uses are kept open. */
export function createPool<T extends { readonly close: () => Promise<void> }>(
  open: (id: string) => Promise<T>,
  idle: number,
): Pool<T> {
  const held = new Map<string, Held<T>>()
  const acquire = (id: string): Held<T> => {
    const there = held.get(id)
    if (there !== undefined) {
      there.holders++
      return there
    }
    const fresh: Held<T> = { thing: open(id), holders: 1 }
    held.set(id, fresh)
    fresh.thing.catch(() => held.delete(id))
    return fresh
  }
  const release = async (mine: Held<T>): Promise<void> => {
    mine.holders--
    const unused = [...held].filter(([, h]) => h.holders === 0)
    const old = unused.slice(0, Math.max(0, unused.length - idle))
    for (const [id] of old) held.delete(id)
    await Promise.all(old.map(async ([, { thing }]) => (await thing).close()))
  }
  const close = async (id: string) => {
    const mine = held.get(id)
    held.delete(id)
    if (mine !== undefined) await (await mine.thing).close()
  }
  const hold: Pool<T>['hold'] = async (id) => {
    const mine = acquire(id)
    const thing = await mine.thing
    let released: Promise<void> | undefined
    return { thing, release: () => (released ??= release(mine)) }
  }
  return {
    hold,
    use: async (id, work) => {
      const { thing, release: over } = await hold(id)
      try {
        return await work(thing)
      } finally {
        await over()
      }
    },
    stream: async function* (id, work) {
      const { thing, release: over } = await hold(id)
      try {
        yield* work(thing)
      } finally {
        await over()
      }
    },
    ids: () => [...held.keys()],
    close,
    closeAll: async () => {
      await Promise.all([...held.keys()].map(close))
    },
  }
}
