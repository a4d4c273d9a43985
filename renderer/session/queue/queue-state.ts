/** What is said of the queue that is reviewed, and who else is at it. Plain data. */
import type { Present } from '../../../app/host/queues'
import { noSetup, type KeptSetup } from '../../../app/queues/setup'

/** What the dialog of a queue shows. */
export type QueuePart = 'instructions' | 'rubric' | 'people' | 'progress'

export interface QueueState {
  /** A file of traces, or `projects`; undefined while nobody reviews. */
  readonly id: string | undefined
  readonly kept: KeptSetup
  /** Others who review the same queue in other windows. */
  readonly present: readonly Present[]
  /** Of projects: only those of one's part. Of a file the list is narrowed instead. */
  readonly mine: boolean
  /** Instructions that were folded away, as they were then: others are shown. */
  readonly folded: string | undefined
  readonly part: QueuePart
}

/** Nobody reviews. */
export const noQueue: QueueState = {
  id: undefined,
  kept: noSetup,
  present: [],
  mine: false,
  folded: undefined,
  part: 'instructions',
}
