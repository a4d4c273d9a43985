/** How long a person is really at it: only while they do something, and never while the window is away. Knows no DOM. */

/** Without a sign for this long a person is thinking elsewhere: that stretch is not counted. Milliseconds. */
export const idleMs = 60_000

/** The day of a moment in the calendar of this machine: `2026-11-30`. */
export function dayOf(at: number): string {
  const day = new Date(at)
  const two = (n: number) => String(n).padStart(2, '0')
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}

export interface ActiveTime {
  /** A sign of the person: a key, the pointer, the wheel. */
  readonly sign: () => void
  /** The window has lost the focus or is hidden. */
  readonly away: () => void
  /** Milliseconds since the last taking; begins again. */
  readonly take: () => number
}

/** Nothing counted yet; the first sign begins. */
export function createActiveTime(now: () => number): ActiveTime {
  let counted = 0
  let last: number | undefined
  const sign = () => {
    const at = now()
    if (last !== undefined && at - last <= idleMs) counted += Math.max(0, at - last)
    last = at
  }
  return {
    sign,
    away: () => {
      if (last !== undefined) sign()
      last = undefined
    },
    take: () => {
      if (last !== undefined) sign()
      const taken = counted
      counted = 0
      return taken
    },
  }
}
