/** What the words that are looked at attended to, while that is shown. Plain data. */
import type { WeightSelection } from '../../../app/attention/attended'
import type { FailureData } from '../../../app/failure'
import type { AttentionView } from '../../../app/host/explain'
import type { BranchId } from '../../../app/trace/project'
import type { StepId } from '../../../app/trace/step'

/** Words: tokens [from, to) of a step. */
export interface AttendedWords {
  readonly branch: BranchId
  readonly step: StepId
  readonly from: number
  readonly to: number
  readonly what: 'token' | 'words' | 'step'
}

export interface AttentionState {
  readonly on: boolean
  /** Which of the weights. */
  readonly selection: WeightSelection
  /** Of the words asked about last; undefined until the answer is there. */
  readonly shown: { readonly words: AttendedWords; readonly view: AttentionView } | undefined
  readonly asking: boolean
  /** Drawn between the middles of the tokens, not token by token. */
  readonly smooth: boolean
  readonly failure: FailureData | undefined
}

/** Not shown. */
export const noAttention: AttentionState = {
  on: false,
  selection: { type: 'mean' },
  shown: undefined,
  asking: false,
  smooth: false,
  failure: undefined,
}
