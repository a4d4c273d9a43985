/** How a run speaks with its model. Recorded in the branch, so that a re-run says the same again. Plain data. */

/**
 * Where a crop goes (`assistant`: the same turn; `user`: a turn of its own; `call`: the answer to a native function call)
 * and how an unfinished turn goes on (`continued` in place, or `asked` for in a turn of the user).
 */
export interface Manner {
  readonly crops: 'assistant' | 'user' | 'call'
  readonly unfinished: 'continued' | 'asked'
}
