/** What a view takes from the browser: time, frames, the wish for no motion. */
import type { ViewWorld } from './view'

/** The world of a real window. */
export const browserWorld: ViewWorld = {
  now: () => performance.now(),
  frame: (callback) => {
    const id = requestAnimationFrame(callback)
    return () => cancelAnimationFrame(id)
  },
  after: (ms, callback) => {
    const id = setTimeout(callback, ms)
    return () => clearTimeout(id)
  },
  still: () => matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden,
}
