/** Which moment of a recorded run is shown: goes on by itself while it can be seen, and stands where motion is not wanted. */
import { useEffect, useState, type RefObject } from 'react'
import { useSession } from '../../use-session'

/** Milliseconds a moment stays. */
const holdMs = 2200
/** Moments the last one stays. */
const lastHolds = 2

/** The moment's index; undefined: all at once, nothing moves. `delay` lets neighbours not move in step. */
export function useBeat(
  count: number,
  { element, delay = 0 }: { readonly element: RefObject<HTMLElement | null>; readonly delay?: number },
): number | undefined {
  const playing = useSession((s) => s.gallery.playing)
  const still = useReducedMotion()
  const moves = playing && !still && count > 1
  const [at, setAt] = useState(Math.min(1, count - 1))
  useEffect(() => {
    const shown = element.current
    if (!moves || shown === null) return
    let seen = false
    let ticks = 0
    const watch = new IntersectionObserver(([entry]) => {
      seen = entry?.isIntersecting === true
    })
    watch.observe(shown)
    let timer: ReturnType<typeof setInterval> | undefined
    const tick = () => {
      if (!seen || document.hidden) return
      ticks++
      const place = ticks % (count - 1 + lastHolds)
      setAt(Math.min(place + 1, count - 1))
    }
    const wait = setTimeout(() => {
      timer = setInterval(tick, holdMs)
    }, delay)
    return () => {
      watch.disconnect()
      clearTimeout(wait)
      clearInterval(timer)
    }
  }, [moves, element, count, delay])
  return moves ? at : undefined
}

/** Whether the person has asked for less motion; followed while it changes. */
export function useReducedMotion(): boolean {
  const [still, setStill] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches)
  useEffect(() => {
    const query = matchMedia('(prefers-reduced-motion: reduce)')
    const change = () => setStill(query.matches)
    query.addEventListener('change', change)
    return () => query.removeEventListener('change', change)
  }, [])
  return still
}
