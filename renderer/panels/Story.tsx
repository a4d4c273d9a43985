/** The reasoning as a text one reads: each step in its place, the selected one opened. Follows a run only at its end. */
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import { followAfterScroll } from '../session/follow'
import { selectedBranch, type Row } from '../session/rows'
import { isRunning } from '../session/document'
import { useActions, useRows, useSession } from '../session/use-session'
import { Icon } from '../parts/Icon'
import { NoticeView } from '../parts/NoticeView'
import { EmptyStory } from './story/EmptyStory'
import { EndCard } from './story/EndCard'
import { LiveCard } from './story/LiveCard'
import { LookCard } from './story/LookCard'
import { QuestionCard } from './story/QuestionCard'
import { StoryFoot } from './story/StoryFoot'
import { TextCard } from './story/TextCard'

/** The right column. */
export function Story() {
  const session = useActions()
  const rows = useRows()
  const branch = useSession((s) => selectedBranch(s)?.id)
  const step = useSession((s) => s.step)
  const { scroller, following, jump } = useFollowing(branch)
  useRevealed(scroller, step)
  return (
    <section className="story" aria-label="Reasoning">
      <div className="story-scroll" ref={scroller}>
        {branch === undefined ? <EmptyStory /> : <QuestionCard />}
        {rows.map((row) => (
          <StoryRow key={row.id} row={row} rows={rows} selected={step} />
        ))}
        <LiveCard />
        <EndCard />
      </div>
      {!following && (
        <button
          type="button"
          className="jump button small"
          onClick={() => {
            session.selectStep(undefined)
            jump()
          }}
        >
          <Icon name="down" /> Jump to live
        </button>
      )}
      <NoticeView place="step" />
      <StoryFoot />
    </section>
  )
}

/** An observation is shown inside its look. */
function StoryRow({ row, rows, selected }: { row: Row; rows: readonly Row[]; selected: string | undefined }) {
  if (row.type === 'look') {
    const seen = rows.find((r) => r.type === 'observation' && r.step.id === row.seen?.id)
    return (
      <LookCard row={row} selected={selected === row.id || (seen !== undefined && selected === seen.id)} />
    )
  }
  if (row.type === 'observation') return null
  return <TextCard row={row} selected={selected === row.id} />
}

/** Keeps the end in view while a run writes, unless the reader went away from it. */
function useFollowing(branch: string | undefined) {
  const scroller = useRef<HTMLDivElement>(null)
  const running = useSession(isRunning)
  const [following, setFollowing] = useState(true)
  const follow = useRef(true)
  const session = useActions()

  useEffect(() => {
    const area = scroller.current
    if (area === null) return
    let before = area.scrollTop
    const onScroll = () => {
      const next = followAfterScroll(follow.current, before, area)
      before = area.scrollTop
      if (next !== follow.current) {
        follow.current = next
        setFollowing(next)
      }
    }
    // Something grew: the text, a picture that arrived, a step.
    const grown = new ResizeObserver(() => {
      if (follow.current && isRunning(session.get()) && session.get().step === undefined)
        area.scrollTop = area.scrollHeight
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
  }, [session, branch])

  const step = useSession((s) => s.step)
  const jump = useCallback(() => {
    follow.current = true
    setFollowing(true)
    const area = scroller.current
    if (area !== null) area.scrollTop = area.scrollHeight
  }, [])
  return { scroller, following: !running || (following && step === undefined), jump }
}

/** Brings a step that was selected elsewhere into view. */
function useRevealed(scroller: RefObject<HTMLDivElement | null>, step: string | undefined): void {
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
