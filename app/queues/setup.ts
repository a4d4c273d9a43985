/**
 * What is said of a queue for everybody who reviews it: instructions, a rubric, and whose part is what. Plain data, kept on the host
 * beside the file of traces it is about. Knows no disk and no window.
 */
import { z } from 'zod'

const name = z.string().min(1).max(100)
/** What a trace is told apart by, whatever its row is now: of a file the key of its row, else the id of its project. */
const key = z.string().min(1).max(200)

/** One thing that people and a judge score alike. */
const criterion = z.object({
  id: z.string().min(1).max(100),
  title: z.string().min(1).max(200),
  /** What the points mean. */
  hint: z.string().max(2000),
  /** Points go from 1 to this; 2 to 9, so that each has a key. */
  points: z.number().int().min(2).max(9),
})

const parts = z.object({
  /** Among whom the queue is divided; nobody: it is not. */
  people: z.array(name).max(200),
  /** How many of them get each trace: with 2 and more their agreement can be measured. */
  each: z.number().int().min(1).max(200),
  /** Traces that were given to somebody by hand: these go to nobody else. */
  given: z.record(name, z.array(key).max(200_000)),
})

/** The shape of what is kept; everything that can be set about a queue. */
export const queueSetup = z.object({
  instructions: z.string().max(200_000),
  rubric: z.array(criterion).max(20),
  parts,
})

/** A criterion of a rubric. */
export type Criterion = z.infer<typeof criterion>
/** Whose part of a queue is what. */
export type QueueParts = z.infer<typeof parts>
/** What can be set about a queue. */
export type QueueSetup = z.infer<typeof queueSetup>

/** A queue’s setup as it was last kept. */
export interface KeptSetup {
  readonly setup: QueueSetup
  /** Rises with every change: who changes it says over which one. */
  readonly revision: number
  /** Who changed it last; absent before anybody did. */
  readonly by?: string
  readonly at?: number
}

/** Nothing was said of the queue. */
export const noSetup: KeptSetup = {
  setup: { instructions: '', rubric: [], parts: { people: [], each: 1, given: {} } },
  revision: 0,
}
