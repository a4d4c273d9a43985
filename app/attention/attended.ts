/**
 * What a model attended to, as numbers: the weights of every layer and head, and what the tokens stand for. Plain data; knows no model and no
 * image. That a model attended to a place does not say that the place was needed: occlusion asks that.
 */
import type { View } from '../trace/step'

/** A stretch of a context: text, or an image with its tokens row after row. */
export type AttendedPiece =
  | { readonly type: 'text'; readonly tokens: number }
  | { readonly type: 'image'; readonly view: View; readonly width: number; readonly height: number }

/** A head that is known for what it does. */
export interface NamedHead {
  readonly name: string
  readonly layer: number
  readonly head: number
}

/** The attention of some tokens of a context. */
export interface ContextAttention {
  /** The first token of the context that there is a row of. */
  readonly from: number
  readonly rows: number
  /** Tokens of the context: places in a row. */
  readonly total: number
  /** Numbers of the layers, ascending. */
  readonly layers: readonly number[]
  readonly heads: number
  /**
   * Shares of 1 [layers, heads, rows, total]. The row of a token is what was attended to in order to write it, and so was read off at the
   * token before it; places from the token itself on are 0.
   */
  readonly weights: Float32Array
  readonly pieces: readonly AttendedPiece[]
  readonly named: readonly NamedHead[]
}

/** Which of the weights: their mean, a layer's, a head's, or what reaches the last layer through all of them. */
export type WeightSelection =
  | { readonly type: 'mean' }
  | { readonly type: 'layer'; readonly layer: number }
  | { readonly type: 'head'; readonly layer: number; readonly head: number }
  | { readonly type: 'rollout' }

/** Rows of tokens, by their places in the context: [from, to). */
export interface TokenRows {
  readonly from: number
  readonly to: number
}

/** How many tokens a piece has. */
export function tokensOf(piece: AttendedPiece): number {
  return piece.type === 'text' ? piece.tokens : piece.width * piece.height
}
