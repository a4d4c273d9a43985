/**
 * How a model family talks: what is asked, when it stops, how a region is requested and in which space, how the crop is
 * cut and zoomed, how the answer is marked. Used to run a model and to read its transcripts. Knows no backend.
 */
import type { Box, Size } from '../geometry/box'
import type { PixelBudget } from '../geometry/smart-resize'
import type { ImageId, LookFlag, View } from '../trace/step'

/** Pixel budgets of a model: for the whole image and for a crop. */
export interface Budgets {
  readonly image: PixelBudget
  readonly crop: PixelBudget
}

/** What a finished segment of model text says. Offsets are characters into the segment. */
export type Reading =
  | {
      readonly type: 'look'
      readonly start: number
      readonly numbers: readonly number[]
      readonly several: boolean
    }
  | { readonly type: 'answer'; readonly start: number; readonly text: string }
  /** A request that cannot be read: the loop says so to the model, as upstream does. */
  | { readonly type: 'malformed'; readonly start: number; readonly message: string }
  /** Text without a request or an answer. */
  | { readonly type: 'none' }

export interface Dialect {
  readonly id: string
  readonly name: string
  /** Text a generation ends at. The stop text itself is kept. */
  readonly stop: readonly string[]
  /** The user's text after the image. `looks` false asks plainly (the baseline without regions). */
  readonly ask: (question: string, looks: boolean) => string
  /** What the segment says. `text` includes the stop text it ended with. */
  readonly read: (text: string) => Reading
  /** Text to append after a look before its crop. Empty when `text` already ends with it. */
  readonly afterLook: (text: string) => string
  /** The part of a thought worth reading: no tags, trimmed; always a contiguous part of `raw`. */
  readonly plain: (raw: string) => string
  /** How the model sees the whole image. @throws Failure `bad-input` for impossible shapes. */
  readonly overview: (image: ImageId, size: Size, budgets: Budgets) => View
  /** The model's numbers as a region in image pixels, and what is odd about them. */
  readonly region: (
    numbers: readonly number[],
    image: Size,
    frame: Size,
  ) => { region: Box<'image'>; flags: LookFlag[] }
  /** The crop the model is given for a region; undefined when no pixel is left of it or it is too long and thin. */
  readonly crop: (image: ImageId, region: Box<'image'>, size: Size, budgets: Budgets) => View | undefined
  /** A person's region in the model's words: numbers in its space, and the request's text. */
  readonly request: (
    region: Box<'image'>,
    image: Size,
    frame: Size,
  ) => { numbers: readonly number[]; text: string }
  /** A person's answer in the model's words. */
  readonly answer: (text: string) => string
}
