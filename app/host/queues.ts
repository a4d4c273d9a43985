/**
 * Queues that several people review, as the window asks the host for them: what is said of a queue, and who is at it now. Part of the
 * host's contract (`app/host/index.ts` spreads `queueContract`).
 */
import { z } from 'zod'
import { call, stream } from '../contract'
import { queueSetup, type KeptSetup } from '../queues/setup'
import { traceQuery } from './collections'
import { id } from './shapes'

/** A file of traces, or `projects`: those that are of no file. */
const queue = z.union([z.literal('projects'), z.string().regex(/^c[0-9a-f]{12}$/)])
const name = z.string().min(1).max(100)

/** Somebody who is reviewing in another window. */
export interface Present {
  readonly by: string
  /** The trace that is open there. */
  readonly project?: string
  /** Milliseconds since 1970 it was opened. */
  readonly since: number
}

/** Queues: what is said of them, and who is there. */
export const queueContract = {
  /** What is said of a queue, again whenever somebody changes it. */
  queueSetup: stream(z.object({ queue })).yields<KeptSetup>(),
  /** Keeps another setup. @throws `conflict` where somebody has changed it since `over`; nothing is lost then. */
  setQueue: call(
    z.object({ queue, setup: queueSetup, over: z.number().int().min(0), by: name }),
  ).returns<KeptSetup>(),
  /** Gives every trace of a file that matches to one person by hand; `to` absent: back to the hash. Tells how many. */
  giveTraces: call(z.object({ collection: id, query: traceQuery, to: name.optional(), by: name })).returns<{
    readonly traces: number
  }>(),
  /** One is here, with this trace open, for as long as one listens. Yields the others, again whenever they change. */
  attend: stream(z.object({ queue, by: name, project: id.optional() })).yields<readonly Present[]>(),
} as const
