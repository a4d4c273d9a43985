/** Where a key goes in a list that holds the focus itself. */
import type { KeyboardEvent } from 'react'

const page = 10

/**
 * The place that arrows, Page, Home and End go to from a place (−1: none), inside a list of so many; undefined for other keys, with
 * a key held beside them, and where there is nothing to go to.
 */
export function listMove(event: KeyboardEvent, at: number, count: number): number | undefined {
  if (count === 0 || event.ctrlKey || event.metaKey || event.altKey) return undefined
  const last = count - 1
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(last, at + 1),
    ArrowUp: Math.max(0, at - 1),
    PageDown: Math.min(last, at + page),
    PageUp: Math.max(0, at - page),
    Home: 0,
    End: last,
  }
  return moves[event.key]
}
