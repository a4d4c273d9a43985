/**
 * What Chain-of-Focus' loop makes of a turn. Source: xtong-zhang/Chain-of-Focus, eval/vstar/vllm_inference.py (`run_inference_loop`,
 * `do_crop`, `find_absolute_bboxes`): a turn with a call is always answered with an image. A call that is no JSON, or whose box is none,
 * with all of the image twice as large; one without a box of four with the image as it was.
 */
import type { SegmentEdge, WrittenSegment } from '../dialect'
import type { View } from '../../trace/step'
import { attemptPython, item, itemsIn, loadsOrNone, numberIn, typeName, type PyValue } from './python'

/** The two images of all of the image: as it was shown first, and twice as large. */
export interface WholeViews {
  readonly same: () => View
  readonly twice: () => View | undefined
}

/** @see SegmentEdge */
export function chainOfFocusEdge({ text }: WrittenSegment, whole: WholeViews): SegmentEdge {
  if (!text.includes('<tool_call>')) return { next: { type: 'end' } }
  const call = /<tool_call>([^]*?)<\/tool_call>/.exec(text)?.[1]
  const value = call === undefined ? undefined : loadsOrNone(call.trim())
  const kind = value === undefined ? 'twice' : askedFor(value)
  if (kind === 'box') return { next: { type: 'crop' } }
  return { next: { type: 'view', view: (kind === 'twice' ? whole.twice() : undefined) ?? whole.same() } }
}

function askedFor(value: PyValue): 'box' | 'twice' | 'same' {
  return attemptPython<'box' | 'twice' | 'same'>(
    () => {
      const box = item(item(value, 'arguments'), 'bbox_2d')
      const parts = itemsIn(box) ?? []
      if (parts.length !== 4) return 'same'
      const numbers = parts.map((n) => (typeName(n) === 'bool' ? undefined : numberIn(n)))
      return numbers.every((n) => n !== undefined && Number.isFinite(n)) ? 'box' : 'twice'
    },
    () => 'same',
  )
}
