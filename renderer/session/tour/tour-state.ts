/** The tour: which part of it is shown, and what came of it so far. Plain data. */

/** Its parts, in order. `failed`: the model could not be run. */
export const tourParts = ['ask', 'saw', 'look', 'move', 'rerun', 'changed'] as const
export type TourPart = (typeof tourParts)[number]

export interface TourState {
  /** Absent: no tour is on. */
  readonly part: TourPart | 'failed' | undefined
  readonly paused: boolean
  /** What the model answered, and what it answered after its region was moved. */
  readonly answer: string | undefined
  readonly changed: string | undefined
  /** Why it could not go on. */
  readonly why: string | undefined
  /** It was taken, or declined, once. */
  readonly seen: boolean
}

/** No tour. */
export const noTour: TourState = {
  part: undefined,
  paused: false,
  answer: undefined,
  changed: undefined,
  why: undefined,
  seen: false,
}
