/**
 * GLM-4.xV's `<|begin_of_box|>…<|end_of_box|>`: around a region in any brackets, around JSON, and around plain answers alike. Only
 * what is inside tells which. Source: zai-org/GLM-V, README.md, “Grounding” (thousandths; “the bracket style may vary”).
 */
import type { Notation } from '../../geometry/spaces'
import { openStretchesIn } from '../../stretches'
import type { Span } from '../dialect'
import { lookSpans } from './pieces'
import { cutOff } from './region'
import { regionsBetween } from './tags'

const perMille: Notation = { space: 'per-mille', order: 'xyxy' }

/** Regions and answers between the marks, in order; JSON inside is left to whoever reads JSON. `own`: how the dialect writes. */
export function boxedSpans(text: string, own: Notation): readonly Span[] {
  const boxes = [...openStretchesIn(text, '<|begin_of_box|>', '<|end_of_box|>')]
  return boxes.flatMap(({ start, from, to, end, closed }): readonly Span[] => {
    const inside = text.slice(from, to)
    if (isRegion(inside)) {
      const read = closed ? regionsBetween(inside, 4) : cutOff
      return lookSpans({ start, end, read, notation: perMille }, own)
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
