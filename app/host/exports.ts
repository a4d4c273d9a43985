/**
 * Exports of training data, as the window works with them: the abilities that count, start, follow and end them, and the
 * plain data they speak. Part of the host's contract (`app/host/index.ts` spreads `exportContract`). An export belongs to the
 * host, not to the window; one that a kill cut off can go on where it was.
 */
import { z } from 'zod'
import { traceQuery } from './collections'
import { call, stream } from '../contract'
import type { Split } from '../exports'
import type { FailureData } from '../failure'
import { rewardSettings } from '../rewards/settings'
import { id, path, seed } from './shapes'

const share = z.number().min(0).max(1)
const tags = z.array(z.string().min(1).max(100)).max(50).readonly()

/** Whose traces. */
export const exportSource = z.union([
  z.object({ type: z.literal('all') }),
  z.object({ type: z.literal('projects'), projects: z.array(id).min(1).max(100_000).readonly() }),
  /** The rows of an opened file that match; corrected ones as they are corrected. */
  z.object({ type: z.literal('collection'), collection: id, query: traceQuery.default({}) }),
])

const selection = z.object({
  branches: z.enum(['main', 'all']),
  branch: id.optional(),
  words: z.enum(['corrected', 'original']),
  verdict: z.enum(['any', 'reviewed', 'accepted']),
  withTags: tags,
  withoutTags: tags,
  dev: share,
  test: share,
  seed,
})

/** What to export and in which shape. */
export const exportRequest = z.object({
  source: exportSource,
  writer: id,
  /** Absent: the writer's own, else each trace's. */
  dialect: id.optional(),
  /** Most pixels the trainer gives the whole image; absent: the writer's or dialect's. */
  pixels: z.number().int().min(784).max(100_000_000).optional(),
  selection,
  /** Of a job that brings rewards along (`Writer.scored`); absent: the paper's. */
  rewards: rewardSettings.optional(),
})
/** What to export, in which format. */
export type ExportRequest = z.infer<typeof exportRequest>
/** Where the traces of an export come from. */
export type ExportSource = ExportRequest['source']

/** What an export holds so far, or would hold. */
export interface ExportCounts {
  /** Traces looked at, and how many there are in all (a guess until a file is indexed). */
  readonly done: number
  readonly total: number
  /** Records per split. */
  readonly records: Readonly<Record<Split, number>>
  /** Different images the traces are about, crops, corrected and accepted traces. */
  readonly images: number
  readonly crops: number
  readonly corrected: number
  readonly accepted: number
  /** Traces that are not in it, by reason. */
  readonly skipped: Readonly<Record<string, number>>
}

/** An export that was started, and how far it is. */
export interface ExportJob {
  readonly id: string
  /** Name of the data set: that of its folder. */
  readonly name: string
  readonly writer: string
  readonly startedAt: number
  readonly counts: ExportCounts
  readonly state:
    | { readonly type: 'running'; readonly phase: 'writing' | 'joining' }
    /** Cut off by a kill; `resumeExport` goes on. */
    | { readonly type: 'cut-off' }
    | { readonly type: 'failed'; readonly failure: FailureData }
    | {
        readonly type: 'done'
        readonly path: string
        readonly bytes: number
        /** Address of a zip of it, relative to where the app is served. */
        readonly download: string
      }
}

/** Where it goes. `folder` is a folder that is made; what lies at that path is only replaced when `replace` says so. */
const target = z.union([
  /** Native dialog (desktop only). */
  z.object({ type: z.literal('dialog') }),
  z.object({
    type: z.literal('folder'),
    path,
    replace: z.boolean().default(false),
  }),
  /** Into the data folder, to be downloaded. */
  z.object({ type: z.literal('download') }),
])

/** Exports: previewing, starting, following, stopping. */
export const exportContract = {
  /** What an export would hold. Sent again as it is counted; ends with the last. Nothing is written. */
  previewExport: stream(z.object({ request: exportRequest })).yields<ExportCounts>(),
  /** Starts it; null when a dialog was dismissed. */
  startExport: call(z.object({ request: exportRequest, name: z.string().min(1).max(200), target })).returns<{
    readonly export: string
  } | null>(),
  /** Running, cut-off and finished ones of this run of the app, newest first. Streams again when one changes. */
  exports: stream(z.object({})).yields<readonly ExportJob[]>(),
  /** Ends it and takes away what was written. */
  cancelExport: call(z.object({ export: id })).returns<void>(),
  resumeExport: call(z.object({ export: id })).returns<void>(),
  /** Takes it off the list. A finished data set stays, unless it was only for download. */
  forgetExport: call(z.object({ export: id })).returns<void>(),
  /** Shows the data set in the system's file manager (desktop only). */
  showExport: call(z.object({ export: id })).returns<void>(),
} as const
