/** How lists of traces look, as it was left the last time. Pure. */
import { traceSort } from '../../../app/host/collections'
import type { Memory } from '../context'
import { recall } from '../recall'
import type { CollectionsState } from './collections-state'

/** Where the order is kept. */
export const sortKey = 'relook-trace-sort'
/** Where it is kept whether rows show images. */
export const thumbsKey = 'relook-trace-thumbs'

/** The order, and whether rows show images. */
export function rememberedList(memory: Memory): Pick<CollectionsState, 'sort' | 'thumbs'> {
  return { sort: recall(memory, sortKey, traceSort), thumbs: memory.getItem(thumbsKey) !== 'hidden' }
}
