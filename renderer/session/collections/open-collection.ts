/** The open file of traces, as the host last told of it. Pure. */
import { given } from '../../../app/given'
import type { Collection, TraceQuery } from '../../../app/host/collections'
import type { State } from '../state'

/** Undefined where none is open, or before the host has told of it. */
export function openCollectionOf({ collections: { list, id } }: State): Collection | undefined {
  return list?.find((c) => c.id === id)
}

/** What is asked of the host for the list: what it is narrowed to, in the order that is set. */
export function listedQuery({ collections: { query, sort } }: State): TraceQuery {
  return { ...query, ...given({ sort }) }
}

/** Whether this is why the open file cannot be read: that stands where its traces would, and is not told twice. */
export function isFailureOfFile(state: State, message: string | undefined): boolean {
  const file = openCollectionOf(state)?.state
  return file?.type === 'failed' && file.failure.message === message
}
