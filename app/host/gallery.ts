/**
 * Recorded runs of real models that ship with the app, as the window works with them. Part of the host's contract (`app/host/index.ts`
 * spreads `galleryContract`).
 */
import { z } from 'zod'
import { call } from '../contract'
import type { Project } from '../trace/project'

/** A run that was recorded: no model is needed to play it. */
export interface RecordedRun {
  readonly id: string
  readonly title: string
  readonly model: string
  /** Whose it is, under which licence, and where it was published. */
  readonly credit: string
  readonly licence: string
  readonly source: string
  /** What must be said beside it. */
  readonly note?: string
  /** Shows its image. */
  readonly url: string
  /** As it will be once it is opened; its image is not in the data folder before that. */
  readonly project: Project
}

/** Playing and opening recorded runs. */
export const galleryContract = {
  recordedRuns: call(z.object({})).returns<readonly RecordedRun[]>(),
  /** Keeps it as a project, the same one each time. */
  openRecordedRun: call(z.object({ run: z.string().min(1).max(100) })).returns<{ project: string }>(),
} as const
