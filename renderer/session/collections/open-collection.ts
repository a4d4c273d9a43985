/** The open file of traces, as the host last told of it. Pure. */
import type { Collection } from '../../../app/host/collections'
import type { State } from '../state'

/** Undefined where none is open, or before the host has told of it. */
export function openCollectionOf({ collections: { list, id } }: State): Collection | undefined {
  return list?.find((c) => c.id === id)
}
