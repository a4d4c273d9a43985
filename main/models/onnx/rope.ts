/**
 * Positions of a mixed text and image sequence as Qwen2.5-VL counts them: text runs on all three axes, an image spans
 * time, height and width from one point. Pure.
 * Source of the rule: `get_rope_index` in transformers' modeling_qwen2_5_vl.py.
 */

/** A stretch of text, or one image of `width` × `height` visual tokens. */
export type RopeStretch =
  | { readonly type: 'text'; readonly length: number }
  | { readonly type: 'image'; readonly width: number; readonly height: number }

export interface Positions {
  /** Time, height and width of each token: three rows of `length`. */
  readonly time: Int32Array
  readonly height: Int32Array
  readonly width: Int32Array
  /** Position of the next text token. */
  readonly next: number
}

/** The positions of a whole sequence. */
export function positionsOf(stretches: readonly RopeStretch[]): Positions {
  const length = stretches.reduce((sum, s) => sum + lengthOf(s), 0)
  const time = new Int32Array(length)
  const height = new Int32Array(length)
  const width = new Int32Array(length)
  let at = 0
  let next = 0
  for (const s of stretches) {
    if (s.type === 'text') {
      for (let i = 0; i < s.length; i++, at++) time[at] = height[at] = width[at] = next++
      continue
    }
    for (let y = 0; y < s.height; y++) {
      for (let x = 0; x < s.width; x++, at++) {
        time[at] = next
        height[at] = next + y
        width[at] = next + x
      }
    }
    next += Math.max(s.width, s.height)
  }
  return { time, height, width, next }
}

/** How many tokens a stretch takes. */
export function lengthOf(stretch: RopeStretch): number {
  return stretch.type === 'text' ? stretch.length : stretch.width * stretch.height
}
