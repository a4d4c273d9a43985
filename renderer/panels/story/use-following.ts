/** Keeps the end in view while a run writes, unless the reader went away from it. Never moves a reader who did. */
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import { isRunning } from '../../session/document/rows'
import { followAfterScroll } from '../../parts/follow-end'
import type { Session } from '../../session/session'
import { useActions, useSession } from '../../use-session'

export interface Following {
  readonly scroller: RefObject<HTMLDivElement | null>
  /** Whether there is nothing to jump to: the end is followed, or nothing is being written. */
  readonly following: boolean
  readonly jump: () => void
}

/** Follows the selected branch; each branch begins by being followed. */
export function useFollowing(): Following {
  const session = useActions()
  const scroller = useRef<HTMLDivElement>(null)
  const running = useSession(isRunning)
  const branch = useSession((s) => s.document.branch)
  const step = useSession((s) => s.selection.step)
  /** The branch whose end the reader left. */
  const [left, setLeft] = useState<string | undefined>(undefined)

  useEffect(() => {
    const area = scroller.current
    return area === null ? undefined : watch(area, session, (away) => setLeft(away ? branch : undefined))
  }, [session, branch])

  const toEnd = useCallback(() => {
    const area = scroller.current
    area?.scrollTo({ top: area.scrollHeight })
  }, [])
  useEffect(() => {
    // Back at the live end, by key or by starting a run.
    if (step === undefined && isRunning(session.get())) toEnd()
  }, [session, step, branch, toEnd])

  const following = !running || (left !== branch && step === undefined)
  return { scroller, following, jump: toEnd }
}

/** Scrolls with what grows until the reader scrolls up, and again once they are back at the bottom. */
function watch(area: HTMLElement, session: Session, onLeave: (away: boolean) => void): () => void {
  let follow = true
  let before = area.scrollTop
  const onScroll = () => {
    const next = followAfterScroll(follow, before, area)
    before = area.scrollTop
    if (next === follow) return
    follow = next
    onLeave(!next)
  }
  const grown = new ResizeObserver(() => {
    if (follow && session.get().selection.step === undefined && isRunning(session.get()))
      area.scrollTo({ top: area.scrollHeight })
  })
  const watchChildren = () => {
    grown.disconnect()
    for (const child of area.children) grown.observe(child)
  }
  const added = new MutationObserver(watchChildren)
  added.observe(area, { childList: true })
  watchChildren()
  area.addEventListener('scroll', onScroll, { passive: true })
  return () => {
    grown.disconnect()
    added.disconnect()
    area.removeEventListener('scroll', onScroll)
  }
}

/** Brings a step that was selected elsewhere into view. */
export function useRevealed(scroller: RefObject<HTMLDivElement | null>, step: string | undefined): void {
  useEffect(() => {
    const area = scroller.current
    if (area === null || step === undefined) return
    const card = [...area.querySelectorAll<HTMLElement>('[data-steps]')].find((c) =>
      c.dataset['steps']?.split(' ').includes(step),
    )
    if (card === undefined) return
    const top = card.offsetTop - area.offsetTop
    const fits = card.offsetHeight < area.clientHeight
    const visible = top >= area.scrollTop && top + card.offsetHeight <= area.scrollTop + area.clientHeight
    if (!(fits && visible)) area.scrollTo({ top: Math.max(0, top - 12) })
  }, [scroller, step])
}
