/** Keeps the focus where a person left it: what opens meanwhile (a field, a dialog that closes) may not take it. */
import { useEffect, type RefObject } from 'react'

/** A click or Tab moves the focus within this time. Milliseconds. */
const ownMs = 500

/** The element has the focus until a person moves it elsewhere. */
export function useKeptFocus(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let moved = -Infinity
    const move = (event: Event) => {
      if (!(event instanceof KeyboardEvent) || event.key === 'Tab') moved = performance.now()
    }
    const come = ({ target }: FocusEvent) => {
      const inside = target instanceof Node && element.current?.contains(target) === true
      if (!inside && performance.now() - moved > ownMs) element.current?.focus()
    }
    element.current?.focus()
    window.addEventListener('pointerdown', move, true)
    window.addEventListener('keydown', move, true)
    document.addEventListener('focusin', come)
    return () => {
      window.removeEventListener('pointerdown', move, true)
      window.removeEventListener('keydown', move, true)
      document.removeEventListener('focusin', come)
    }
  }, [element])
}
