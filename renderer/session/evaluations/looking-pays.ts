/** Two runs that differ in nothing but whether the model may look: what looking is worth. Pure. */
import type { Evaluation } from '../../../app/host/evaluations'

/** The same questions to the same model, without looks and with them. */
export interface LookingPays {
  readonly without: Evaluation
  readonly with: Evaluation
  readonly scores: { readonly without: number; readonly with: number }
}

/**
 * The pair one of the runs belongs to; `all`: newest first, so the newest counterpart counts. Undefined while one of the two has no number, or
 * has judged other questions.
 */
export function lookingPays(
  runs: readonly Evaluation[],
  all: readonly Evaluation[],
): LookingPays | undefined {
  for (const run of runs) {
    const other = all.find((o) => looks(o) !== looks(run) && isSameTask(o, run))
    if (other === undefined) continue
    const [without, withLooks] = looks(run) ? [other, run] : [run, other]
    const [low, high] = [without.score?.value, withLooks.score?.value]
    if (low !== undefined && high !== undefined)
      return { without, with: withLooks, scores: { without: low, with: high } }
  }
  return undefined
}

function looks({ plan }: Evaluation): boolean {
  return plan.settings.maxLooks > 0
}

/** Same data as it was then, model, way of counting and number of questions; both are through. */
function isSameTask(a: Evaluation, b: Evaluation): boolean {
  return (
    a.state.type === 'done' &&
    b.state.type === 'done' &&
    a.plan.data === b.plan.data &&
    a.changedAt === b.changedAt &&
    a.plan.model === b.plan.model &&
    a.plan.metric === b.plan.metric &&
    a.done === b.done
  )
}
