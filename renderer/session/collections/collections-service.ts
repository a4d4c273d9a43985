/** Files of traces: opening one, narrowing its list, going from trace to trace, reading it otherwise. Knows no React. */
import type { CollectionId, TraceQuery, TraceRow, TraceSort } from '../../../app/host/collections'
import type { Host } from '../../../app/host'
import type { Context } from '../context'
import type { Edits } from '../document/edits'
import { attempt, attempted, dismiss } from '../notices/notices'
import type { State } from '../state'
import { subscribe } from '../subscribe'
import { noGhosts } from '../ghosts/ghosts-state'
import { untilState } from '../until'
import { noOpenCollection } from './collections-state'
import { isFailureOfFile } from './open-collection'
import { createReadingService } from './reading-service'
import { createTraceList, type TraceListService } from './trace-list'
import { sortKey, thumbsKey } from './remembered-list'
import { placeInList, rowAt } from './trace-pages'
import { createTracesService, lastRow, type TraceNeeds } from './traces-service'

export type CollectionsService = ReturnType<typeof createCollectionsService>

/** What can be done with files of traces. */
export function createCollectionsService(context: Context, needs: TraceNeeds & Pick<Edits, 'edit'>) {
  const { host, get, set } = context
  const list = createTraceList(context)
  const traces = createTracesService(context, needs, list)
  let left = new AbortController()

  const close = () => {
    left.abort()
    list.end()
    dismiss(context, 'traces')
    dismiss(context, 'reading')
    set({ collections: noOpenCollection, ghosts: noGhosts })
  }
  const openFirst = async (signal: AbortSignal) => {
    const isListed = (s: State) => s.collections.row !== undefined || rowAt(s, 0) !== undefined
    await untilState(context.store, isListed, signal)
    const { id, query, row: opened } = get().collections
    const first = rowAt(get(), 0)
    if (id === undefined || first === undefined || opened !== undefined) return
    const last = lastRow(context, id)
    const ask = { collection: id, query, from: last - 1, step: 1 as const }
    const row = last > 0 ? await host.nextTrace(ask).catch(() => null) : null
    if (signal.aborted || get().collections.row !== undefined) return
    await traces.openTrace(row ?? first, row === null ? 0 : placeInList(get(), row.row))
    list.find()
  }
  /** `row`: the trace to begin with; absent: where one was the last time. */
  const open = (id: CollectionId, row?: TraceRow) => {
    close()
    needs.follower.close()
    set({ collections: { id }, view: { area: { type: 'project' } } })
    left = new AbortController()
    list.begin(id)
    // Left before it had a first trace: nothing to open any more.
    if (row === undefined) openFirst(left.signal).catch(() => undefined)
    else void traces.openTrace(row, undefined).then(list.find)
  }
  return {
    open,
    openFrom: async (source: Parameters<Host['openCollection']>[0]['source']) => {
      const made = await attempt(context, 'import', () => host.openCollection({ source }))
      if (made?.collection !== undefined) open(made.collection)
      // Projects that somebody shared are no file of traces: whoever opens projects opens them.
      return made?.shared ?? []
    },
    /** Only the file; what is open of it stays. */
    close,
    ...traces,
    /** Rows in view. */
    show: list.show,
    find: list.find,
    ...looks(context, list),
    ...indexing(context, close),
    ...createReadingService(context, {
      edit: needs.edit,
      again: againOf(context, { open, reopen: traces.reopen }),
    }),
  }
}

/** What the list holds, and how lists of all files look: their order, and images in their rows. These two are remembered. */
function looks({ get, set, memory }: Context, list: Pick<TraceListService, 'begin' | 'find'>) {
  return {
    narrow: (query: TraceQuery) => {
      const { id } = get().collections
      if (id === undefined) return
      set({ collections: { query, at: undefined } })
      list.begin(id)
    },
    /** Undefined: in the order of the file. */
    sort: (sort: TraceSort | undefined) => {
      const { id } = get().collections
      memory.setItem(sortKey, JSON.stringify(sort ?? null))
      set({ collections: { sort, at: undefined } })
      if (id === undefined) return
      list.begin(id)
      list.find()
    },
    showThumbs: (thumbs: boolean) => {
      memory.setItem(thumbsKey, thumbs ? 'shown' : 'hidden')
      set({ collections: { thumbs } })
    },
  }
}

/** What is shown when the open file is read otherwise: the same trace, or the file from its beginning. */
function againOf(
  { get }: Context,
  { open, reopen }: { readonly open: (id: CollectionId) => void; readonly reopen: () => Promise<void> },
) {
  return async (fromScratch: boolean): Promise<void> => {
    const { id } = get().collections
    if (!fromScratch) return reopen()
    if (id !== undefined) open(id)
  }
}

function indexing(context: Context, close: () => void) {
  const { host, get } = context
  return {
    stopIndex: (collection: CollectionId) =>
      attempted(context, 'traces', () => host.stopIndex({ collection })),
    /** Rows that could not be read as they should, the first `limit`. @throws what the host says. */
    readIssues: (collection: CollectionId, limit: number, signal: AbortSignal) =>
      host.collectionIssues({ collection, offset: 0, limit }, signal),
    /** Names of images that were found nowhere, the first `limit`. @throws what the host says. */
    readMissing: (collection: CollectionId, limit: number, signal: AbortSignal) =>
      host.missingImages({ collection, limit }, signal),
    resumeIndex: (collection: CollectionId) =>
      attempted(context, 'traces', () => host.resumeIndex({ collection })),
    forget: async (collection: CollectionId) => {
      const open = get().collections.id === collection
      await attempt(context, open ? 'traces' : 'projects', () => host.forgetCollection({ collection }))
      if (open) close()
    },
  }
}

/** Follows which files there are, until the signal fires. */
export function followCollections(context: Context, signal: AbortSignal): void {
  void subscribe(context, {
    items: (end) => context.host.collections({}, end),
    take: (list) => {
      context.set({ collections: { list } })
      if (isFailureOfFile(context.get(), context.get().notices.at.window?.message)) dismiss(context, 'window')
    },
    signal,
  })
}
