/**
 * Qwen3-VL with `image_zoom_in_tool`: thousandths of image `img_idx`, which may be an earlier crop.
 * Source of every rule: QwenLM/Qwen-Agent, qwen_agent/tools/image_zoom_in_qwen3vl.py (schema, mapping, least side 32, bicubic,
 * factor 32, at least 256 visual tokens); the transcript form `[TOOL_CALL] name`: QwenLM/Qwen3-VL, cookbooks/think_with_images.ipynb.
 */
import { box, clampBox, heightOf, sameBox, sizeOf, widthOf, type Box, type Size } from '../geometry/box'
import type { Source } from '../geometry/spaces'
import { cropsUnsaved, cutInOwnMode, grownToLeast, heldRegion, overviewIn } from './crops'
import { qwen3VlEdge } from './edges/qwen3-vl'
import { callReader } from './calls/read'
import { boxRequests, boxSchema, toolsOf, toolsSystem } from './calls/write'
import type { CropBudgets, Cut, Dialect, Region } from './dialect'
import { cutUnread, pillowBox, processed, toolResized } from './pipeline'
import { budgetsOf, plainThought } from './spans'

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
      bbox_2d: boxSchema(
        'The bounding box of the region to zoom in, as [x1, y1, x2, y2], where (x1, y1) is the top-left corner and (x2, y2) is the bottom-right corner',
      ),
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
  pictures: 'vllm',
  cuts: 'unread',
  decided: [
    cutInOwnMode,
    cropsUnsaved,
    {
      about: 'reply',
      words:
        'The first line of the error only: Qwen-Agent adds the schema and a traceback with paths of its machine.',
      when: ({ raw }) => raw.includes('Tool Execution Error'),
    },
    {
      about: 'step',
      words: 'Upstream’s Python takes NaN in a box as a number; here such a box is none.',
      when: ({ raw }) => /"bbox_2d"\s*:\s*\[[^\]]*NaN/.test(raw),
    },
  ],
  shows: 'each',
  nested: 'seen',
  handBack: () => ({ role: 'tool', before: '', after: '' }),
  system: toolsSystem([zoomTool]),
  tools: toolsOf([zoomTool]),
  checkpoints: /qwen3[-_.]?vl/i,
  // Every spelling of calls; its own tool counts in thousandths however it is written.
  spans: callReader({
    notation: { space: 'per-mille', order: 'xyxy' },
    own: (call) => call.name === tool && call.spelling !== 'xml',
  }),
  stop: ['</tool_call>'],
  ask: (question) => question,
  plain: plainThought,
  overview: overviewIn(cell),
  region,
  crop,
  request: boxRequests(tool, 'per-mille', ', "img_idx": 0'),
  edge: (ended) => qwen3VlEdge(ended, { refuses: refusedIn(ended.size) }),
  answer: (text) => text,
} as const satisfies Dialect

/** Whether the tool makes no crop of a box in thousandths of an image this large. */
export function refusedIn(size: Size): (numbers: readonly number[]) => boolean {
  return (numbers) => zoomed(pixelsOf(numbers, size), size) === undefined
}

/** Thousandths per axis, not rounded; held inside the image. What the tool refuses is invalid. */
function region(numbers: readonly number[], { size }: Source): Region {
  const asked = pixelsOf(numbers, size)
  const { region, flags } = heldRegion(asked, size)
  const taken = zoomed(asked, size)
  // A small enough box with its corners in the wrong order is made a right one by the tool.
  if (taken !== undefined && flags.includes('invalid'))
    return { region: taken, flags: [...flags.filter((f) => f !== 'invalid'), 'grown'] }
  const grows = taken !== undefined && !sameBox(taken, region)
  return { region, flags: grows ? [...flags, 'grown'] : flags }
}

/** Upstream divides first: the order decides the last bit, and the last bit can decide a rounding. */
function pixelsOf(
  [x1 = 0, y1 = 0, x2 = 0, y2 = 0]: readonly number[],
  { width, height }: Size,
): Box<'source'> {
  return box((x1 / 1000) * width, (y1 / 1000) * height, (x2 / 1000) * width, (y2 / 1000) * height)
}

/** `maybe_resize_bbox`: grown to 32 pixels, only where the grown box stays larger than that inside the image. */
function zoomed({ left, top, right, bottom }: Box<'source'>, size: Size): Box<'source'> | undefined {
  const asked = box<'source'>(
    Math.max(0, left),
    Math.max(0, top),
    Math.min(size.width, right),
    Math.min(size.height, bottom),
  )
  if (asked.right === asked.left || asked.bottom === asked.top) return undefined
  const larger = clampBox(grownToLeast(asked, least), size)
  if (widthOf(larger) > least && heightOf(larger) > least) return larger
  return asked.right > asked.left && asked.bottom > asked.top ? asked : undefined
}

/**
 * Cut, resized to at least 256 tokens by the tool, whose own resize takes every shape; then by the model's processor, which mostly
 * changes nothing.
 */
function crop(
  r: Box<'source'>,
  picture: Size,
  { image, crop: budget, numbers, file }: CropBudgets,
): Cut | undefined {
  const taken = zoomed(numbers === undefined ? r : pixelsOf(numbers, picture), picture)
  const cut = taken && pillowBox(taken)
  const tool = taken && toolResized(sizeOf(taken), budget, cell)
  const seen = tool && processed(tool, image, cell)
  return cut && seen && cutUnread(picture, { cut, tool, seen }, { file, crop: cut, cell })
}
