/** Pieces of text between two marks, in one pass. Knows no meaning. */

/** One: where its opening mark begins, what lies inside, and where its closing mark ends. */
export interface TextStretch {
  readonly start: number
  readonly end: number
  readonly inside: string
}

/**
 * From each opening mark to the next closing one, without overlap: what `open([\s\S]*?)close` finds, which takes quadratic time on
 * marks that nothing closes.
 */
export function* stretchesIn(text: string, open: string, close: string): Generator<TextStretch> {
  for (let start = text.indexOf(open); start >= 0;) {
    const from = start + open.length
    const to = text.indexOf(close, from)
    if (to < 0) return
    const end = to + close.length
    yield { start, end, inside: text.slice(from, to) }
    start = text.indexOf(open, end)
  }
}

/** The text without them. */
export function withoutStretches(text: string, open: string, close: string): string {
  let kept = ''
  let from = 0
  for (const { start, end } of stretchesIn(text, open, close)) {
    kept += text.slice(from, start)
    from = end
  }
  return kept + text.slice(from)
}
