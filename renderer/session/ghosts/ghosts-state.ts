/** Whether one box is shown in every way in which it can be read, and which of them is in view. Plain data. */

export interface GhostsState {
  readonly open: boolean
  /** The way that is looked at, from 0. */
  readonly at: number
  /** What is picked counts for every trace of the file; else for this one. */
  readonly all: boolean
}

/** None are shown. */
export const noGhosts: GhostsState = { open: false, at: 0, all: true }
