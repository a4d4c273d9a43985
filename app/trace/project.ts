/**
 * A project: one image and the tree of reasoning about it. Plain data, changed only through `change.ts`.
 *
 * The tree is append-only. Steps are shared between branches: a branch is a path of step ids, and branches that
 * begin with the same ids share that part of the tree.
 */
import type { FailureData } from '../failure'
import { given } from '../given'
import type { Manner } from './manner'
import type { Order, SpaceId } from '../geometry/spaces'
import type { Draft, Drafts } from './draft'
import type { Evidence } from './evidence'
import type { ImageRef } from './image'
import type { LeftOut } from './left-out'
import type { Origin } from './origin'
import type { ReviewMark } from './review'
import type { RolloutMark } from './rollout'
import type { Author, Step, StepId, Timings, Token, View } from './step'
import { seenSteps, type RelinkedLooks, type RespacedLooks } from './step-views'
import type { History, Undoable } from './undo'

/** Of a project: random, or made of the file and row it came from. */
export type ProjectId = string
/** Of a branch, within its project. */
export type BranchId = string

export type { Draft, Drafts, ImageRef, RelinkedLooks, RespacedLooks }

/** How a run samples and where it ends. */
export interface Settings {
  /** 0 is greedy. */
  readonly temperature: number
  /** As transformers has them: of the likeliest so many, so much; 1 and 0 leave all. Absent: all. */
  readonly topP?: number
  readonly topK?: number
  /** 1 is none; also at temperature 0. */
  readonly repetitionPenalty?: number
  /** Special tokens written in the question are sent as plain text; absent: they count as such, as in transformers. */
  readonly plainQuestion?: true
  readonly seed: number
  /** Most tokens generated per segment (up to the next look or the answer). */
  readonly maxTokens: number
  /** Most regions given back before the run ends. 0 runs the baseline without looks. */
  readonly maxLooks: number
}

/** Greedy, with as many looks as any published model takes. */
export const defaultSettings: Settings = { temperature: 0, seed: 0, maxTokens: 512, maxLooks: 7 }

/**
 * What a run is doing right now. `done` of `total` where it can be counted (tokens to prefill). `wait`: a server is busy or
 * gone and is asked again in a while; `note` says why and when.
 */
export interface RunPhase {
  readonly name: 'queue' | 'load' | 'encode' | 'prefill' | 'decode' | 'wait'
  readonly note?: string
  readonly done?: number
  readonly total?: number
}

/**
 * Why a run ended. `cut-off`: the app was killed while it ran. `limit`: tokens or looks ran out. `code-not-run`: the model wrote
 * code and waits for what it does; Relook runs none, and the code cuts no region whose crop could be handed back instead.
 */
export type EndReason = 'answered' | 'no-answer' | 'limit' | 'stopped' | 'failed' | 'cut-off' | 'code-not-run'

/** Whether a branch is being run, and how its run ended. */
export type RunState =
  | { readonly type: 'idle' }
  | { readonly type: 'running'; readonly startedAt: number; readonly phase: RunPhase }
  | {
      readonly type: 'ended'
      readonly startedAt: number
      readonly endedAt: number
      readonly reason: EndReason
      readonly failure?: FailureData
    }

/** A path of steps with the question and the model that made it. */
export interface Branch {
  readonly id: BranchId
  readonly name: string
  readonly star: boolean
  readonly author: Author
  readonly createdAt: number
  readonly question: string
  /** Model id and dialect id the branch was run with. */
  readonly model: string
  readonly dialect: string
  /** Absent (older traces): crops in the same assistant turn, continued in place. */
  readonly manner?: Manner
  /** The space its model's numbers are read in, where that is not the dialect's own. */
  readonly space?: SpaceId
  /** The order they stand in, where that is not the dialect's own. */
  readonly order?: Order
  readonly settings: Settings
  /** How the model sees the whole image. */
  readonly view: View
  /** Where it left another branch; absent for a first run. `step` absent: before the first step. */
  readonly fork?: { readonly branch: BranchId; readonly step?: StepId }
  /** It is one of a group: sampled together, or of a trainer's dump. */
  readonly rollout?: RolloutMark
  /** Of a crop intervention: its model was shown other pixels than it asked for, to see what follows. Never training data. */
  readonly trial?: true
  /** Its model was run without a part of it, because its export leaves that out and a person opened it anyway. */
  readonly leftOut?: LeftOut
  readonly path: readonly StepId[]
  /** Streamed text of the segment that is not yet a step; kept when a run is cut off. */
  readonly open: { readonly text: string; readonly tokens: readonly Token[] }
  readonly run: RunState
  /** In the bin: hidden, restorable. */
  readonly binned: boolean
}

/** An image with everything that was asked about it. */
export interface Project extends Undoable {
  readonly id: ProjectId
  readonly title: string
  readonly createdAt: number
  readonly image: ImageRef
  /** Of a trace opened from a file. */
  readonly origin?: Origin
  /** As they were written. `stepsOf` shows them as they are to be seen. */
  readonly steps: Readonly<Record<StepId, Step>>
  /** Where the looks lie on an image that was found later. */
  readonly relinked?: RelinkedLooks
  readonly branches: readonly Branch[]
  /** What was found out about its branches; absent: nothing yet. */
  readonly evidence?: readonly Evidence[]
  /** Undo and redo. Part of the document, so that undo survives a restart. */
  readonly history: History
}

/** What the projects list shows. */
export interface ProjectSummary {
  readonly id: ProjectId
  readonly title: string
  readonly createdAt: number
  readonly changedAt: number
  readonly image: ImageRef
  readonly question: string
  readonly answer?: string
  /** A person changed its steps; with the answer as it is now. */
  readonly corrected?: { readonly answer?: string }
  readonly branches: number
  readonly looks: number
  /** Of a trace from a file: where it stands there. */
  readonly origin?: Pick<Origin, 'collection' | 'row' | 'file'>
  /** Reviews of what is opened first, the newest first; absent without any. */
  readonly reviews?: readonly ReviewMark[]
  /** Annotators differ about it, and nobody has settled that. */
  readonly disagree?: boolean
}

/** The branch with this id. */
export function branchOf(project: Project, id: BranchId): Branch | undefined {
  return project.branches.find((b) => b.id === id)
}

/** The steps of a branch in order, as they are to be seen; the same array for the same steps and views. */
export function stepsOf(project: Project, { path }: Pick<Branch, 'path'>): readonly Step[] {
  const { steps, respacing, relinked } = project
  const known = seen.get(path)
  if (known?.steps === steps && known.respacing === respacing && known.relinked === relinked)
    return known.result
  const result = seenSteps(path, steps, project)
  seen.set(path, { steps, respacing, relinked, result })
  return result
}

/** The last answer of `stepsOf` for each path. */
const seen = new WeakMap<
  readonly StepId[],
  {
    readonly steps: Project['steps']
    readonly respacing: RespacedLooks | undefined
    readonly relinked: RelinkedLooks | undefined
    readonly result: readonly Step[]
  }
>()

/** The answer a branch ends in. */
export function answerOf(project: Project, branch: Branch): string | undefined {
  return stepsOf(project, branch).findLast((s) => s.type === 'answer')?.text
}

/**
 * The branch to open first: the newest starred one, else the newest that a model wrote. Binned ones never, crop interventions
 * only where there is nothing else.
 */
export function mainBranch(project: Project): Branch | undefined {
  const live = project.branches.filter((b) => !b.binned)
  const real = live.filter((b) => b.trial !== true)
  return (
    live.findLast((b) => b.star) ??
    real.findLast((b) => b.author.type !== 'person') ??
    real.at(-1) ??
    live.at(-1)
  )
}

/** Sums what the steps of a branch cost; where one step does not know how many tokens were cached, the sum does not. */
export function totalTimings(steps: readonly Step[]): Timings {
  const all = steps.flatMap((step) => step.timings ?? [])
  const sum = (of: (timings: Timings) => number) => all.reduce((total, timings) => total + of(timings), 0)
  const isDrafted = all.some((t) => t.drafted !== undefined)
  return {
    encodeMs: sum((t) => t.encodeMs),
    prefillMs: sum((t) => t.prefillMs),
    decodeMs: sum((t) => t.decodeMs),
    tokens: sum((t) => t.tokens),
    promptTokens: sum((t) => t.promptTokens),
    cachedTokens: sum((t) => t.cachedTokens),
    ...given({
      drafted: isDrafted ? sum((t) => t.drafted ?? 0) : undefined,
      accepted: isDrafted ? sum((t) => t.accepted ?? 0) : undefined,
      cacheUnknown: all.some((t) => t.cacheUnknown === true) ? (true as const) : undefined,
    }),
  }
}
