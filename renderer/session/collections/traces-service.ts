/** Going from trace to trace in the open file. Knows no React. */
import type { CollectionId, TraceRow } from '../../../app/host/collections'
import type { Context } from '../context'
import type { Follower } from '../document/follower'
import { announce, attempt, dismiss } from '../notices/notices'
import { listedQuery } from './open-collection'
import type { TraceListService } from './trace-list'
import { placeInList, rowAt } from './trace-pages'
import { t } from '../../language/text'

/** What the service stands on. */
export interface TraceNeeds {
  readonly follower: Follower
  /** Hands in what is half typed or half moved. */
  readonly handIn: () => Promise<void>
}

/** Opens traces of the list. */
export function createTracesService(context: Context, needs: TraceNeeds, list: TraceListService) {
  const { host, get, set } = context
  const openTrace = async (row: TraceRow, at: number | undefined): Promise<void> => {
    const { id: collection, row: before } = get().collections
    if (collection === undefined) return
    void needs.handIn()
    // What was said of the file stays when its first trace comes: only of another trace it was not.
    if (before !== undefined && before.row !== row.row) dismiss(context, 'traces')
    set({ collections: { row, at }, player: { playing: false } })
    context.memory.setItem(placeKey(collection), String(row.row))
    const retry = () => void openTrace(row, at)
    const made = await attempt(context, { place: 'traces', retry }, () =>
      host.openTrace({ collection, row: row.row }),
    )
    // Another one was asked for meanwhile.
    if (made === undefined || get().collections.row !== row || get().collections.id !== collection) return
    // The file may have changed since the list was made: the trace is the one that has come.
    if (made.project !== row.project) set({ collections: { row: { ...row, project: made.project } } })
    needs.follower.turnTo(made.project, list.neighbours.take(made.project))
    list.lookAhead()
  }
  return {
    openTrace,
    ...walking(context, { openTrace, find: list.find }),
    /** The open trace read again, after the whole file was. */
    reopen: async () => {
      const { row, at } = get().collections
      list.neighbours.clear()
      if (row !== undefined) await openTrace(row, at)
    },
  }
}

interface Opening {
  readonly openTrace: (row: TraceRow, at: number | undefined) => Promise<void>
  readonly find: () => void
}

function walking(context: Context, { openTrace, find }: Opening) {
  const { host, get } = context
  const ask = (request: Parameters<typeof host.nextTrace>[0]) =>
    attempt(context, 'traces', () => host.nextTrace(request))
  return {
    next: async (step: 1 | -1): Promise<void> => {
      const { id: collection, row: from, at: before } = get().collections
      if (collection === undefined || from === undefined) return
      const at = before === undefined ? undefined : before + step
      const known = at === undefined ? undefined : rowAt(get(), at)
      if (known !== undefined) return openTrace(known, at)
      const row = await ask({ collection, query: listedQuery(get()), from: from.row, step })
      if (row === undefined || get().collections.id !== collection) return
      if (row === null)
        return announce(context, step > 0 ? t('This is the last trace.') : t('This is the first trace.'))
      await openTrace(row, at ?? placeInList(get(), row.row))
      find()
    },
    /** By a page of the list; stays at its ends. */
    skip: (by: number) => {
      const { at: from = 0, found } = get().collections
      if (found === undefined || found.total === 0) return
      const at = Math.min(Math.max(from + by, 0), found.total - 1)
      const row = rowAt(get(), at)
      if (row !== undefined) void openTrace(row, at)
    },
    /** The first or the last of the list. */
    end: async (end: 'first' | 'last'): Promise<void> => {
      const { id: collection, found } = get().collections
      if (collection === undefined || found === undefined || found.total === 0) return
      const at = end === 'first' ? 0 : found.total - 1
      const known = rowAt(get(), at)
      if (known !== undefined) return openTrace(known, at)
      const from = end === 'first' ? -1 : Number.MAX_SAFE_INTEGER
      const row = await ask({ collection, query: listedQuery(get()), from, step: end === 'first' ? 1 : -1 })
      if (row !== undefined && row !== null) await openTrace(row, at)
    },
  }
}

const placeKey = (collection: CollectionId) => `relook-trace-${collection}`

/** The row one was at when the file was last left; 0 where nobody was. */
export function lastRow({ memory }: Context, collection: CollectionId): number {
  const row = Number(memory.getItem(placeKey(collection)) ?? 0)
  return Number.isInteger(row) && row > 0 ? row : 0
}
