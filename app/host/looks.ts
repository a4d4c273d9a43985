/**
 * The looks of many traces tried, as the window works with it: over the rows of a file, of a run over a benchmark, or the rollouts of a
 * group. A batch belongs to the host, not to the window: it goes on when the window closes, and can go on after a kill. Part of the
 * host's contract (`app/host/index.ts` spreads `looksContract`).
 */
import { z } from 'zod'
import { call, stream } from '../contract'
import type { LooksSummary } from '../explain/looks-summary'
import type { LookVerdict } from '../explain/verdict'
import { traceQuery } from './collections'
import type { SavedTable } from './evaluations'
import { id, modelId } from './shapes'
import type { WorkState } from './work-state'

/** Whose looks. */
export const looksSource = z.discriminatedUnion('type', [
  /** The rows of an opened file that match. */
  z.object({ type: z.literal('collection'), collection: id, query: traceQuery }),
  /** The rows of a run over a benchmark that have steps. */
  z.object({ type: z.literal('evaluation'), evaluation: id }),
  /** The rollouts of a group, sampled here or of a dump; `gold`: right answers that a person typed. */
  z.object({
    type: z.literal('group'),
    project: id,
    group: id,
    gold: z.array(z.string().max(20_000)).max(100).readonly().exactOptional(),
  }),
])
/** Whose looks are tried. */
export type LooksSource = z.infer<typeof looksSource>

/** Of a batch. */
export type LooksId = string

/** A batch in a list. */
export interface LooksJob {
  readonly id: LooksId
  readonly source: LooksSource
  readonly name: string
  /** Absent: each trace by the model that wrote it. */
  readonly model?: string
  readonly atOnce: number
  /** Milliseconds since 1970. */
  readonly startedAt: number
  /** Traces as far as is known, and those that are through, failed ones not among them. */
  readonly total: number
  readonly done: number
  /** Of this time: going on tries them again. */
  readonly failed: number
  /** Why the first of them failed. */
  readonly firstFailure?: string
  readonly summary: LooksSummary
  readonly state: WorkState
}

/** What trying costs at most, as far as it is counted; `counted`: that is all. */
export interface LooksCost {
  readonly traces: number
  readonly looks: number
  /** Answers the model writes. */
  readonly asked: number
  /** The server that is asked; absent: the model runs here and costs time only. */
  readonly server?: string
  readonly counted: boolean
}

/** What came of a trace, in short: the verdicts of its looks in their order. By `triedKey`. */
export type LookMarks = Readonly<Record<string, readonly LookVerdict[]>>

const request = { source: looksSource, model: modelId.exactOptional() } as const

const start = z.object({
  ...request,
  name: z.string().min(1).max(300),
  /** Traces at the same time: for servers. */
  atOnce: z.number().int().min(1).max(64),
})
/** What to try, and with which model. */
export type LooksRequest = z.infer<typeof start>

/** Batches: cost, starting, following, pausing, ending; what came of them. */
export const looksContract = {
  /** Sent again as it is counted; ends with the last. Asks no model. */
  looksCost: stream(z.object(request)).yields<LooksCost>(),
  /** It is on disk before this returns. */
  startLooks: call(start).returns<{ readonly looks: LooksId }>(),
  /** Newest first. Streams again when one changes. */
  looksJobs: stream(z.object({})).yields<readonly LooksJob[]>(),
  /** Begins no other trace; those under way are finished. */
  pauseLooks: call(z.object({ looks: id })).returns<void>(),
  /** Ends it now; traces under way are tried again when it goes on. */
  stopLooks: call(z.object({ looks: id })).returns<void>(),
  /** Goes on with the traces that are not through; those that failed are among them. */
  resumeLooks: call(z.object({ looks: id })).returns<void>(),
  /** Takes it and what came of it away. */
  forgetLooks: call(z.object({ looks: id })).returns<void>(),
  /** What came of each trace: first all there is, then what is new. */
  looksFound: stream(z.object({ looks: id })).yields<LookMarks>(),
  /** The looks that do not matter as JSON lines: to a file of a person's choice, or as bytes the window downloads. */
  saveUnusedLooks: call(z.object({ looks: id })).returns<SavedTable>(),
} as const
