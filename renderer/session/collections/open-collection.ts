/** The open file of traces, as the host last told of it. Pure. */
import type { Collection } from '../../../app/host/collections'
import type { State } from '../state'

/** Undefined where none is open, or before the host has told of it. */
export function openCollectionOf({ collections: { list, id } }: State): Collection | undefined {
  return list?.find((c) => c.id === id)
}

/** Whether this is why the open file cannot be read: that stands where its traces would, and is not told twice. */
export function isFailureOfFile(state: State, message: string | undefined): boolean {
  const file = openCollectionOf(state)?.state
  return file?.type === 'failed' && file.failure.message === message
}
