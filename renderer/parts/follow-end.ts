/**
 * Whether a reader is at the end of what is being written. Follow only then; whoever scrolled away is never dragged.
 * Pure: numbers in, decision out.
 */

/** What of a scrolled area is needed. */
export interface ScrollArea {
  readonly scrollTop: number
  readonly clientHeight: number
  readonly scrollHeight: number
}

/** Close enough to the bottom to count as there: a line and a half. */
const slack = 32

/** Whether the end is in view. */
export function atBottom(area: ScrollArea): boolean {
  return area.scrollHeight - area.scrollTop - area.clientHeight <= slack
}

/**
 * Where to scroll to when a run is over: to the end, but never past the beginning of its answer (`answer`: its top in what is scrolled;
 * absent: there is none). `gap`: room above it.
 */
export function endTop(
  area: Pick<ScrollArea, 'clientHeight' | 'scrollHeight'>,
  answer?: number,
  gap = 12,
): number {
  const end = Math.max(0, area.scrollHeight - area.clientHeight)
  return answer === undefined ? end : Math.max(0, Math.min(end, answer - gap))
}

/** Following after a scroll: on at the bottom; off when the reader went up; content growing changes nothing. */
export function followAfterScroll(following: boolean, before: number, area: ScrollArea): boolean {
  if (atBottom(area)) return true
  return area.scrollTop < before ? false : following
}
