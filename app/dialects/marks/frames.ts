/**
 * Regions of a film lie in the frame of a second, and a trace has single images. Which image a second is, is known only where there
 * are as many of them as seconds that are named; otherwise such a region is drawn on none. Pure.
 */
import type { Span, TurnContext } from '../dialect'

/** An image that nobody has. */
const unknown = Number.MAX_SAFE_INTEGER

/** The spans, those with a second counted in the image of that second. */
export function inFrames(spans: readonly Span[], context: TurnContext | undefined): readonly Span[] {
  const times = new Set(spans.flatMap((s) => (s.type === 'look' && s.time !== undefined ? [s.time] : [])))
  if (times.size === 0 || context === undefined) return spans
  const order = [...times].sort((a, b) => a - b)
  const known = times.size === context.asked
  return spans.map((span) =>
    span.type !== 'look' || span.time === undefined
      ? span
      : { ...span, source: known ? order.indexOf(span.time) : unknown },
  )
}
