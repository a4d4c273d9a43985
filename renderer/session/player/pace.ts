/** Playing a trace back: how long each step is shown, and what comes next. Pure. */
import type { Row } from '../document/rows'

export const speeds = [0.5, 1, 1.5, 2, 4] as const

/** The next faster or slower speed. */
export function shiftSpeed(speed: number, by: 1 | -1): number {
  const at = speeds.findIndex((s) => s === speed)
  return speeds[Math.min(Math.max((at < 0 ? 1 : at) + by, 0), speeds.length - 1)] ?? 1
}

/** Milliseconds a step is shown: long enough to read it, a look long enough to see where. */
export function holdMs(row: Row, speed: number): number {
  const text = row.type === 'look' || !('text' in row.step) ? '' : row.step.text
  const even = row.type === 'look' ? 1100 : row.type === 'observation' ? 1300 : 700 + text.length * 22
  return Math.min(even, 5000) / speed
}

/** The row after this one; the first when nothing is selected or the end was reached. Undefined without rows. */
export function firstToPlay(rows: readonly Row[], step: string | undefined): Row | undefined {
  const at = rows.findIndex((r) => r.id === step)
  return at < 0 || at === rows.length - 1 ? rows[0] : rows[at]
}

/** What follows the row; undefined at the end. */
export function nextToPlay(rows: readonly Row[], step: string | undefined): Row | undefined {
  const at = rows.findIndex((r) => r.id === step)
  return at < 0 ? undefined : rows[at + 1]
}
