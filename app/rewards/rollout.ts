/**
 * What a rollout is: one of several replies a policy sampled for the same question, with where it looked and what a trainer
 * wrote down of it. Plain data; knows no file, no trainer and no reward.
 */
import type { Box, Size } from '../geometry/box'
import type { LookFlag } from '../trace/step'

/** One request of a rollout. */
export interface RolloutLook {
  /** The model's own numbers as written, in `Asked.frame`; absent: they cannot be read. */
  readonly numbers?: readonly number[]
  /** What was cut out for it, in pixels of the image; absent: no crop was given. */
  readonly region?: Box<'image'>
  readonly flags: readonly LookFlag[]
}

/** One token behind the prompt. `loss`: whether the objective looks at it; images and appended text are masked. */
export interface RolloutToken {
  readonly id: number
  readonly text: string
  readonly loss: boolean
  /** Natural log, of what was sampled; absent where nothing was. Raw: of the model's own distribution. */
  readonly logprob?: number
  /** It is that of the distribution that was drawn from, after the temperature; absent: raw, or not told. */
  readonly tempered?: true
}

/** What the trainer wrote beside a rollout: its own numbers, never recomputed. */
export interface RecordedScores {
  /** By the trainer's own names. */
  readonly terms?: Readonly<Record<string, number>>
  readonly total?: number
  readonly advantage?: number
}

/** A rollout as rewards see it. */
export interface Rollout {
  readonly id: string
  /** Everything behind the prompt, without images; what rewards read. */
  readonly text: string
  /** The same text cut where a crop came back: segment i is followed by look i. One segment: not known. */
  readonly segments: readonly string[]
  readonly looks: readonly RolloutLook[]
  /** The answer alone. */
  readonly answer: string
  /** What a judge or a person said about the answer, 0..1: counts where no rule can tell. */
  readonly verdict?: number
  readonly tokens?: readonly RolloutToken[]
  readonly recorded?: RecordedScores
}

/** What a group was asked: all that a reward may know besides the rollout. */
export interface RewardContext {
  readonly question: string
  /** Accepted answers. */
  readonly gold: readonly string[]
  /** Size of the image in pixels; absent: not known, then no box can be checked. */
  readonly size?: Size
  /**
   * Size of the frame the numbers count in: of the resized image (VLM-R³), 1 × 1 for fractions, 1000 × 1000 for
   * per-mille. Absent: the image's own.
   */
  readonly frame?: Size
  /** Given regions in pixels of the image. */
  readonly boxes?: readonly Box<'image'>[]
  /** Data set; the released code scores answers of `textvqa` by a rule of its own. */
  readonly source?: string
}

/** Rollouts of one question: what an advantage is relative to. */
export interface RolloutGroup extends RewardContext {
  readonly id: string
  /** Training step, where a trainer made it. */
  readonly step?: number
  /** As the file names the image: a path relative to the file, an address, or an image id. */
  readonly image: string
  /** The instruction behind the question, where it is known apart. */
  readonly prompt?: string
  readonly rollouts: readonly Rollout[]
}
