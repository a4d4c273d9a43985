/**
 * Whether a reader is at the end of what is being written. Follow only then; whoever scrolled away is never dragged.
 * Pure: numbers in, decision out.
 */

/** What of a scrolled area is needed. */
export interface Scrolled {
  readonly scrollTop: number
  readonly clientHeight: number
  readonly scrollHeight: number
}

/** Close enough to the bottom to count as there: a line and a half. */
const slack = 32

/** Whether the end is in view. */
export function atBottom(area: Scrolled): boolean {
  return area.scrollHeight - area.scrollTop - area.clientHeight <= slack
}

/** Following after a scroll: on at the bottom; off when the reader went up; content growing changes nothing. */
export function followAfterScroll(following: boolean, before: number, area: Scrolled): boolean {
  if (atBottom(area)) return true
  return area.scrollTop < before ? false : following
}
