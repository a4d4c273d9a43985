/** What is being changed and is no draft yet: a region on its way, words being written, what the draw tool makes. Plain data. */
import type { Box, Point } from '../../../app/geometry/box'
import type { Caret } from './caret'

export type ToolName = 'select' | 'draw' | 'extreme'

/** What the draw tool makes: a new look, another place for the selected look, or where the answer really stands. */
export type DrawTarget = 'look' | 'region' | 'gold'

/** A region shown in place of the one in the project. */
export interface Preview {
  /** The look's row. */
  readonly id: string
  readonly region: Box<'image'>
  /** Of a look that names a point: where it is; the region is the box around it. */
  readonly point?: Point
  /**
   * `dragged`: in the pointer's hand, gone when that ends; `typed`: its numbers are being typed, handed in when that ends or one
   * goes on; `nudged`: moved by keys, handed in after a pause; `sent`: handed in, shown until the host has it, so that the box
   * does not jump back in between.
   */
  readonly state: 'dragged' | 'typed' | 'nudged' | 'sent'
}

/** New words that are being written and are no draft yet. */
export interface InsertedText {
  readonly key: string
  readonly type: 'thought' | 'answer'
  /** The unit it comes after; absent: at the beginning. */
  readonly after?: string
}

export interface EditingState {
  readonly tool: ToolName
  readonly drawing: DrawTarget
  /** Extreme points set so far, in image pixels; the fourth makes the box. */
  readonly points: readonly Point[]
  readonly preview: Preview | undefined
  /** The step whose text is being written, and the text so far. */
  readonly writing: { readonly id: string; readonly text: string } | undefined
  readonly inserting: InsertedText | undefined
  /** Where the cursor of the page stands, where that is in the words of a step. */
  readonly caret: Caret | undefined
}

/** Nothing is being changed. */
export const noEditing: EditingState = {
  tool: 'select',
  drawing: 'look',
  points: [],
  preview: undefined,
  writing: undefined,
  inserting: undefined,
  caret: undefined,
}
