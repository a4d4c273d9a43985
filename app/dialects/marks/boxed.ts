/**
 * GLM-4.xV's `<|begin_of_box|>…<|end_of_box|>`: around a region in any brackets, around JSON, and around plain answers alike. Only
 * what is inside tells which. Source: zai-org/GLM-V, README.md, “Grounding” (thousandths; “the bracket style may vary”).
 */
import type { Notation } from '../../geometry/spaces'
import type { Span } from '../dialect'
import { lookSpans } from './pieces'
import { cutOff } from './region'
import { regionsBetween } from './tags'

const open = '<|begin_of_box|>'
const close = '<|end_of_box|>'
const perMille: Notation = { space: 'per-mille', order: 'xyxy' }

/** Regions and answers between the marks, in order; JSON inside is left to whoever reads JSON. `own`: how the dialect writes. */
export function boxedSpans(text: string, own: Notation): readonly Span[] {
  return boxesIn(text).flatMap(({ start, end, inside, closed }): readonly Span[] => {
    if (isRegion(inside)) {
      if (!closed) return lookSpans({ start, end, read: cutOff, notation: perMille }, own)
      return lookSpans({ start, end, read: regionsBetween(inside, 4), notation: perMille }, own)
    }
    const answer = inside.trim()
    return answer === '' || holdsMarkup(answer) ? [] : [{ type: 'answer', start, end, text: answer }]
  })
}

/** Nothing but numbers in brackets, at least two of them: `[[94,598,177,991]]`, `(1, 2), (3, 4)`, `<94,598,177,991>`. */
function isRegion(inside: string): boolean {
  return /^\s*[[(<{][\s\d.,;:()[\]{}<>+-]*$/.test(inside) && /\d[^\d.]+\d/.test(inside)
}

/** Regions in another form, or fields of JSON: not an answer in words. */
function holdsMarkup(inside: string): boolean {
  return (
    /^\s*(?:```|[[{]\s*["'{[])/.test(inside) ||
    /<\/?\|?[a-z_]+\|?>/i.test(inside) ||
    /^\s*\w{1,40}\((?:start_)?(?:point|box)\s?=/.test(inside)
  )
}

function boxesIn(text: string) {
  const found: { start: number; end: number; inside: string; closed: boolean }[] = []
  for (let start = text.indexOf(open); start >= 0;) {
    const from = start + open.length
    const next = text.indexOf(open, from)
    const piece = text.slice(from, next < 0 ? text.length : next)
    const at = piece.indexOf(close)
    const inside = at < 0 ? piece : piece.slice(0, at)
    found.push({ start, end: from + inside.length + (at < 0 ? 0 : close.length), inside, closed: at >= 0 })
    start = next
  }
  return found
}
