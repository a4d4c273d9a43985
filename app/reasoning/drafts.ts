/**
 * What another run wrote, as guesses for one that may write it again: token ids by segment. They change how fast a model that runs here
 * writes, never what. Pure.
 */
import { pushAll } from '../lists'
import type { Step } from '../trace/step'

/** The ids of one segment after the other: up to each crop, or whatever else came back. Words of people have none. */
export function draftsOf(steps: readonly Step[]): readonly (readonly number[])[] {
  const segments: number[][] = [[]]
  for (const step of steps) {
    const kind = step.type === 'thought' ? step.kind?.type : undefined
    if (step.type === 'observation' || kind === 'reply') segments.push([])
    // A server that does not tell ids says −1.
    else
      pushAll(
        segments.at(-1) ?? [],
        (step.tokens ?? []).map((t) => t.id).filter((id) => id >= 0),
      )
  }
  return segments
}

/** For the segment at `at` of a run, what other runs wrote: first each one's own segment there, then all the others. */
export function draftsAt(runs: readonly (readonly Step[])[], at: number): readonly (readonly number[])[] {
  const segments = runs.map(draftsOf)
  const others = segments.flatMap((of) => [...of.slice(at + 1), ...of.slice(0, at)])
  return [...segments.map((of) => of[at] ?? []), ...others].filter((ids) => ids.length > 0)
}
