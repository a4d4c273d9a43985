/**
 * Why a branch answers as it does, as the window and the terminal ask for it: occlusion maps, interventions on its looks, the smallest
 * crop. What is found is kept in the project. Part of the host's contract (`app/host/index.ts` spreads `explainContract`).
 */
import { z } from 'zod'
import type { NamedHead, WeightSelection } from '../attention/attended'
import type { ImageHeat } from '../attention/heat'
import { call, stream } from '../contract'
import { fewestCells, mostCells } from '../explain/map'
import type { Evidence, Occlusion, TrialResult } from '../trace/evidence'
import type { ClusteredFailure } from '../explain/triage'
import type { Box } from '../geometry/box'
import type { ProjectId } from '../trace/project'
import { covers, type ImageId } from '../trace/step'
import { traceQuery } from './collections'
import { boxShape, count, id, modelId } from './shapes'

/** What an explanation costs before it is begun. */
export interface ExplainCost {
  /** Questions to the model at most, the curves' included. */
  readonly asked: number
  /** The same where a server does not tell of all stretches at once, which only asking shows; absent: there is one stretch. */
  readonly apart?: number
  /** `scores`: it says how likely the given text is; `answers`: it writes its answer again each time. */
  readonly by: 'scores' | 'answers'
  /** Tokens of one question; of a server, whose words are not counted here, roughly. */
  readonly promptTokens: number
  /** The server that is asked; absent: the model runs here and costs time only. */
  readonly server?: string
}

/** How far a map is; last, what was kept. */
export type OcclusionEvent =
  | { readonly type: 'progress'; readonly done: number; readonly total: number; readonly map: Occlusion }
  | { readonly type: 'kept'; readonly evidence: Extract<Evidence, { type: 'occlusion' }> }

/** How far the trials of a look are; last, what was kept. */
export type InterventionEvent =
  | { readonly type: 'progress'; readonly trials: readonly TrialResult[] }
  | { readonly type: 'kept'; readonly evidence: Extract<Evidence, { type: 'trials' }> }

/** How far the search of the smallest crop is; last, what was kept. */
export type MinimalEvent =
  | {
      readonly type: 'progress'
      readonly region: Extract<Evidence, { type: 'minimal' }>['region']
      readonly asked: number
    }
  | { readonly type: 'kept'; readonly evidence: Extract<Evidence, { type: 'minimal' }> }

/** A trace with a wrong answer, why, and the part of its image that shows it. */
export interface TriagedTrace {
  /** Its place in the file, from 0. */
  readonly row: number
  readonly trace: ProjectId
  readonly line?: number
  readonly id?: string
  readonly question: string
  readonly answer?: string
  readonly gold: readonly string[]
  readonly failed: ClusteredFailure
  /** The right place, else the first look, with its surroundings; absent: the image is missing. */
  readonly seen?: { readonly id: ImageId; readonly crop: Box<'image'> }
}

/** What was found since the last news. `known`: traces of which it is known whether they are right. */
export interface TriageNews {
  readonly done: number
  readonly total: number
  readonly known: number
  readonly found: readonly TriagedTrace[]
}

/** A branch, and the model that is asked about it: absent, the one that wrote it. */
const on = { project: id, branch: id, model: modelId.exactOptional() } as const

const occlusion = z.object({
  ...on,
  /** Absent: where the answer is first written. */
  span: z.object({ step: id, start: count, end: count }).exactOptional(),
  /** Hides only in what this look showed, and lies over its region; absent: the whole image, wherever the model sees it. */
  look: id.exactOptional(),
  /** The part of the image the grid lies over; absent: all, or the look's. */
  region: boxShape.exactOptional(),
  side: z.int().min(fewestCells).max(mostCells),
  refine: z.int().min(0).max(3),
  cover: z.enum(covers),
  curves: z.boolean(),
})
/** A map to be made. */
export type OcclusionRequest = z.infer<typeof occlusion>

const selection = z.discriminatedUnion('type', [
  z.object({ type: z.literal('mean') }),
  z.object({ type: z.literal('layer'), layer: count }),
  z.object({ type: z.literal('head'), layer: count, head: count }),
  z.object({ type: z.literal('rollout') }),
]) satisfies z.ZodType<WeightSelection>

/** What some tokens of a step attended to, as it is shown. */
export interface AttentionView {
  /** Tokens of the step. */
  readonly tokens: number
  readonly images: readonly ImageHeat[]
  /** Shares of 1 of all attention, by earlier step, its own tokens included; crops count for the step that shows them. */
  readonly steps: readonly { readonly step: string; readonly share: number }[]
  /** What fell on the prompt: the question, the image, and the words around them. */
  readonly prompt: number
  readonly layers: readonly number[]
  readonly heads: number
  readonly named: readonly NamedHead[]
}

/** Why: maps, interventions, smallest crops. Leaving a stream stops it; what was found by then is not kept. */
export const explainContract = {
  /** How likely a span of a branch is, in nats, and over how many tokens; null where the model does not say. */
  spanScore: call(z.object({ ...on, span: occlusion.shape.span })).returns<{
    readonly words: string
    readonly logprob: number
    readonly tokens: number
  } | null>(),
  occlusionCost: call(occlusion).returns<ExplainCost>(),
  occlude: stream(occlusion).yields<OcclusionEvent>(),
  /** What becomes of the answer when a look is shown other pixels. Makes no branches: `tryLook` does. */
  intervene: stream(z.object({ ...on, look: id })).yields<InterventionEvent>(),
  smallestCrop: stream(z.object({ ...on, look: id })).yields<MinimalEvent>(),
  /** The wrong answers of a file, sorted by rules; no model is asked. */
  triage: stream(z.object({ collection: id, query: traceQuery })).yields<TriageNews>(),
  /** What the tokens [from, to) of a step attended to. The first question about a step reads its context; the next ones are answered at once. */
  attention: call(z.object({ ...on, step: id, from: count, to: count, selection })).returns<AttentionView>(),
} as const
