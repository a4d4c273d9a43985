/** What the trials of a look say about it, in one word of three, and in a line for a strip. Pure. */
import { effectOf, sameAnswer } from '../checks/trial'
import type { TrialResult } from '../trace/evidence'

/** What can be said of a look. `unknown`: too few trials ran, or the model gives no answer. */
export const lookVerdicts = ['used', 'not-used', 'harmful', 'unknown'] as const
/** Whether an answer hangs on a look. */
export type LookVerdict = (typeof lookVerdicts)[number]

/** What a list can be narrowed to: a look with this verdict; `idle`: tried, and no look used; `none`: not tried. */
export const triedKinds = [...lookVerdicts, 'idle', 'none'] as const
/** One of those. */
export type TriedKind = (typeof triedKinds)[number]

/** Whether the looks of a trace fit; undefined looks: they were not tried. */
export function triedFits(looks: readonly LookVerdict[] | undefined, wanted: TriedKind): boolean {
  if (wanted === 'none') return looks === undefined
  if (looks === undefined) return false
  return wanted === 'idle' ? looks.length > 0 && !looks.includes('used') : looks.includes(wanted)
}

/** Which share of the looks of a trace was used, 0..1; undefined where none was tried. */
export function usedShare(looks: readonly LookVerdict[] | undefined): number | undefined {
  if (looks === undefined || looks.length === 0) return undefined
  return looks.filter((v) => v === 'used').length / looks.length
}

/** Whether an answer is right; absent: nobody knows. */
export type IsRight = (answer: string) => boolean

/** By right answers as a file has them; undefined where there are none. */
export function rightBy(gold: readonly string[] = []): IsRight | undefined {
  return gold.length === 0 ? undefined : (answer) => gold.some((g) => sameAnswer(answer, g))
}

/**
 * `used`: with other pixels the answer changes, or the model looks again. `harmful`: its answer is wrong, and without what the look
 * shows (blanked) it is right; only where the right answers are known.
 */
export function lookVerdict(trials: readonly TrialResult[], gold?: readonly string[]): LookVerdict {
  return verdictBy(trials, rightBy(gold))
}

/** The same, where a benchmark's own rule says what is right. */
export function verdictBy(trials: readonly TrialResult[], isRight: IsRight | undefined): LookVerdict {
  const same = trials.find((t) => t.kind === 'same')
  const tests = trials.filter((t) => t.kind !== 'same')
  if (same === undefined || tests.length === 0) return 'unknown'
  const right = (t: TrialResult | undefined) => t?.answer !== undefined && isRight?.(t.answer) === true
  const blank = tests.find((t) => t.kind === 'blank')
  if (isRight !== undefined && !right(same) && right(blank)) return 'harmful'
  return tests.some((t) => effectOf(t, same) !== 'same') ? 'used' : 'not-used'
}
