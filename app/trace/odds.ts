/** How likely each value of a number of a request was: by what a trace has of its tokens (app/tokens), or as a model was asked for it. Plain data. */
import type { Alternative } from './step'

/** A value, or a span of them, with its share of all that was possible there. */
export interface ShareOfValue {
  readonly low: number
  readonly high: number
  /** 0..1. */
  readonly probability: number
  /** The token of the step that decides it, and what stands there and behind it then; absent: it is what was written. */
  readonly by?: {
    readonly at: number
    readonly alternative: Alternative
    readonly then?: readonly Alternative[]
  }
}

/** All that is known of a number. */
export interface Distribution {
  /** What was written, and how likely that was. */
  readonly written: number
  readonly probability: number
  /** What was written is among them; the likeliest first. */
  readonly values: readonly ShareOfValue[]
  /** The share of what is not known, or is no number: 0..1. */
  readonly rest: number
  /** Alternatives were kept at all: else nothing but what was written is known. */
  readonly open: boolean
}

/** A distribution that was asked for. */
export interface WorkedOut extends Distribution {
  /** The share of what goes on without a number there, 0..1; `rest` is what is not known. */
  readonly other: number
  /** How often the model was asked. */
  readonly asked: number
}
