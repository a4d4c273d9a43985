/** The token that is looked at, and what its model could have said instead. Plain data. */
import type { FailureData } from '../../../app/failure'
import type { TokenPlace } from '../../../app/host'
import type { GrownTree } from '../../../app/tokens/tree'
import type { WorkedOut } from '../../../app/trace/odds'

export interface TokensState {
  /** The step and the place among its tokens; undefined: none is looked at. */
  readonly at: TokenPlace | undefined
  /** The list it was chosen in: a token may stand in more than one, and is told of once. */
  readonly list: string | undefined
  /** What could have been said from there on, as far as it was asked for. */
  readonly tree: GrownTree | undefined
  readonly asking: boolean
  /** Why nothing more was told. */
  readonly failure: FailureData | undefined
  /** Tokens in a row that are asked for. */
  readonly depth: number
  /** By look: of its numbers in order what is being asked for, digit by digit, or was while this trace is open. What is kept is in the project. */
  readonly worked: Readonly<Record<string, readonly WorkedOut[]>>
  /** The look whose numbers are being worked out. */
  readonly working: string | undefined
  /** Why they were not. */
  readonly oddsFailure: FailureData | undefined
}

/** No token is looked at. */
export const noTokens: TokensState = {
  at: undefined,
  list: undefined,
  tree: undefined,
  asking: false,
  failure: undefined,
  depth: 3,
  worked: {},
  working: undefined,
  oddsFailure: undefined,
}
