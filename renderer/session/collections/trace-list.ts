/**
 * The list of the open file of traces: the pages in view, where in it the open trace stands, and its neighbours fetched
 * ahead. Opens nothing. Knows no React.
 */
import type { CollectionId, TraceRow } from '../../../app/host/collections'
import type { Context } from '../context'
import { locateTrace } from './locate'
import { listedQuery } from './open-collection'
import { createNeighbours, type Neighbours } from './neighbours'
import { createTracePages, placeInList, rowAt, type TracePages } from './trace-pages'

export interface TraceListService extends Pick<TracePages, 'show' | 'end'> {
  /** Begins the list of a file again, as it is narrowed and sorted now. */
  readonly begin: (collection: CollectionId) => void
  /** Looks for the open trace in the whole list, where what is loaded does not hold it. */
  readonly find: () => void
  /** Fetches the traces beside the open one. */
  readonly lookAhead: () => void
  readonly neighbours: Pick<Neighbours, 'take' | 'clear'>
}

/** Makes the list; it is empty until it begins. */
export function createTraceList(context: Context): TraceListService {
  const { host, get, set } = context
  const neighbours = createNeighbours(context)
  let finding = new AbortController()

  const lookAhead = () => {
    const { id, at } = get().collections
    if (id === undefined || at === undefined) return
    neighbours.fetch(
      id,
      [at + 1, at - 1].flatMap((i) => rowAt(get(), i) ?? []),
    )
  }
  /** After every answer: where the open trace stands may be known now, or be another place. */
  const answered = () => {
    const { row, at: before } = get().collections
    const at = row === undefined ? undefined : placeInList(get(), row.row)
    if (at === undefined || at === before) return
    set({ collections: { at } })
    if (get().document.id !== undefined) lookAhead()
  }
  const find = () => {
    finding.abort()
    const { id: collection, row, at } = get().collections
    if (collection === undefined || row === undefined || at !== undefined) return
    finding = new AbortController()
    const { signal } = finding
    locateTrace(host, { collection, query: listedQuery(get()), row: row.row }, signal).then(
      (place) => {
        if (!signal.aborted && place !== undefined && isOpen(row)) set({ collections: { at: place } })
      },
      () => undefined, // Its place stays unknown.
    )
  }
  const isOpen = (row: TraceRow) => get().collections.row?.row === row.row
  const pages = createTracePages(context, answered)
  return {
    begin: (collection: CollectionId) => {
      finding.abort()
      pages.begin(collection, listedQuery(get()))
    },
    show: pages.show,
    end: () => {
      pages.end()
      neighbours.clear()
      finding.abort()
    },
    find,
    lookAhead,
    neighbours,
  }
}
