/** Sorts the wrong answers of the open file, and opens the traces. Knows no React. */
import type { Host } from '../../../app/host'
import type { CollectionsService } from '../collections/collections-service'
import type { Context } from '../context'
import { attempt } from '../notices/notices'

/** What can be done with failures. */
export function createTriageService(context: Context, collections: Pick<CollectionsService, 'openTrace'>) {
  const { host, get, set } = context
  let working: AbortController | undefined
  const stop = () => {
    working?.abort()
    working = undefined
    set(({ why: { triage } }) => ({ why: { triage: triage && { ...triage, over: true } } }))
  }
  return {
    stop,
    close: () => {
      stop()
      set({ view: { dialog: undefined } })
    },
    /** Shows the board and sorts what the list shows as it is narrowed. */
    begin: async () => {
      const { id: collection, query } = get().collections
      if (collection === undefined) return
      stop()
      const own = new AbortController()
      working = own
      const fresh = { collection, done: 0, total: 0, known: 0, found: [], over: false }
      set({ view: { dialog: 'triage' }, why: { triage: fresh } })
      await attempt(context, 'traces', () => follow(context, { collection, query }, own))
      if (working === own) stop()
    },
    /** Opens a trace of the board. */
    open: async (row: number) => {
      const { id: collection } = get().collections
      if (collection === undefined) return
      const found = await attempt(context, 'traces', () =>
        host.nextTrace({ collection, query: {}, from: row - 1, step: 1 }),
      )
      if (found === undefined || found === null || get().collections.id !== collection) return
      set({ view: { dialog: undefined } })
      await collections.openTrace(found, undefined)
    },
  }
}

async function follow(
  { host, set }: Context,
  ask: Parameters<Host['triage']>[0],
  { signal }: AbortController,
): Promise<void> {
  try {
    for await (const { found, ...news } of host.triage(ask, signal)) {
      if (signal.aborted) return
      set(({ why: { triage } }) =>
        triage === undefined
          ? {}
          : { why: { triage: { ...triage, ...news, found: [...triage.found, ...found] } } },
      )
    }
  } catch (error) {
    // Whoever stopped it knows.
    if (!signal.aborted) throw error
  }
}
