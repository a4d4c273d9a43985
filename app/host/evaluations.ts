/**
 * Runs of a model over a benchmark, as the window and the terminal work with them: the abilities that start, watch, pause and
 * export them, and the plain data they speak. Part of the host's contract (`app/host/index.ts` spreads `evaluationContract`).
 */
import { z } from 'zod'
import { call, stream } from '../contract'
import { metrics } from '../metrics'
import type { Interval } from '../metrics/bootstrap'
import type { ResultRow } from '../metrics/result'
import type { Issue } from '../result'
import type { ProjectId, Settings } from '../trace/project'
import { id, modelId, path, settings } from './shapes'
import type { WorkState } from './work-state'

/** Of a run over a data set. */
export type EvaluationId = string

/** The project that a row of a run is opened as: the same each time. */
export function resultProject(evaluation: EvaluationId, position: number): ProjectId {
  return `e${evaluation}-${position}`
}

/** Whether a project is a row of a run that was begun in a window. Nobody else's id is as long. */
export function isResultProject(project: ProjectId): boolean {
  return /^e[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-\d+$/.test(project)
}

/** A data set as it was found. */
export interface DataInfo {
  readonly path: string
  readonly name: string
  readonly bytes: number
  readonly changedAt: number
  readonly count: number
  /** The benchmark it is likely of; absent when unknown. */
  readonly preset?: string
  readonly title: string
  /** The metric its benchmark is scored with; absent when unknown. */
  readonly metric?: string
  readonly categories: number
  /** Rows with gold regions. */
  readonly boxes: number
  readonly issues: readonly Issue[]
  /** The first rows, as they would be asked. */
  readonly examples: readonly { readonly asked: string; readonly answer: string }[]
}

/** A data set that can be named in a click: in the data folder's `datasets`, or used before. */
export interface KnownData {
  readonly path: string
  readonly name: string
  /** Comes with the app: the images its own model is measured on. */
  readonly builtIn?: true
}

/** A data set on its way from a hub; last, the folder it lies in. Bytes. */
export type DataDownload =
  | { readonly type: 'progress'; readonly name: string; readonly done: number; readonly total: number }
  | { readonly type: 'done'; readonly path: string }

/** What is run over what. */
export interface Plan {
  readonly data: string
  readonly model: string
  readonly metric: string
  /** The model asked where no rule decides. */
  readonly judge?: string
  readonly settings: Settings
  /** Rows from the beginning; absent: all. */
  readonly limit?: number
  /** Samples under way at the same time. */
  readonly concurrency: number
}

/** How far a run over a data set is. */
export type EvaluationState =
  | WorkState
  /** The data is being read; `done` 0..1. */
  | { readonly type: 'reading'; readonly done: number }

/** A run in a list. */
export interface Evaluation {
  readonly id: EvaluationId
  readonly name: string
  readonly plan: Plan
  /** The data's title, its file's name and when that was written: other contents are other data. */
  readonly title: string
  readonly dataName: string
  readonly changedAt: number
  readonly style: string
  readonly dialect: string
  readonly createdAt: number
  readonly total: number
  /** Rows with a result, failed ones among them. */
  readonly done: number
  readonly failed: number
  /** Attempts beyond the first. */
  readonly retried: number
  readonly undecided: number
  /** The headline number so far, 0..1. */
  readonly score?: { readonly value: number; readonly ci95: Interval }
  readonly state: EvaluationState
}

/** What a follower of a run gets: the run whenever it changes, rows as they come (an item's newest row counts). */
export type EvaluationEvent =
  | { readonly type: 'evaluation'; readonly evaluation: Evaluation }
  | { readonly type: 'rows'; readonly rows: readonly ResultRow[] }

/** A table to be saved: to a file of the person's choice, or as bytes the window downloads. */
export type SavedTable =
  | { readonly type: 'saved'; readonly path: string }
  | { readonly type: 'dismissed' }
  | { readonly type: 'download'; readonly name: string; readonly base64: string }

/** Forms of a table. `xlsx` has the columns VLMEvalKit scores. */
export const tableForms = ['csv', 'jsonl', 'xlsx'] as const
/** A form in which the table of runs can be had. */
export type TableForm = (typeof tableForms)[number]

const metricIds = metrics.map((m) => m.id)
const start = z.object({
  data: path,
  model: modelId,
  /** Absent: the benchmark's own. */
  metric: z.enum(metricIds).optional(),
  judge: modelId.optional(),
  settings,
  limit: z.number().int().min(1).optional(),
  concurrency: z.number().int().min(1).max(64),
  name: z.string().min(1).max(300).optional(),
  /** Runs the same without looks, too, one after the other. */
  baseline: z.boolean(),
})
/** What to run over which data set, and how. */
export type StartRequest = z.infer<typeof start>

/** Runs over data sets: starting, following, comparing, judging by hand. */
export const evaluationContract = {
  /** Newest first. Streams again when one changes. */
  evaluations: stream(z.object({})).yields<readonly Evaluation[]>(),
  knownData: call(z.object({})).returns<readonly KnownData[]>(),
  /** `hf:OWNER/NAME[@REVISION][/PART]` of the hub that is set; goes on where it broke off. Ends when whoever follows leaves. */
  downloadData: stream(z.object({ source: z.string().min(4).max(500) })).yields<DataDownload>(),
  /** Reads a data set as far as is needed to say what it is. */
  inspectData: call(z.object({ path })).returns<DataInfo>(),
  /** The run is on disk before this returns; it goes on without a window. With `baseline` two runs. */
  startEvaluation: call(start).returns<{ readonly evaluations: readonly EvaluationId[] }>(),
  /** Begins no new sample; what is under way is finished. */
  pauseEvaluation: call(z.object({ evaluation: id })).returns<void>(),
  /** Ends it now; samples under way are given up and done again when it goes on. */
  stopEvaluation: call(z.object({ evaluation: id })).returns<void>(),
  /** Goes on with the rows that have no result; with `failed` those that failed are tried again, too. */
  resumeEvaluation: call(z.object({ evaluation: id, failed: z.boolean() })).returns<void>(),
  /** To the trash folder inside the data folder; `restoreEvaluation` brings it back. */
  removeEvaluation: call(z.object({ evaluation: id })).returns<void>(),
  restoreEvaluation: call(z.object({ evaluation: id })).returns<void>(),
  followEvaluation: stream(z.object({ evaluation: id })).yields<EvaluationEvent>(),
  /** A person's verdict over the rule's; null takes it back. Returns when it is on disk. */
  overrideVerdict: call(
    z.object({
      evaluation: id,
      item: z.string().min(1).max(1000),
      override: z.object({ right: z.boolean(), reason: z.string().trim().min(1).max(2000) }).nullable(),
    }),
  ).returns<void>(),
  /** Makes a project of a row's steps (once) and tells its id. */
  openResult: call(z.object({ evaluation: id, item: z.string().min(1).max(1000) })).returns<{
    readonly project: string
  }>(),
  saveTable: call(z.object({ evaluation: id, form: z.enum(tableForms) })).returns<SavedTable>(),
} as const
