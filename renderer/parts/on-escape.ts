/** Escape in a field: it is left, and nothing around it hears of the key. */
import type { KeyboardEvent } from 'react'

/** A handler for `onKeyDown`. */
export function onEscape(leave: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    leave()
  }
}
