/** One row of a run over a benchmark: what was asked, said and judged, and what can be told of the looks. Plain data. */
import { leastOf } from '../lists'
import type { FailureData } from '../failure'
import { areaOf, type Box, type Size } from '../geometry/box'
import type { ImageId } from '../trace/step'
import { bestIou } from './box-iou'
import { decided, type Item, type JudgedItem, type Judgement } from './metric'

/** A person's verdict over the rule's, with why. */
export interface Override {
  readonly right: boolean
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** One row of a run over a data set: what was asked, what came, how it was judged. */
export interface ResultRow {
  readonly item: Item
  /** What the model was asked, prompt style included, the dialect's own words not. */
  readonly asked: string
  /** All the model wrote. */
  readonly response: string
  /** What was taken from it as the answer before the metric read it. */
  readonly prediction: string
  readonly judgement: Judgement
  readonly override?: Override
  /** Where it looked, in pixels of the image. */
  readonly looks: readonly Box<'image'>[]
  /** How sure the model was of each of them, 0..1; null: not known. Absent: of none. */
  readonly confidences?: readonly (number | null)[]
  /** The image, where there was one. */
  readonly image?: { readonly id: ImageId } & Size
  /** Why it could not be run; such a row counts as wrong and is counted as failed. */
  readonly failure?: FailureData
  /** How often it was tried. */
  readonly attempts: number
  readonly ms: number
  readonly tokens: number
  /** Where its steps are kept (bytes in the run's file of traces); absent where there are none. */
  readonly trace?: { readonly offset: number; readonly length: number }
}

/** A row as numbers count it: a person's verdict first, a failure as wrong, else the rule's. */
export function judgedOf(row: ResultRow): JudgedItem {
  return { item: row.item, judgement: judgementOf(row) }
}

/** The judgement that counts. */
export function judgementOf({ override, failure, judgement, prediction }: ResultRow): Judgement {
  if (override !== undefined)
    return decided(override.right, prediction, `a person’s verdict: ${override.reason}`)
  if (failure !== undefined) return { state: 'wrong', score: 0, taken: '', rule: 'failed' }
  return judgement
}

/** Best IoU of its looks with its gold regions; undefined without gold regions. */
export function iouOf({ looks, item }: ResultRow): number | undefined {
  return item.boxes === undefined || item.boxes.length === 0 ? undefined : bestIou(looks, item.boxes)
}

/** How sure the model was of its least sure look, 0..1; undefined where that is known of none. */
export function leastConfidenceOf({ confidences = [] }: ResultRow): number | undefined {
  const known = confidences.filter((c) => c !== null)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** The smallest look's share of the image, 0..1; undefined without looks or image. */
export function cropShareOf({ looks, image }: ResultRow): number | undefined {
  if (looks.length === 0 || image === undefined) return undefined
  return leastOf(looks.map(areaOf)) / (image.width * image.height)
}
