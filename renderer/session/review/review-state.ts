/** What the window knows of a person reviewing: who, which queue, where they have been. Plain data. */
import type { TraceRow } from '../../../app/host/collections'
import type { BranchId, ProjectId } from '../../../app/trace/project'
import type { StepId } from '../../../app/trace/step'
import { defaultTags, verdicts, type Review } from '../../../app/trace/review'

/** Which traces are gone through. */
export const queues = ['unreviewed', 'all', ...verdicts, 'disagreed'] as const
export type Queue = (typeof queues)[number]

export type ReviewTab = 'reasoning' | 'changes' | 'checks' | 'others'

/** A trace one can go to: a project, and its row where it is one of a file. */
export interface Stop {
  readonly project: ProjectId
  readonly row?: TraceRow
}

/** A trace one has left. */
export interface Visit extends Stop {
  /** It was decided there. */
  readonly decided: boolean
  /** Something was changed there, so that undo can go back to it. */
  readonly done: boolean
}

/** A branch of a trace: what a review is about. */
export interface ReviewTarget {
  readonly project: ProjectId
  readonly branch: BranchId
}

/** Texts of a review. */
export interface TypedReview {
  readonly note?: string
  /** The right answer. */
  readonly gold?: string
}

/** A review on its way to the host. */
export interface SentReview extends ReviewTarget {
  readonly review: Review
}

/** What one has changed about a trace, as it was sent. */
export interface TouchedTrace {
  readonly project: ProjectId
  readonly looks: Readonly<Record<StepId, boolean>>
}

export interface ReviewState {
  /** Name of who reviews; undefined until asked. */
  readonly annotator: string | undefined
  readonly failureTags: readonly string[]
  readonly queue: Queue
  readonly tab: ReviewTab
  /** On the way to another trace: no key decides anything before it is there. */
  readonly travelling: boolean
  /** Traces decided since review mode was turned on. */
  readonly decided: number
  /** Traces one has left in this sitting, the latest last. */
  readonly visited: readonly Visit[]
  /** Edits each trace had when one first came to it in this sitting: what undo does not go behind. */
  readonly began: Readonly<Record<ProjectId, number>>
  /** The trace that time is counted for, and the edits it had when one came to it. */
  readonly arrived: (ReviewTarget & { readonly edits: number }) | undefined
  /** The next of the queue after a trace, looked up ahead; `next` undefined: there is none. */
  readonly ahead:
    { readonly from: ProjectId; readonly queue: Queue; readonly next: Stop | undefined } | undefined
  /** What is being typed about a trace, and about which: it is kept there, wherever one has gone meanwhile. */
  readonly typed: (ReviewTarget & TypedReview) | undefined
  /** Looks of one trace that were changed in this window; false: set back to what the model had. */
  readonly touched: TouchedTrace | undefined
  /** Reviews handed in, until the host has told of them: what is written next builds on them. */
  readonly sent: readonly SentReview[]
}

/** Nobody reviews. */
export const noReview: ReviewState = {
  annotator: undefined,
  failureTags: defaultTags,
  queue: 'unreviewed',
  tab: 'reasoning',
  travelling: false,
  decided: 0,
  visited: [],
  began: {},
  arrived: undefined,
  ahead: undefined,
  typed: undefined,
  touched: undefined,
  sent: [],
}
