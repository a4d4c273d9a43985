/** Who is reviewing now: everybody who listens, and nobody a moment longer. In memory alone. */
import { createChanges } from '../../app/async'
import { given } from '../../app/given'
import type { Present } from '../../app/host/queues'

/** Somebody at a queue. */
interface Here {
  readonly queue: string
  readonly by: string
  readonly project?: string | undefined
}

/** Those who are there. */
export interface Presence {
  /** One is here until the signal fires; yields the others at the same queue, the first to have come first. */
  readonly attend: (here: Here, signal: AbortSignal) => AsyncGenerator<readonly Present[]>
}

/** Nobody yet. */
export function createPresence(now: () => number): Presence {
  const present = new Set<Here & { readonly since: number }>()
  const changes = createChanges()
  return {
    attend: async function* (here, signal) {
      const self = { ...here, since: now() }
      const others = () =>
        [...present]
          .filter((one) => one !== self && one.queue === self.queue)
          .map(({ by, project, since }): Present => ({ by, since, ...given({ project }) }))
      present.add(self)
      changes.tell()
      try {
        yield* changes.follow(others, signal)
      } finally {
        present.delete(self)
        changes.tell()
      }
    },
  }
}
