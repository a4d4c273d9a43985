/**
 * What another run wrote, as guesses for one that may write it again: token ids for a model that runs here, text for one on a server. They
 * change how fast it writes, never what. Pure.
 */
import { wholeTokens } from '../reading/token-cut'
import type { ObservationStep, Step } from '../trace/step'

/** The ids of one segment after the other. Words of people have none, and a server that does not tell them says −1. */
export function draftsOf(steps: readonly Step[]): readonly (readonly number[])[] {
  return segmentsOf(steps).map((segment) =>
    // A token that two steps share is in both.
    wholeTokens(segment.flatMap(({ tokens = [] }) => tokens)).flatMap(({ id }) => (id < 0 ? [] : [id])),
  )
}

/** For the segment at `at` of a run, what other runs wrote: first each one's own segment there, then all the others. */
export function draftsAt(runs: readonly (readonly Step[])[], at: number): readonly (readonly number[])[] {
  const segments = runs.map(draftsOf)
  const others = segments.flatMap((of) => [...of.slice(at + 1), ...of.slice(0, at)])
  return [...segments.map((of) => of[at] ?? []), ...others].filter((ids) => ids.length > 0)
}

/**
 * Where another crop is shown at the step `at` of these: what was written behind it, what earlier runs with other crops there wrote, the
 * latest first, and what stands before it: who does not find what it looks for asks again in the same words.
 */
export function draftsBehindCrop(
  steps: readonly Step[],
  at: number,
  earlier: readonly (readonly Step[])[],
): readonly (readonly Step[])[] {
  return [steps.slice(at + 1), ...earlier.toReversed(), steps.slice(0, at)]
}

/** What the first of these runs wrote as its segment at `at`; undefined where it wrote none. */
export function predictionAt(runs: readonly (readonly Step[])[], at: number): string | undefined {
  const segment = segmentsOf(runs[0] ?? [])[at] ?? []
  const text = segment.map((step) => step.raw).join('')
  return text.trim() === '' ? undefined : text
}

type Written = Exclude<Step, ObservationStep>

/** Up to each crop, or whatever else came back. */
function segmentsOf(steps: readonly Step[]): readonly (readonly Written[])[] {
  const segments: Written[][] = [[]]
  for (const step of steps) {
    const isReply = step.type === 'thought' && step.kind?.type === 'reply'
    if (step.type === 'observation' || isReply) segments.push([])
    else segments.at(-1)?.push(step)
  }
  return segments
}
