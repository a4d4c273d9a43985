/**
 * Qwen3-VL with `image_zoom_in_tool`: thousandths of picture `img_idx`, which may be an earlier crop.
 * Source of every rule: QwenLM/Qwen-Agent, qwen_agent/tools/image_zoom_in_qwen3vl.py (schema, mapping, least side 32, bicubic,
 * factor 32, at least 256 visual tokens); the transcript form `[TOOL_CALL] name`: QwenLM/Qwen3-VL, cookbooks/think_with_images.ipynb.
 */
import { box, heightOf, widthOf, type Box, type Size } from '../geometry/box'
import { numbersFor, type Source } from '../geometry/spaces'
import { grown, heldRegion, pillowCut, resizedOrNone, seenAt, wholeView } from './crops'
import { callSpans, type CallRules } from './calls/read'
import { toolsOf, toolsSystem, writeBoxCall } from './calls/write'
import type { Budgets, Cut, Dialect, Region, Span, Written } from './dialect'
import { answerSpan, budgetsOf, inOrder, plainThought } from './spans'

/** Patch 16 × merge 2. */
const cell = 32
const least = 32
const tool = 'image_zoom_in_tool'

/** As Qwen-Agent declares it. */
export const zoomTool = {
  name: tool,
  description:
    'Zoom in on a specific region of an image by cropping it based on a bounding box (bbox) and an optional object label',
  parameters: {
    type: 'object',
    properties: {
      bbox_2d: {
        type: 'array',
        items: { type: 'number' },
        minItems: 4,
        maxItems: 4,
        description:
          'The bounding box of the region to zoom in, as [x1, y1, x2, y2], where (x1, y1) is the top-left corner and (x2, y2) is the bottom-right corner',
      },
      label: { type: 'string', description: 'The name or label of the object in the specified bounding box' },
      img_idx: { type: 'number', description: 'The index of the zoomed-in image (starting from 0)' },
    },
    required: ['bbox_2d', 'label', 'img_idx'],
  },
} as const

/** The zoom tool of Qwen3-VL: thousandths. */
export const qwen3Vl = {
  id: 'qwen3-vl',
  name: 'Qwen3-VL zoom tool',
  space: 'per-mille',
  budgets: budgetsOf([64, 16384], [256, 12544], cell),
  shows: 'each',
  nested: 'seen',
  handBack: () => ({ role: 'tool', before: '', after: '' }),
  system: toolsSystem([zoomTool]),
  tools: toolsOf(zoomTool),
  checkpoints: /qwen3[-_.]?vl/i,
  spans,
  stop: ['</tool_call>'],
  ask: (question) => question,
  plain: plainThought,
  overview: (image, size, budgets) => wholeView(image, size, budgets.image, cell),
  region,
  crop,
  request,
  answer: (text) => text,
} as const satisfies Dialect

/** Every spelling of calls; its own tool counts in thousandths however it is written. */
const rules: CallRules = {
  notation: { space: 'per-mille', order: 'xyxy' },
  own: (call) => call.name === tool && call.spelling !== 'xml',
}

function spans(text: string): readonly Span[] {
  return inOrder([...callSpans(text, rules), ...answerSpan(text)])
}

/** Thousandths per axis, not rounded; held inside the picture. */
function region(numbers: readonly number[], { size }: Source): Region {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  // Upstream divides first: the order decides the last bit, and the last bit can decide a rounding.
  const x = (v: number) => (v / 1000) * size.width
  const y = (v: number) => (v / 1000) * size.height
  const { region, flags } = heldRegion(box(x(x1), y(y1), x(x2), y(y2)), size)
  const small = Math.min(widthOf(region), heightOf(region)) < least
  return { region, flags: small && !flags.includes('invalid') ? [...flags, 'grown'] : flags }
}

/** Grown to 32 pixels (only where the grown box stays larger than that inside the picture), cut, resized to at least 256 tokens. */
function crop(r: Box<'source'>, picture: Size, budgets: Budgets): Cut | undefined {
  if (!(r.right > r.left && r.bottom > r.top)) return undefined
  const larger = heldRegion(grown(r, least), picture).region
  const taken = widthOf(larger) > least && heightOf(larger) > least ? larger : r
  const cut = pillowCut(taken, picture)
  if (cut === undefined) return undefined
  const seen = resizedOrNone({ width: widthOf(taken), height: heightOf(taken) }, budgets.crop, cell)
  return seen && { ...seenAt(seen, 'bicubic', cell), crop: cut }
}

function request(r: Box<'source'>, source: Source, label?: string): Written {
  const numbers = numbersFor({ space: 'per-mille', order: 'xyxy' }, r, source)
  return {
    numbers,
    text: writeBoxCall(tool, numbers, { ...(label === undefined ? {} : { label }), more: ', "img_idx": 0' }),
  }
}
