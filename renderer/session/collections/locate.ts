/**
 * Finds where a trace stands in a narrowed list that is not loaded: by halves where the list is in the order of the file, else
 * page by page.
 */
import type { CollectionId, TracePage, TraceQuery } from '../../../app/host/collections'
import type { Host } from '../../../app/host'

/** The place in the list; undefined where the list does not hold the trace. */
export async function locateTrace(
  host: Pick<Host, 'traces'>,
  {
    collection,
    query,
    row,
  }: { readonly collection: CollectionId; readonly query: TraceQuery; readonly row: number },
  signal: AbortSignal,
): Promise<number | undefined> {
  const at = (offset: number) => first(host.traces({ collection, query, offset, limit: 1 }, signal))
  if (query.sort !== undefined) return byPages(host, { collection, query, row }, signal)
  let low = 0
  let high = (await at(0))?.total ?? 0
  while (low < high && !signal.aborted) {
    const middle = Math.floor((low + high) / 2)
    const found = (await at(middle))?.rows[0]
    if (found === undefined) return undefined
    if (found.row === row) return middle
    if (found.row < row) low = middle + 1
    else high = middle
  }
  return undefined
}

/** Most rows of a page that may be asked for. */
const pageOf = 500

async function byPages(
  host: Pick<Host, 'traces'>,
  { row, ...ask }: { readonly collection: CollectionId; readonly query: TraceQuery; readonly row: number },
  signal: AbortSignal,
): Promise<number | undefined> {
  for (let offset = 0; !signal.aborted; offset += pageOf) {
    const page = await first(host.traces({ ...ask, offset, limit: pageOf }, signal))
    const at = page?.rows.findIndex((found) => found.row === row) ?? -1
    if (at >= 0) return offset + at
    if (page === undefined || offset + pageOf >= page.total) return undefined
  }
  return undefined
}

async function first(items: AsyncIterable<TracePage>): Promise<TracePage | undefined> {
  for await (const item of items) return item
  return undefined
}
