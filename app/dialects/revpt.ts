/**
 * REVPT: `<tool_call>` of `zoom_in`, pixels of image `image_id`, tool images counted on; its detectors (depth, edges, objects)
 * are calls without a region.
 * Source of every rule: ls-kelvin/REVPT, verl/qwen_tools.py (`ZoomIn`: clamped, corners out of order put right by a pixel, the
 * short side widened to a quarter of the long one, LANCZOS by `factor` up to 2, at least 28 pixels) and verl/agent.py (the turn
 * in which results come back; the first `<tool_call>` of a turn, which may hold a list).
 */
import { box, type Box, type Size } from '../geometry/box'
import type { Source } from '../geometry/spaces'
import type { LookFlag } from '../trace/step'
import { callingDialect } from './calling'
import { cell28, heldRegion, pillowCut, resizedOrNone, seenAt } from './crops'
import type { CropBudgets, Cut, Region, ToolDeclaration } from './dialect'

const thinnest = 4
const largest = 2
const least = 28

const tools: readonly [ToolDeclaration] = [
  {
    name: 'zoom_in',
    description:
      'Enlarges specific image regions to highlight intricate details, aiding in answering questions that require close-up inspection of small elements. You can zoom in on regions that objects are likely to appear.',
    parameters: {
      type: 'object',
      properties: {
        image_id: {
          type: 'integer',
          description: 'The ID of the image in the conversation including images from tool start from 0.',
        },
        bbox: {
          type: 'array',
          items: { type: 'number' },
          description: 'The bounding box to zoom in on. Format: [x1, y1, x2, y2].',
        },
        factor: {
          type: 'number',
          description: 'The magnification factor. Between 1.0 and 2.0. Default 1.0.',
        },
      },
      required: ['image_id', 'bbox'],
    },
  },
]

/** REVPT: calls of vision tools in pixels. */
export const revpt = callingDialect({
  id: 'revpt',
  name: 'REVPT',
  space: 'image',
  tools,
  args: (numbers) => ({ image_id: 0, bbox: numbers, factor: largest }),
  handBack: () => ({
    role: 'user',
    before: '',
    after: '\nNow think first again, then decide to call tools or answer.',
  }),
  checkpoints: /\brevpt\b/i,
  writeAnswer: (text) => `<answer>${text}</answer>`,
  region,
  crop,
})

function region(numbers: readonly number[], { size: { width, height } }: Source): Region {
  const hold = (v: number, max: number) => Math.max(0, Math.min(max, v))
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  const [left, right] = inOrderBy(hold(x1, width), hold(x2, width), width)
  const [top, bottom] = inOrderBy(hold(y1, height), hold(y2, height), height)
  const held = heldRegion(box(left, top, right, bottom), { width, height })
  const past = Math.max(-x1, -y1, x1 - width, y1 - height, -x2, -y2, x2 - width, y2 - height)
  const thin = !held.flags.includes('invalid') && aspect(right - left, bottom - top) > thinnest
  const flags: readonly LookFlag[] = [
    ...held.flags,
    ...(past > 0.5 ? (['clamped'] as const) : []),
    ...(thin ? (['grown'] as const) : []),
  ]
  return { region: held.region, flags }
}

/** Two edges; out of order (or the same) each is moved past the other by a pixel. */
function inOrderBy(a: number, b: number, max: number): readonly [number, number] {
  return a >= b ? [Math.max(0, b - 1), Math.min(max, a + 1)] : [a, b]
}

function aspect(width: number, height: number): number {
  return Math.max(width / Math.max(1, height), height / Math.max(1, width))
}

function crop(r: Box<'source'>, size: Size, budgets: CropBudgets): Cut | undefined {
  const cut = pillowCut(widened(r, size), size)
  if (cut === undefined) return undefined
  const zoom = Math.min(largest, budgets.zoom ?? 1)
  const zoomed = {
    width: Math.trunc((cut.right - cut.left) * zoom),
    height: Math.trunc((cut.bottom - cut.top) * zoom),
  }
  const short = Math.min(zoomed.width, zoomed.height)
  if (short < 1) return undefined
  const scale = short < least ? least / short : 1
  const handed = { width: Math.trunc(zoomed.width * scale), height: Math.trunc(zoomed.height * scale) }
  const seen = resizedOrNone(handed, budgets.crop, cell28)
  return seen && { ...seenAt(seen, 'lanczos', cell28), crop: cut }
}

/** The short side of a thin region widened around its middle to a quarter of the long one. */
function widened(r: Box<'source'>, size: Size): Box<'source'> {
  const width = r.right - r.left
  const height = r.bottom - r.top
  if (aspect(width, height) <= thinnest) return r
  if (width > height) {
    const y = (r.top + r.bottom) / 2
    return box(
      r.left,
      Math.max(0, Math.trunc(y - width / 8)),
      r.right,
      Math.min(size.height, Math.trunc(y + width / 8)),
    )
  }
  const x = (r.left + r.right) / 2
  return box(
    Math.max(0, Math.trunc(x - height / 8)),
    r.top,
    Math.min(size.width, Math.trunc(x + height / 8)),
    r.bottom,
  )
}
