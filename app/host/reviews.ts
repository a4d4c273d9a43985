/**
 * Reviewing, as the window asks the host for it: merging another annotator's file, checks that take pixels or a model, crop
 * interventions. Part of the host's contract (`app/host/index.ts` spreads `reviewContract`).
 */
import { z } from 'zod'
import type { CropStats, Finding } from '../checks'
import type { TrialKind } from '../trace/evidence'
import { traceQuery } from './collections'
import { call, stream } from '../contract'
import { queueSetup } from '../queues/setup'
import type { FailureData } from '../failure'
import type { Issue } from '../result'
import type { BranchId } from '../trace/project'
import { boxShape, id, modelId, path } from './shapes'

/** What became of another annotator's file. */
export interface MergeResult {
  /** Traces that got something new of it. */
  readonly traces: number
  readonly reviews: number
  /** Corrections that became branches. */
  readonly corrections: number
  /** Traces about which annotators now differ. */
  readonly disagreements: number
  /** Traces of the file about which it says nothing that is not here already. */
  readonly same: number
  /** Traces of the file that are not here. */
  readonly unknown: number
  /** Bad rows. */
  readonly issues: readonly Issue[]
}

/** One trace judged. `cached`: it was said before and cost nothing now. */
export interface JudgedTrace {
  readonly project: string
  readonly branch: BranchId
  /** Undefined: the judge did not say. */
  readonly good?: boolean
  readonly findings: readonly Finding[]
  readonly text: string
  /** Points by criterion, where a rubric was asked for. */
  readonly scores?: Readonly<Record<string, number>>
  readonly cached: boolean
  readonly tokens: { readonly prompt: number; readonly written: number }
}

/** What comes of asking a model to judge traces: how far it is, each verdict, each failure. */
export type JudgeEvent =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'judged'; readonly judged: JudgedTrace }
  | { readonly type: 'failed'; readonly project: string; readonly failure: FailureData }

/** One crop intervention under way or done. */
export interface TrialState {
  readonly kind: TrialKind
  readonly name: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly branch?: BranchId
  readonly answer?: string
  /** How often it looked again after the crop. */
  readonly looks?: number
  readonly failure?: FailureData
}

/** Reviews: merging another annotator’s, asking a judge, trying interventions. */
export const reviewContract = {
  /** Relook JSONL of another annotator: uploaded (POST `uploads/NAME`) or a file of this machine. */
  mergeReviews: call(
    z.object({
      source: z.union([
        z.object({ type: z.literal('upload'), upload: id }),
        z.object({ type: z.literal('path'), path }),
      ]),
    }),
  ).returns<MergeResult>(),
  /** How much there is to see in each region of a project's image; null where no pixel is left. */
  cropStats: call(z.object({ project: id, regions: z.array(boxShape).max(500) })).returns<
    readonly (CropStats | null)[]
  >(),
  /** A model's opinion of traces, as they are corrected: one, or those of a file that match. Leaving stops it. */
  judge: stream(
    z.object({
      of: z.union([
        z.object({ type: z.literal('branch'), project: id, branch: id }),
        z.object({ type: z.literal('collection'), collection: id, query: traceQuery }),
        z.object({ type: z.literal('projects'), projects: z.array(id).min(1).max(10_000) }),
      ]),
      model: modelId,
      prompt: z.string().min(1).max(20_000),
      /** Criteria to score; the points are kept with the trace as a review of the model’s. */
      rubric: queueSetup.shape.rubric.optional(),
    }),
  ).yields<JudgeEvent>(),
  /**
   * Runs a look again with other pixels behind it; each trial is a branch. All of them, again whenever one changes. `model`
   * absent: the one that wrote the branch.
   */
  tryLook: stream(z.object({ project: id, branch: id, look: id, model: modelId.optional() })).yields<
    readonly TrialState[]
  >(),
} as const
