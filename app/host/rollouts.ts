/**
 * Groups of rollouts, as the window and the terminal work with them: sampling them, opening a trainer's dump, and the plain
 * data of both. Part of the host's contract (`app/host/index.ts` spreads `rolloutContract`).
 */
import { z } from 'zod'
import { call, stream } from '../contract'
import type { FailureData } from '../failure'
import type { RolloutGroup } from '../rewards/rollout'
import type { ImageRef } from '../trace/project'
import { count, id, modelId, openSource, page, settings } from './shapes'

/** Of a dump of rollouts: made of its path. */
export type DumpId = string

/** A trainer's dump of rollouts: a file, or a folder with one file per step. */
export interface RolloutDump {
  readonly id: DumpId
  readonly name: string
  readonly path: string
  /** Who wrote it: the name of the kind of dump; absent before it is known. */
  readonly format?: string
  readonly bytes: number
  /** Known so far; final when `state` is ready. A dump that grows is read on. */
  readonly groups: number
  readonly rollouts: number
  readonly issues: number
  readonly firstIssue?: string
  readonly openedAt: number
  readonly state:
    | { readonly type: 'indexing'; readonly done: number; readonly total: number }
    | { readonly type: 'ready' }
    | { readonly type: 'failed'; readonly failure: FailureData }
}

/** A group in a list. Numbers are the trainer's own. */
export interface GroupRow {
  /** Position in the dump, from 0. */
  readonly at: number
  readonly step?: number
  readonly question: string
  readonly gold?: string
  readonly rollouts: number
  /** Right ones, where the trainer says so. */
  readonly right?: number
  /** Mean and unbiased deviation of the totals. */
  readonly mean?: number
  readonly deviation?: number
  /** Mean number of looks and of written tokens. */
  readonly looks: number
  readonly tokens?: number
}

/** Numbers over training steps; `null`: that step has none. */
export interface Curve {
  /** `log`: the trainer's log.jsonl beside the dump, over all questions; `dump`: worked out from the groups written down. */
  readonly from: 'log' | 'dump'
  readonly steps: readonly number[]
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[]
}

/** A group, whole. `project`: where its rollouts are branches; `follow` opens it, nothing is written by looking. */
export interface OpenedGroup {
  readonly group: RolloutGroup
  readonly project: string
  /** Absent: the image was not found; `picture` is what the dump calls it. */
  readonly image?: ImageRef
  readonly picture?: string
}

/** What groups of a dump can be sorted by. */
export const groupSorts = ['file', 'step', 'mean', 'deviation', 'right', 'looks', 'tokens'] as const
/** One of the things groups can be sorted by. */
export type GroupSort = (typeof groupSorts)[number]

/** What to list of a dump. All given conditions must hold. */
export const groupQuery = z.object({
  step: z.number().optional(),
  /** Part of the question or the gold answer. */
  text: z.string().max(2000).optional(),
  /** `useful`: the totals differ, so there is something to learn from; `flat`: they do not. */
  kind: z.enum(['useful', 'flat', 'all-right', 'all-wrong']).optional(),
  sort: z.enum(groupSorts).optional(),
  down: z.boolean().optional(),
})
/** What the list of groups is narrowed to and sorted by. */
export type GroupQuery = z.infer<typeof groupQuery>

const sample = z.object({
  project: id,
  question: z.string().min(1).max(20_000),
  model: modelId,
  settings,
  /** Rollouts of the group. */
  count: z.number().int().min(2).max(64),
  /** The right answer, which the rewards compare with. */
  gold: z.string().max(20_000).optional(),
})
/** How many rollouts of which question, and how they are sampled. */
export type SampleRequest = z.infer<typeof sample>

/** Groups of rollouts: sampling them, and opening a trainer’s dump. */
export const rolloutContract = {
  /** All rollouts are branches of the project, in the journal before this returns; they are made one after the other. */
  sampleRollouts: call(sample).returns<{ readonly group: string }>(),
  /** Ends the rollout under way and begins no other. What was written stays. */
  stopRollouts: call(z.object({ project: id, group: id })).returns<void>(),
  /** Goes on with rollouts that were stopped, cut off, failed or never begun, each with its own seed. */
  resumeRollouts: call(z.object({ project: id, group: id })).returns<void>(),

  /** Dumps opened, newest first. Streams again when one changes. */
  rolloutDumps: stream(z.object({})).yields<readonly RolloutDump[]>(),
  /** Opens at once; the index goes on in the background. Null when a dialog was dismissed. */
  openRollouts: call(z.object({ source: openSource })).returns<{ readonly dump: DumpId } | null>(),
  /** Forgets the dump and its index. The files stay. */
  forgetRollouts: call(z.object({ dump: id })).returns<void>(),
  rolloutGroups: call(z.object({ dump: id, query: groupQuery, ...page })).returns<{
    readonly total: number
    readonly groups: readonly GroupRow[]
  }>(),
  rolloutGroup: call(z.object({ dump: id, at: count })).returns<OpenedGroup>(),
  rolloutCurve: call(z.object({ dump: id })).returns<Curve>(),
} as const
