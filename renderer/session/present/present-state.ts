/** Whether the open trace is presented, and how. Where one is in it belongs to whoever shows it. Plain data. */

/** What helps to point at things. */
export type Aid = 'none' | 'pointer' | 'spotlight'

/** Words beside the image: the gist, all of them, or the image alone. */
export type Captions = 'short' | 'full' | 'none'

export interface PresentState {
  readonly on: boolean
  /** After the end again from the beginning. */
  readonly loop: boolean
  readonly captions: Captions
  readonly aid: Aid
  /** Two branches beside each other, where there are two. */
  readonly both: boolean
}

/** Not presented. */
export const noPresent: PresentState = { on: false, loop: false, captions: 'short', aid: 'none', both: false }
