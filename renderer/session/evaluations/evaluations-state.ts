/** What the window knows of runs over benchmarks: the list, which of them are looked at, their rows. Plain data. */
import type { Evaluation, EvaluationId } from '../../../app/host/evaluations'
import type { TriedKind } from '../../../app/explain/verdict'
import type { ResultRow } from '../../../app/metrics/result'

/** What the table of rows is narrowed to. */
export interface RowFilter {
  /** Part of question, answer, prediction or name. */
  readonly text: string
  /** An outcome of the first chosen run, or a turn between the first and the second. */
  readonly outcome: Outcome | undefined
  /** A group of a slicing. */
  /** Whether its looks were used; absent: whether or not. */
  readonly tried: TriedKind | undefined
  readonly slice: { readonly slicing: string; readonly name: string } | undefined
}

export const outcomes = ['right', 'wrong', 'partial', 'undecided', 'failed', 'lost', 'won'] as const
/** `lost`: right in the first run, wrong in the second; `won`: the other way round. */
export type Outcome = (typeof outcomes)[number]

export const noFilter: RowFilter = { text: '', outcome: undefined, slice: undefined, tried: undefined }

export interface EvaluationsState {
  /** Newest first; undefined before the first answer. */
  readonly list: readonly Evaluation[] | undefined
  /** The runs in the results, the one compared with first. */
  readonly chosen: readonly EvaluationId[]
  /** Rows of the chosen runs, in the data's order. */
  readonly rows: Readonly<Record<EvaluationId, readonly ResultRow[]>>
  /** The form for a new run is shown. */
  readonly planning: boolean
  readonly filter: RowFilter
  /** The item whose details are shown. */
  readonly item: string | undefined
}

/** The area before it was ever opened. */
export const noEvaluations: EvaluationsState = {
  list: undefined,
  chosen: [],
  rows: {},
  planning: false,
  filter: noFilter,
  item: undefined,
}
