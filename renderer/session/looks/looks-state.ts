/** What the window knows of batches of looks: which there are, what came of those looked at, the dialog over one. Plain data. */
import type { FailureData } from '../../../app/failure'
import type { LookMarks, LooksCost, LooksId, LooksJob, LooksSource } from '../../../app/host/looks'

/** Whose looks the dialog is about. */
export interface LooksAsked {
  readonly source: LooksSource
  /** Of the file, the run or the question. */
  readonly name: string
  /** What its traces speak; absent: not known. */
  readonly dialect?: string
  /** The model that wrote them, where it is one. */
  readonly model?: string
}

/** The form of a new batch. */
export interface LooksFormState {
  /** Absent: each trace by the model that wrote it. */
  readonly model?: string
  readonly atOnce: number
}

export interface LooksState {
  /** Newest first. */
  readonly jobs: readonly LooksJob[]
  readonly asked: LooksAsked | undefined
  /** The form is shown though there is a batch. */
  readonly planning: boolean
  readonly form: LooksFormState
  /** What the form would cost, as far as it is counted. */
  readonly cost: LooksCost | undefined
  readonly failure: FailureData | undefined
  /** Verdicts of the batches whose rows are shown. */
  readonly found: Readonly<Record<LooksId, LookMarks>>
}

/** No batch is known of. */
export const noLooks: LooksState = {
  jobs: [],
  asked: undefined,
  planning: false,
  form: { atOnce: 4 },
  cost: undefined,
  failure: undefined,
  found: {},
}
