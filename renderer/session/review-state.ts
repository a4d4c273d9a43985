/** What the window knows of a person reviewing: who, which queue, what is being drawn or put in. Plain data. */
import type { Finding } from '../../app/checks'
import type { Judged, TrialState } from '../../app/host/reviews'
import { defaultTags, verdicts, type Verdict } from '../../app/trace/review'

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

/** How far a judge is, and what it costs. */
export interface Judging {
  readonly done: number
  readonly total: number
  /** Traces it found fault with. */
  readonly bad: number
  /** Tokens read and written, without what was answered from memory. */
  readonly tokens: number
  readonly cached: number
  readonly failed: number
  readonly lastFailure?: string
  readonly over?: boolean
}

/** Crop interventions of one look. */
export interface Trials {
  readonly look: string
  readonly branch: string
  readonly states: readonly TrialState[]
  readonly over: boolean
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
  /** On the way to another trace: what is shown is not what the list says, so no key decides anything. */
  readonly travelling: boolean
  /** Traces decided since review mode was turned on. */
  readonly decided: number
  /** What the checks found in the open trace; undefined before they were asked. */
  readonly findings: readonly Finding[] | undefined
  /** What a judge said of the open trace. */
  readonly judged: Judged | undefined
  /** A judge at work, or what its last work came to. */
  readonly judging: Judging | undefined
  readonly trials: Trials | undefined
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
  travelling: false,
  decided: 0,
  findings: undefined,
  judged: undefined,
  judging: undefined,
  trials: undefined,
}

/** A verdict as people read it. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  accepted: 'Accepted',
  rejected: 'Rejected',
  flagged: 'Flagged',
  skipped: 'Skipped',
}

/** How long somebody was at a trace. */
export function spentWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
