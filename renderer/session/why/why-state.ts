/** What is being found out about the open branch, and what of it is shown. What was found is in the project. Plain data. */
import type { CollectionId } from '../../../app/host/collections'
import type { ExplainCost, TriagedTrace } from '../../../app/host/explain'
import type { Box } from '../../../app/geometry/box'
import type { Occlusion, StepSpan, TrialResult } from '../../../app/trace/evidence'
import type { BranchId } from '../../../app/trace/project'
import type { Cover, StepId } from '../../../app/trace/step'

/** Words of a step, to be explained in place of the answer. */
export interface ChosenWords {
  readonly branch: BranchId
  readonly span: StepSpan
  readonly words: string
}

/** How a map is made. */
export interface MapPlan {
  readonly side: number
  readonly cover: Cover
  /** Only what this look showed; absent: the whole image. */
  readonly look?: StepId
}

/** One piece of work under way. */
export type WhyWork =
  | {
      readonly type: 'looks'
      readonly branch: BranchId
      readonly look: StepId
      readonly trials: readonly TrialResult[]
    }
  | {
      readonly type: 'smallest'
      readonly branch: BranchId
      readonly look: StepId
      readonly region?: Box<'image'>
      readonly asked: number
    }
  | {
      readonly type: 'map'
      readonly branch: BranchId
      readonly plan: MapPlan
      readonly done: number
      readonly total: number
      readonly map?: Occlusion
    }

/** Failures of a file, as far as they are sorted. */
export interface Triage {
  readonly collection: CollectionId
  readonly done: number
  readonly total: number
  readonly known: number
  readonly found: readonly TriagedTrace[]
  readonly over: boolean
}

export interface WhyState {
  readonly triage: Triage | undefined
  readonly plan: MapPlan
  /** Absent: the answer is explained. */
  readonly chosen: ChosenWords | undefined
  /** Marked in the story, and not chosen yet; `lost`: what is marked does not stand in what the model wrote. */
  readonly marked: ChosenWords | 'lost' | undefined
  readonly work: WhyWork | undefined
  /** A server would be asked: what that costs, until somebody says yes or no. */
  readonly cost: { readonly branch: BranchId; readonly plan: MapPlan; readonly cost: ExplainCost } | undefined
  /** The heat is drawn over the image. */
  readonly heat: boolean
}

/** Nothing is asked; a map is shown once it is there. */
export const noWhy: WhyState = {
  plan: { side: 8, cover: 'grey' },
  chosen: undefined,
  marked: undefined,
  triage: undefined,
  work: undefined,
  cost: undefined,
  heat: true,
}
