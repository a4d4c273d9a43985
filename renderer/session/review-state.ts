/** What the window knows of a person reviewing: who, which queue, what is being drawn or put in. Plain data. */
import { verdicts, type Verdict } from '../../app/trace/review'
import { defaultTags } from '../../app/trace/review'

/** Which traces are gone through. */
export const queues = ['unreviewed', 'all', ...verdicts, 'disagreed'] as const
export type Queue = (typeof queues)[number]

export type ReviewTab = 'reasoning' | 'changes' | 'checks' | 'others'

/** What the draw tool makes: a new look, another place for the selected look, or where the answer really stands. */
export type Drawing = 'look' | 'region' | 'gold'

/** New words that are being written and are no draft yet. */
export interface Inserting {
  readonly key: string
  readonly type: 'thought' | 'answer'
  /** The unit it comes after; absent: at the beginning. */
  readonly after?: string
}

export interface ReviewState {
  /** Review mode is on. */
  readonly reviewing: boolean
  /** Name of who reviews; undefined until asked. */
  readonly annotator: string | undefined
  readonly failureTags: readonly string[]
  readonly queue: Queue
  readonly reviewTab: ReviewTab
  readonly drawing: Drawing
  readonly inserting: Inserting | undefined
  /** Traces decided since review mode was turned on. */
  readonly decided: number
}

/** Nobody reviews. */
export const noReview: ReviewState = {
  reviewing: false,
  annotator: undefined,
  failureTags: defaultTags,
  queue: 'unreviewed',
  reviewTab: 'reasoning',
  drawing: 'look',
  inserting: undefined,
  decided: 0,
}

/** A verdict as people read it. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  accepted: 'Accepted',
  rejected: 'Rejected',
  flagged: 'Flagged',
  skipped: 'Skipped',
}
