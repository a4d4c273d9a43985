/** The clock of a presentation in the window: runs with the screen, is moved by presses, begins again with another story. */
import { buildAt } from '../../../app/story/builds'
import { useCallback, useEffect, useRef, useState } from 'react'
import { beginning, later, pressed, waitingAt, type Clock, type Press } from '../../session/present/clock'
import type { ShownStory } from './use-story'

/** A frame that took longer counts as this much: a window that slept does not skip what it slept through. Seconds. */
const longestFrame = 0.5

/** What happens at the ends of a story. */
export interface StoryEnds {
  /** Pressed on beyond the end, or before the beginning. */
  readonly leave: (by: 1 | -1) => void
  /** Played through by itself. */
  readonly over: () => void
}

/** Where a presentation is, and how it is moved. */
export interface RunningClock {
  readonly clock: Clock
  readonly press: (press: Press) => void
  readonly setClock: (clock: Clock) => void
}

/** A build at its end at once, where nothing is to move. */
function settled(clock: Clock, builds: ShownStory['builds'], still: boolean): Clock {
  return still && clock.running === 'build' ? waitingAt(builds, buildAt(builds, clock.seconds)) : clock
}

/** `still`: nothing moves; a press shows the end of what it would play. */
export function useClock(
  told: ShownStory | undefined,
  { speed, still, ends }: { readonly speed: number; readonly still: boolean; readonly ends: StoryEnds },
): RunningClock {
  const [clock, setClock] = useState<Clock>(beginning)
  const [key, setKey] = useState(told?.key)
  const latest = useRef({ ends })
  useEffect(() => {
    latest.current = { ends }
  })
  // Another story begins at its beginning; played through, the next one plays through, too.
  if (told !== undefined && told.key !== key) {
    setKey(told.key)
    setClock({ seconds: 0, running: clock.running === 'all' ? 'all' : 'build' })
  }
  const builds = told?.builds
  const running = clock.running !== 'no'
  useEffect(() => {
    if (builds === undefined || !running) return
    let last = performance.now()
    let over = false
    const frame = (now: number) => {
      if (over) return
      const by = Math.min((now - last) / 1000, longestFrame) * speed
      last = now
      setClock((before) => settled(later(before, by, builds).clock, builds, still))
      request = requestAnimationFrame(frame)
    }
    let request = requestAnimationFrame(frame)
    return () => {
      over = true
      cancelAnimationFrame(request)
    }
  }, [builds, running, speed, still])
  const wasAll = useRef(false)
  useEffect(() => {
    const end = builds?.at(-1)?.end ?? 0
    if (wasAll.current && clock.running === 'no' && clock.seconds >= end - 0.01) latest.current.ends.over()
    wasAll.current = clock.running === 'all'
  }, [clock, builds])
  const press = useCallback(
    (what: Press) => {
      if (builds === undefined) return
      const led = pressed(clock, what, builds)
      if (led === 'after') latest.current.ends.leave(1)
      else if (led === 'before') latest.current.ends.leave(-1)
      else setClock(settled(led, builds, still))
    },
    [builds, clock, still],
  )
  // Played through without motion, each build is shown as it is when it is told.
  const shown =
    still && builds !== undefined
      ? { ...clock, seconds: waitingAt(builds, buildAt(builds, clock.seconds)).seconds }
      : clock
  return { clock: shown, press, setClock }
}
