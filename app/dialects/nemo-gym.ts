/**
 * NeMo Gym's image tools: Qwen3.5's XML, thousandths of image `img_idx`, or pixels where any number is above 1000; corners in
 * any order. `image_zoom_in_tool` grows small boxes and enlarges what it cuts (`factor`, 3 unless told), `image_crop_tool` cuts.
 * Its other tools (colour, rotation, counting) are calls without a region; `color_at_tool` names a point.
 * Source of every rule: NVIDIA-NeMo/Gym, resources_servers/image_tools/base.py (`coerce_bbox`, `_bbox_to_pixels`,
 * `_maybe_resize_bbox`, `_smart_resize`, `execute_tool`).
 */
import { box, heightOf, sameBox, sizeOf, widthOf, type Box, type Size } from '../geometry/box'
import { roundHalfEven } from '../geometry/smart-resize'
import type { Source } from '../geometry/spaces'
import { asIs, mended, outwardCut } from './calling'
import { callReader, zoomOf } from './calls/read'
import { boxSchema, toolsOf, xmlToolsSystem } from './calls/write'
import { heldRegion, resizedOrNone, seenAt } from './crops'
import type { CropBudgets, Cut, Dialect, Region, ToolDeclaration } from './dialect'
import { qwen35 } from './qwen3-5'
import { qwen3Vl } from './qwen3-vl'

const cell = 32
const least = 32
const factor = 3
const cropTool = 'image_crop_tool'

const region2d = boxSchema(
  'Region of the image as [x1, y1, x2, y2] in thousandths of its width and height.',
  'integer',
)
const shared = {
  label: { type: 'string', description: 'What is to be seen there, in a few words.' },
  img_idx: { type: 'integer', description: 'Number of the image, from 0.' },
}
const zoomTool = {
  name: 'image_zoom_in_tool',
  description: 'Cuts a region out of an image and gives it back enlarged.',
  parameters: {
    type: 'object',
    properties: {
      bbox_2d: region2d,
      factor: { type: 'number', description: 'How many times larger; 3 unless given.' },
      ...shared,
    },
    required: ['bbox_2d', 'label', 'img_idx'],
  },
} as const satisfies ToolDeclaration
const tools: readonly ToolDeclaration[] = [
  zoomTool,
  {
    name: cropTool,
    description: 'Cuts a region out of an image and gives it back as it is.',
    parameters: {
      type: 'object',
      properties: { bbox_2d: region2d, ...shared },
      required: ['bbox_2d', 'label', 'img_idx'],
    },
  },
]

/** The image tools of NeMo Gym. */
export const nemoGym = {
  ...qwen3Vl,
  id: 'nemo-gym',
  name: 'NeMo Gym image tools',
  system: xmlToolsSystem(tools),
  tools: toolsOf(tools, 'xml'),
  checkpoints: /nemo[-_.]?gym/i,
  // Its own two tools in either spelling; the crop tool never enlarges.
  spans: callReader({
    notation: { space: 'per-mille', order: 'xyxy' },
    own: (call) => call.name === zoomTool.name || call.name === cropTool,
    zoom: (call) =>
      call.name === cropTool ? 1 : (zoomOf(call) ?? (call.name === zoomTool.name ? factor : undefined)),
  }),
  region,
  crop,
  // Both call their tool the same.
  request: qwen35.request,
} as const satisfies Dialect

function region(numbers: readonly number[], { size: picture }: Source): Region {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = mended(numbers)
  const pixels = numbers.some((n) => Math.abs(n) > 1000)
  const x = (v: number) => (pixels ? v : (v / 1000) * picture.width)
  const y = (v: number) => (pixels ? v : (v / 1000) * picture.height)
  const held = heldRegion(box(x(x1), y(y1), x(x2), y(y2)), picture)
  return pixels ? { ...held, flags: [...held.flags, 'taken-as-pixels'] } : held
}

/** Whole pixels around the region; the zoom tool grows sides under 32 and snaps what it enlarges to cells of 32. */
function crop(r: Box<'source'>, size: Size, budgets: CropBudgets): Cut | undefined {
  const { zoom = factor } = budgets
  const cut = outwardCut(r, size)
  if (cut === undefined) return undefined
  if (zoom === 1) return { ...asIs(sizeOf(cut), 'bicubic', cell), crop: cut }
  const taken = grownCut(cut, size)
  const side = (length: number) => Math.max(1, roundHalfEven(length * zoom))
  const exact = { width: side(widthOf(taken)), height: side(heightOf(taken)) }
  const seen = resizedOrNone(exact, { minPixels: 256 * cell * cell, maxPixels: 12_845_056 }, cell)
  const grows = !sameBox(taken, cut)
  return seen && { ...seenAt(seen, 'bicubic', cell), crop: taken, ...(grows ? { grown: true } : {}) }
}

/** A cut with a side under 32 pixels, grown around its middle and held inside the image. */
function grownCut(cut: Box<'source'>, { width, height }: Size): Box<'source'> {
  const { width: w, height: h } = sizeOf(cut)
  if (w >= least && h >= least) return cut
  const ratio = least / Math.max(1, Math.min(w, h))
  const x = (cut.left + cut.right) / 2
  const y = (cut.top + cut.bottom) / 2
  const halfWidth = Math.ceil(w * ratio * 0.5)
  const halfHeight = Math.ceil(h * ratio * 0.5)
  return box(
    Math.max(0, Math.floor(x - halfWidth)),
    Math.max(0, Math.floor(y - halfHeight)),
    Math.min(width, Math.ceil(x + halfWidth)),
    Math.min(height, Math.ceil(y + halfHeight)),
  )
}
