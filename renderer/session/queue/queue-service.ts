/** The queue as several people review it: following what is said of it and who is there, changing it, one's own part. Knows no React. */
import type { QueueSetup } from '../../../app/queues/setup'
import type { TraceQuery } from '../../../app/host/collections'
import { given } from '../../../app/given'
import type { Context } from '../context'
import { attempt } from '../notices/notices'
import { fileNameFrom } from '../../../app/file-name'
import { workloads } from '../../../app/queues/workload'
import { openCollectionOf } from '../collections/open-collection'
import { dayOf } from '../review/active-time'
import { followQueue, foldedKey } from './follow-queue'
import { queueProjects } from './own-part'
import { progressRecords, scoreRecords, recordsText } from './progress-file'
import type { QueuePart } from './queue-state'

/** What the service stands on. */
interface Needs {
  /** Narrows the list of the open file. */
  readonly narrow: (query: TraceQuery) => void
}

/** What can be done with a queue. */
export function createQueueService(context: Context, needs: Needs) {
  const { host, get, set, memory } = context
  const showMine = (mine: boolean) => {
    const { collections, review } = get()
    if (collections.id === undefined) return set({ queue: { mine } })
    const { part: _before, ...rest } = collections.query
    needs.narrow(mine && review.annotator !== undefined ? { ...rest, part: review.annotator } : rest)
  }
  return {
    follow: (signal: AbortSignal) => followQueue(context, showMine, signal),
    showMine,
    show: (part: QueuePart) => set({ queue: { part }, view: { dialog: 'queue' } }),
    setPart: (part: QueuePart) => set({ queue: { part } }),
    /** Keeps another setup over the one it was made of; false: it was not kept, which has been said then. */
    keep: async (setup: QueueSetup, over: number): Promise<boolean> => {
      const { queue, review } = get()
      if (queue.id === undefined || review.annotator === undefined) return false
      const ask = { queue: queue.id, setup, over, by: review.annotator }
      const kept = await attempt(context, 'window', () => host.setQueue(ask))
      if (kept !== undefined && get().queue.id === ask.queue) set({ queue: { kept } })
      return kept !== undefined
    },
    /** Gives what the list shows to somebody by hand; undefined: back to the hash. How many it were; undefined after a failure. */
    give: async (to: string | undefined): Promise<number | undefined> => {
      const { collections, review } = get()
      const { id: collection, query } = collections
      if (collection === undefined || review.annotator === undefined) return undefined
      const ask = { collection, query, by: review.annotator, ...given({ to }) }
      return (await attempt(context, 'window', () => host.giveTraces(ask)))?.traces
    },
    /** How much each annotator did on each day, as a file. */
    saveProgress: async (form: 'csv' | 'json') => {
      const rows = workloads(
        queueProjects(get()).map((p) => p.reviews ?? []),
        dayOf,
      )
      const name = openCollectionOf(get())?.name ?? 'projects'
      context.download(
        `${fileNameFrom(`${name} progress`, 'progress')}.${form}`,
        await recordsText(progressRecords(rows), form),
      )
    },
    /** What people and judges scored, as a file. */
    saveScores: async (form: 'csv' | 'json') => {
      const records = scoreRecords(queueProjects(get()), get().queue.kept.setup.rubric)
      const name = openCollectionOf(get())?.name ?? 'projects'
      context.download(
        `${fileNameFrom(`${name} scores`, 'scores')}.${form}`,
        await recordsText(records, form),
      )
    },
    /** Folds the instructions away or shows them; others than these are shown when they come. */
    fold: (folded: boolean) => {
      const { id, kept } = get().queue
      const text = folded ? kept.setup.instructions : undefined
      if (id !== undefined) memory.setItem(foldedKey(id), text ?? '')
      set({ queue: { folded: text } })
    },
  }
}
