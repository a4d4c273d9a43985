/**
 * A benchmark as Relook knows it: how its rows are asked and scored, and where its data comes from. Plain data; the data itself
 * is the user's own.
 */
import type { MetricId } from '../metrics'

/** How a row becomes a question; see prompt.ts. */
export type PromptStyle = 'choice' | 'lettered' | 'short' | 'plain'

/** A benchmark: how it is recognised, asked and scored. */
export interface Preset {
  readonly id: string
  readonly title: string
  readonly metric: MetricId
  readonly style: PromptStyle
  /** Recognised by the file's name. */
  readonly file: RegExp
  /** All of these columns (lower case) make it likely whatever the name. */
  readonly columns?: readonly string[]
  /** VLMEvalKit's file name, and the data set of the Hugging Face hub lmms-eval reads. */
  readonly tsv?: string
  readonly hub?: string
}
