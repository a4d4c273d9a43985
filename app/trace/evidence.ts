/**
 * What was found out about why a branch answers as it does, kept beside it in the project: an occlusion map, what became of the answer
 * when a look was shown other pixels, the smallest crop that still gives it, how likely other numbers of a look were. Plain data; how it is found is app/explain's.
 */
import type { Box } from '../geometry/box'
import type { WorkedOut } from './odds'
import type { Cover, StepId } from './step'

/** A stretch of a step's `raw`, from character `start` up to `end`. */
export interface StepSpan {
  readonly step: StepId
  readonly start: number
  readonly end: number
}

/** A part of an image that was hidden alone. */
export interface OcclusionCell {
  readonly box: Box<'image'>
  /** How far the score fell, in its unit; below 0: the answer became likelier. */
  readonly drop: number
  /** How often the cell it lies in was cut: 0 is the coarse grid. */
  readonly level: number
  /** Its part of what hiding counts for; all masses of a map add up to 1, or are 0 where nothing mattered. */
  readonly mass: number
}

/** The share of the area hidden (or shown) so far, 0 to 1, and what the answer's probability is then, 0 to 1. */
export interface CurvePoint {
  readonly share: number
  /** The geometric mean over the answer's tokens: long answers are not worth less. */
  readonly probability: number
}

/** Both curves that hold a map to account. */
export interface Curves {
  readonly deletion: readonly CurvePoint[]
  readonly insertion: readonly CurvePoint[]
}

/** A map with what it was made of. */
export interface Occlusion {
  readonly region: Box<'image'>
  /** Cells of the coarse grid a side. */
  readonly side: number
  readonly cover: Cover
  /** `nats`: the log-probability of the span; `answers`: 0 as long as the model answers the same, −1 where not. */
  readonly unit: 'nats' | 'answers'
  /** The score with nothing hidden. */
  readonly base: number
  /** Tokens of what is scored. */
  readonly tokens: number
  readonly cells: readonly OcclusionCell[]
  readonly curves?: Curves
  /** How often the model was asked. */
  readonly asked: number
}

/**
 * What a look can be replaced with to see whether the model used it: the same crop again, a blank one, one beside it,
 * that of another look, a larger one.
 */
export const trialKinds = ['same', 'blank', 'shifted', 'swapped', 'enlarged'] as const

/** `same`: nothing is changed; without it one could not tell a change from the model's own wavering. */
export type TrialKind = (typeof trialKinds)[number]

/** How a trial ended. `answer` absent: the run ended without one. `looks`: how often it looked again after the crop. */
export interface TrialResult {
  readonly kind: TrialKind
  readonly answer?: string
  readonly looks?: number
}

interface Common {
  readonly id: string
  readonly branch: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** The model that was asked. */
  readonly model: string
}

/** One piece of evidence. */
export type Evidence =
  /** `look`: only what this look showed was hidden; absent: the image, wherever the model sees it. */
  | (Common & {
      readonly type: 'occlusion'
      /** What is explained: together, as one probability. */
      readonly spans: readonly StepSpan[]
      /** What is explained, in words. */
      readonly words: string
      readonly look?: StepId
      readonly map: Occlusion
    })
  | (Common & { readonly type: 'trials'; readonly look: StepId; readonly trials: readonly TrialResult[] })
  /** The smallest part of a look that keeps the answer, and how often the model was asked for it. */
  | (Common & {
      readonly type: 'minimal'
      readonly look: StepId
      readonly region: Box<'image'>
      readonly answer: string
      readonly asked: number
    })
  /** How likely each value of a number of a look was, its digits asked for; `number`: its place in the request, from 0. */
  | (Common & {
      readonly type: 'odds'
      readonly look: StepId
      readonly number: number
      readonly odds: WorkedOut
    })

/** All of a project with one more; of the same kind about the same thing the newest stands. */
export function withEvidence(all: readonly Evidence[] = [], more: Evidence): readonly Evidence[] {
  const about = keyOf(more)
  return [...all.filter((e) => keyOf(e) !== about), more]
}

function keyOf(evidence: Evidence): string {
  const spans = evidence.type === 'occlusion' ? evidence.spans.map((s) => [s.step, s.start, s.end]) : []
  const number = evidence.type === 'odds' ? evidence.number : undefined
  return JSON.stringify([evidence.type, evidence.branch, evidence.look, spans, number])
}
