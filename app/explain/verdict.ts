/** What the trials of a look say about it, in one word of three, and in a line for a strip. Pure. */
import { effectOf, sameAnswer } from '../checks/trial'
import type { TrialResult } from '../trace/evidence'

/** What can be said of a look. `unknown`: too few trials ran, or the model gives no answer. */
export const lookVerdicts = ['used', 'not-used', 'harmful', 'unknown'] as const
/** Whether an answer hangs on a look. */
export type LookVerdict = (typeof lookVerdicts)[number]

/**
 * `used`: with other pixels the answer changes, or the model looks again. `harmful`: its answer is wrong, and without what the look
 * shows (blanked) it is right; only where the right answers are known.
 */
export function lookVerdict(trials: readonly TrialResult[], gold: readonly string[] = []): LookVerdict {
  const same = trials.find((t) => t.kind === 'same')
  const tests = trials.filter((t) => t.kind !== 'same')
  if (same === undefined || tests.length === 0) return 'unknown'
  const right = (t: TrialResult | undefined) =>
    gold.some((g) => t?.answer !== undefined && sameAnswer(t.answer, g))
  const blank = tests.find((t) => t.kind === 'blank')
  if (gold.length > 0 && !right(same) && right(blank)) return 'harmful'
  return tests.some((t) => effectOf(t, same) !== 'same') ? 'used' : 'not-used'
}
