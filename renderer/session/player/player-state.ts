/** Whether a trace is played back, and how fast. Plain data. */

export interface PlayerState {
  readonly playing: boolean
  readonly speed: number
}

/** At rest. */
export const noPlayer: PlayerState = { playing: false, speed: 1 }
