/** Keeps the end in view while a run writes and when it is over, unless the reader went away from it. Never moves a reader who did. */
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import { isRunning } from '../../session/document/rows'
import { endTop, followAfterScroll } from '../../parts/follow-end'
import type { Session } from '../../session/session'
import { useActions, useSession } from '../../use-session'

export interface FollowedEnd {
  readonly scroller: RefObject<HTMLDivElement | null>
  /** Whether there is nothing to jump to: the end is followed, or nothing is being written. */
  readonly following: boolean
  readonly jump: () => void
}

/** Follows the selected branch; each branch begins by being followed. */
export function useFollowing(): FollowedEnd {
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
  }, [session, step, branch, running, toEnd])

  const following = !running || (left !== branch && step === undefined)
  return { scroller, following, jump: toEnd }
}

/** What a reader does who looks at something: from then on nothing moves by itself. */
const doings = ['pointerdown', 'wheel', 'keydown', 'touchstart'] as const

/**
 * Brings the end of the run that is watched into view when it is over, if it was `followed` until then. What comes after it (the hint, what
 * is found out about the answer) comes bit by bit: `show` is to be called with each, and does nothing once the reader did something.
 */
function watchEnd(session: Session, followed: () => boolean) {
  const { branch } = session.get().document
  let running = isRunning(session.get())
  let over: 'no' | 'just' | 'shown' = 'no'
  const leave = () => void (over = 'no')
  const unsubscribe = session.store.subscribe((state) => {
    const now = isRunning(state)
    if (state.document.branch !== branch || now === running) return
    running = now
    over = !now && followed() ? 'just' : 'no'
  })
  for (const doing of doings) window.addEventListener(doing, leave, { capture: true, passive: true })
  return {
    show: (area: HTMLElement) => {
      if (over === 'no') return
      showEnd(area, over === 'shown')
      over = 'shown'
    },
    stop: () => {
      unsubscribe()
      for (const doing of doings) window.removeEventListener(doing, leave, { capture: true })
    },
  }
}

/** Brings the answer into view, with as much of what stands below it as there is room for. `gently`: only if it is not in view. */
function showEnd(area: HTMLElement, gently: boolean): void {
  const answer = [...area.querySelectorAll<HTMLElement>('.card[data-type="answer"]')].at(-1)
  const from = area.getBoundingClientRect()
  const at = answer?.getBoundingClientRect()
  const isSeen = at === undefined || (at.top >= from.top && at.bottom <= from.bottom)
  if (!(gently && isSeen)) area.scrollTo({ top: endTop(area, at && at.top - from.top + area.scrollTop) })
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
  const end = watchEnd(session, () => follow)
  const grown = new ResizeObserver(() => {
    if (session.get().selection.step !== undefined) return
    if (!isRunning(session.get())) end.show(area)
    else if (follow) area.scrollTo({ top: area.scrollHeight })
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
    end.stop()
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
