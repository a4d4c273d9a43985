/**
 * How much each annotator did on each day, and how fast: from their reviews alone. Active time only: the window counts no stretch without
 * a sign of the person longer than a minute, and none while it is away. Pure; which day a moment is on is for the caller to say.
 */
import type { ReviewMark } from '../trace/review'

/** One annotator’s day, or (without a day) all of theirs. */
export interface Workload {
  readonly by: string
  readonly day?: string
  /** Traces they decided, also by skipping. Of a trace decided again, its last day counts. */
  readonly traces: number
  /** Active milliseconds, on all they looked at. */
  readonly ms: number
  /** Looks they moved, added or removed, in the traces they decided. */
  readonly looks: number
  /** Median of active milliseconds per decided trace; absent where none has any. */
  readonly perTrace?: number
  /** Median over decided traces with corrected looks: active milliseconds of the whole trace, by its corrected looks. */
  readonly perLook?: number
}

/** Every annotator’s days, newest first, then all of theirs. A judge is none. */
export function workloads(
  traces: readonly (readonly ReviewMark[])[],
  dayOf: (at: number) => string,
): readonly Workload[] {
  const marks = traces.flat().filter((m) => m.judge !== true)
  const names = [...new Set(marks.map((m) => m.by))].toSorted()
  return names.flatMap((by) => {
    const own = marks.filter((m) => m.by === by)
    const spent = own.flatMap((m) => timesOf(m, dayOf))
    const decided = own.filter((m) => m.verdict !== undefined)
    const days = [...new Set([...spent.map(([day]) => day), ...decided.map((m) => dayOf(m.at))])]
      .toSorted()
      .toReversed()
    const sum = (of: typeof spent) => of.reduce((all, [, ms]) => all + ms, 0)
    return [
      ...days.map((day) => ({
        by,
        day,
        ms: sum(spent.filter(([of]) => of === day)),
        ...speedOf(decided.filter((m) => dayOf(m.at) === day)),
      })),
      { by, ms: sum(spent), ...speedOf(decided) },
    ]
  })
}

/** Median active milliseconds per corrected look over all annotators; undefined where no look was corrected. */
export function medianPerLook(traces: readonly (readonly ReviewMark[])[]): number | undefined {
  const decided = traces.flat().filter((m) => m.judge !== true && m.verdict !== undefined)
  return speedOf(decided).perLook
}

/** Time by day; what was kept before there were days counts on the day of the review. */
function timesOf({ days = {}, spent, at }: ReviewMark, dayOf: (at: number) => string): [string, number][] {
  const known = Object.entries(days)
  const rest = spent - known.reduce((sum, [, ms]) => sum + ms, 0)
  // A review that was begun and never written has no moment of its own.
  return rest > 0 && at > 0 ? [...known, [dayOf(at), rest]] : known
}

function speedOf(
  decided: readonly ReviewMark[],
): Pick<Workload, 'traces' | 'looks' | 'perTrace' | 'perLook'> {
  const timed = decided.filter((m) => m.spent > 0)
  const perTrace = median(timed.map((m) => m.spent))
  const perLook = median(timed.flatMap((m) => (m.looks === undefined ? [] : [m.spent / m.looks])))
  return {
    traces: decided.length,
    looks: decided.reduce((sum, m) => sum + (m.looks ?? 0), 0),
    ...(perTrace !== undefined && { perTrace }),
    ...(perLook !== undefined && { perLook }),
  }
}

/** The middle one, or the mean of the two in the middle. */
function median(numbers: readonly number[]): number | undefined {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}
