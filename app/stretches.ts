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

/** One whose closing mark may be missing: `from` and `to` are the ends of what lies inside. */
export interface OpenStretch {
  readonly start: number
  readonly from: number
  readonly to: number
  readonly end: number
  readonly closed: boolean
}

/** From each opening mark to its closing one; where the next opening mark or the text's end comes first, up to that. */
export function* openStretchesIn(text: string, open: string, close: string): Generator<OpenStretch> {
  let shut = 0
  for (let start = text.indexOf(open); start >= 0;) {
    const from = start + open.length
    // Looked for again only when it was passed.
    if (shut >= 0 && shut < from) shut = text.indexOf(close, from)
    const next = text.indexOf(open, from)
    const closed = shut >= 0 && (next < 0 || shut < next)
    const to = closed ? shut : next < 0 ? text.length : next
    yield { start, from, to, end: closed ? to + close.length : to, closed }
    start = next
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
