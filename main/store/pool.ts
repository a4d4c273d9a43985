/** Which projects are open. A project in use stays open; a few that nobody uses are kept for the next one who asks. */
import type { LiveProject } from './live'

export interface Pool {
  /** Holds a project open until the returned `release`. */
  readonly hold: (id: string) => Promise<{ readonly live: LiveProject; readonly release: () => void }>
  /** Open ones. */
  readonly ids: () => readonly string[]
  /** Closes one whoever uses it; its followers' streams end. */
  readonly close: (id: string) => Promise<void>
  readonly closeAll: () => Promise<void>
}

interface Held {
  readonly live: Promise<LiveProject>
  holders: number
}

/** Open projects that nobody uses are kept in memory up to this many. */
const idleLimit = 8

/** No open projects yet; `open` opens one. */
export function createPool(open: (id: string) => Promise<LiveProject>): Pool {
  const held = new Map<string, Held>()
  const acquire = (id: string): Held => {
    const there = held.get(id)
    if (there !== undefined) {
      there.holders++
      return there
    }
    const fresh: Held = { live: open(id), holders: 1 }
    held.set(id, fresh)
    fresh.live.catch(() => held.delete(id))
    return fresh
  }
  const release = (mine: Held) => {
    mine.holders--
    const idle = [...held].filter(([, h]) => h.holders === 0)
    for (const [id, old] of idle.slice(0, Math.max(0, idle.length - idleLimit))) {
      held.delete(id)
      void old.live.then((live) => live.close())
    }
  }
  const close = async (id: string) => {
    const mine = held.get(id)
    held.delete(id)
    if (mine !== undefined) await (await mine.live).close()
  }
  return {
    hold: async (id) => {
      const mine = acquire(id)
      const live = await mine.live
      let holding = true
      return {
        live,
        release: () => {
          if (holding) release(mine)
          holding = false
        },
      }
    },
    ids: () => [...held.keys()],
    close,
    closeAll: async () => {
      await Promise.all([...held.keys()].map(close))
    },
  }
}
