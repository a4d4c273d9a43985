/** Notices that have been read go by themselves; not while the pointer or the focus is on them. */
import { useEffect, useRef, type RefObject } from 'react'
import { useActions } from '../use-session'
import { leavesAfter, type Notice } from '../session/notices/notices-state'

/** Takes the notice, which is shown in the element, away once it has stood long enough to be read. */
export function useLeaving(notice: Notice | undefined): RefObject<HTMLDivElement | null> {
  const session = useActions()
  const element = useRef<HTMLDivElement>(null)
  const after = notice === undefined ? undefined : leavesAfter(notice)
  useEffect(() => {
    const shown = element.current
    if (shown === null || notice === undefined || after === undefined) return
    let timer = 0
    const wait = () => {
      window.clearTimeout(timer)
      timer = window.setTimeout(() => session.notices.dismiss(notice.place), after)
    }
    const stay = () => window.clearTimeout(timer)
    const ways = { pointerenter: stay, pointerleave: wait, focusin: stay, focusout: wait } as const
    for (const [name, listener] of Object.entries(ways)) shown.addEventListener(name, listener)
    wait()
    return () => {
      stay()
      for (const [name, listener] of Object.entries(ways)) shown.removeEventListener(name, listener)
    }
  }, [session, notice, after])
  return element
}
