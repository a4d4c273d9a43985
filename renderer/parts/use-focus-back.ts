/**
 * Gives the focus back to what had it before a dialog, the moment the dialog is gone. Radix does so some time later: until then the focus is
 * nowhere, and a key that is pressed right after Escape (Home, in a list) is for nobody. Knows no dialog.
 */
import { useLayoutEffect, useRef } from 'react'

/** What had the focus before a dialog that is closed just now: one that takes its place goes back there, too. */
let leaving: Element | null = null

/** Handlers for `Dialog.Content`. `instead`: selector of what has the focus where what had it is gone. */
export function useFocusBack(open: boolean, instead?: string) {
  const before = useRef<Element | null>(null)
  useLayoutEffect(() => {
    if (!open) return
    return () => {
      const was = before.current
      leaving = was
      // Not at once: the dialog is still in the page, and would take it again.
      queueMicrotask(() => {
        leaving = null
        giveBack(was, instead)
      })
    }
  }, [open, instead])
  return {
    onOpenAutoFocus: () => {
      before.current = isNowhere() ? leaving : document.activeElement
    },
    onCloseAutoFocus: (event: Event) => {
      // Opened by a key or a command there is no button that Radix knows to go back to.
      if (giveBack(before.current, instead)) event.preventDefault()
    },
  }
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}

/** Whether something has the focus now. Who has taken it meanwhile keeps it. */
function giveBack(was: Element | null, instead: string | undefined): boolean {
  if (!isNowhere()) return true
  const isThere = was?.isConnected === true && was !== document.body
  const there = isThere ? was : instead && document.querySelector(instead)
  if (there instanceof HTMLElement) there.focus({ preventScroll: true })
  return !isNowhere()
}
