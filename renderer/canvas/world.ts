/** What a view takes from the browser: time, frames, the wish for no motion. */

/** What a view needs of the world. */
export interface World {
  readonly now: () => number
  /** Calls back before the next picture is drawn; returns how to call that off. */
  readonly frame: (callback: () => void) => () => void
  /** Whether the person asked for no motion. */
  readonly still: () => boolean
}

/** The world of a real window. */
export const browserWorld: World = {
  now: () => performance.now(),
  frame: (callback) => {
    const id = requestAnimationFrame(callback)
    return () => cancelAnimationFrame(id)
  },
  still: () => matchMedia('(prefers-reduced-motion: reduce)').matches || document.hidden,
}
