/** What checks, a judge and crop trials say of the open trace. Plain data. */
import type { Finding } from '../../../app/checks'
import type { JudgedTrace, TrialState } from '../../../app/host/reviews'

/** How far a judge is, and what it costs. */
export interface JudgeProgress {
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
export interface LookTrials {
  readonly look: string
  readonly branch: string
  readonly states: readonly TrialState[]
  readonly over: boolean
}

export interface ChecksState {
  /** What the checks found in the open trace; undefined before they were asked. */
  readonly findings: readonly Finding[] | undefined
  /** What a judge said of the open trace. */
  readonly judged: JudgedTrace | undefined
  /** A judge at work, or what its last work came to. */
  readonly judging: JudgeProgress | undefined
  readonly trials: LookTrials | undefined
}

/** Nothing was checked. */
export const noChecks: ChecksState = {
  findings: undefined,
  judged: undefined,
  judging: undefined,
  trials: undefined,
}
