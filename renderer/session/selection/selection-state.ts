/** Where in the open project one is. Plain data. */

export interface SelectionState {
  /** A step's id or a new look's draft key; undefined is the live end. */
  readonly step: string | undefined
  /** The box taken in hand, which arrow keys move; always a look or a drafted one. */
  readonly box: string | undefined
  readonly hovered: string | undefined
}

/** The live end, and no box in hand. */
export const noSelection: SelectionState = { step: undefined, box: undefined, hovered: undefined }
