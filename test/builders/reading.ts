/** Dialects as tests speak with them. */
import type { Budgets, Dialect } from '../../app/dialects'
import type { Region } from '../../app/dialects/dialect'
import type { Box, Size } from '../../app/geometry/box'
import { cropView, placeLook, requestFor } from '../../app/reading/place'
import { readGeneration } from '../../app/reading/spans'
import type { Token, View } from '../../app/trace/step'

/** What counts in a segment: the answer, the request that is answered, or what is broken. */
export function readingOf(dialect: Dialect, text: string) {
  const { spans, answered } = readGeneration(dialect, text, { ended: true })
  const [look] = answered
  return (
    spans.findLast((s) => s.type === 'answer') ??
    look ??
    spans.find((s) => s.type === 'malformed') ?? { type: 'none' as const }
  )
}

/** A picture; `i` where it has no name. */
type Picture = Size & { readonly id?: string }

/** The crop that a dialect gives for a region of a picture. */
export function cropOf(dialect: Dialect, region: Box<'image'>, size: Picture, budgets: Budgets) {
  return cropView(dialect, region, { image: { id: size.id ?? 'i', size }, budgets })
}

/** The same where there must be one. */
export function mustCrop(...args: Parameters<typeof cropOf>): View {
  const view = cropOf(...args)
  if (view === undefined) throw new Error('the region has no pixel')
  return view
}

/** A region of a picture of this size in the words of a dialect that saw it at `frame`. */
export function written(dialect: Dialect, region: Box<'image'>, size: Size, frame: Size) {
  return requestFor(dialect, region, { image: size, frame })
}

/** Where numbers lie on a picture of this size that was seen at `frame`, and what is odd about them. */
export function placed(dialect: Dialect, numbers: readonly number[], size: Size, frame: Size) {
  const seen: View = { image: 'i', size: frame, filter: 'bicubic', grid: { width: 1, height: 1 } }
  const { region, flags, point } = placeLook(numbers, {
    dialect,
    image: { id: 'i', size },
    view: seen,
    budgets: dialect.budgets,
  })
  return { region, flags, ...(point === undefined ? {} : { point }) }
}

/** The rule of a dialect that has one of its own, on a picture seen at `frame`. */
export function ownRule(dialect: Dialect, numbers: readonly number[], size: Size, frame: Size): Region {
  const region = dialect.region?.(numbers, { size, frame })
  if (region === undefined) throw new Error(`${dialect.id} has no rule of its own`)
  return region
}

/** A text as tokens that end after each of these characters. */
export function tokensAt(text: string, ends: readonly number[], loose = false): readonly Token[] {
  const edges = [...new Set(ends.map((e) => Math.min(e, text.length)))].sort((a, b) => a - b)
  const tokens: Token[] = []
  let at = 0
  for (const [i, end] of [...edges, text.length].entries()) {
    if (end > at) tokens.push({ id: loose ? -1 : i, text: text.slice(at, end) })
    at = Math.max(at, end)
  }
  return tokens
}
