/** What a model could have said at a place, as the window and the terminal ask for it. Part of the host's contract (`app/host/index.ts`). */
import { z } from 'zod'
import { stream } from '../contract'
import type { GrownTree } from '../tokens/tree'
import type { WorkedOut } from '../trace/odds'
import { id, tokenPlace } from './shapes'

/** Asking a model what else was possible. */
export const tokenContract = {
  /**
   * What the model of a branch could have said from a place on, as it grows; leaving ends it. `depth` tokens in a row, `width` of each; the
   * model is asked `asks` times at most.
   */
  couldHaveSaid: stream(
    z.object({
      project: id,
      branch: id,
      place: tokenPlace,
      depth: z.int().min(1).max(12),
      width: z.int().min(2).max(64),
      asks: z.int().min(1).max(200),
    }),
  ).yields<GrownTree>(),
  /**
   * How likely each value of a number of a look was, digit by digit, as it becomes known; `number`: its place in the request. When all that is
   * asked is known, it is kept in the project.
   */
  numberOdds: stream(
    z.object({
      project: id,
      branch: id,
      step: id,
      number: z.int().min(0).max(3),
      asks: z.int().min(1).max(200),
    }),
  ).yields<WorkedOut>(),
} as const
