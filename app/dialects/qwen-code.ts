/**
 * Qwen Code's `zoom_image`: x1, y1, x2, y2 in thousandths of the original image, never of an earlier view; what is cut is enlarged
 * as far as the visual budget goes.
 * Source of every rule: QwenLM/qwen-code, packages/core/src/tools/zoom-image.ts (edges floored and ceiled, up to 8 times larger,
 * longest side 1568, 1568 patches of 28 pixels).
 */
import { sizeOf, type Size } from '../geometry/box'
import { asIs, callingDialect, outwardCut } from './calling'
import type { ToolDeclaration } from './dialect'
import { budgetsOf } from './spans'

const cell = 28
const longest = 1568
const patches = 1568
const largest = 8

const edge = (description: string) => ({ type: 'integer', minimum: 0, maximum: 1000, description })
const tools: readonly [ToolDeclaration] = [
  {
    name: 'zoom_image',
    description: 'Crops a region from a full-resolution static image and returns a magnified view.',
    parameters: {
      type: 'object',
      properties: {
        file_path: { type: 'string', description: 'Absolute path to a static PNG, JPEG, or WebP image.' },
        x1: edge('Left edge in normalized image coordinates.'),
        y1: edge('Top edge in normalized image coordinates.'),
        x2: edge('Right edge in normalized image coordinates.'),
        y2: edge('Bottom edge in normalized image coordinates.'),
      },
      required: ['file_path', 'x1', 'y1', 'x2', 'y2'],
    },
  },
]

/** The zoom tool of Qwen Code: thousandths. */
export const qwenCode = callingDialect({
  id: 'qwen-code',
  name: 'Qwen Code zoom tool',
  space: 'per-mille',
  budgets: budgetsOf([4, patches]),
  tools,
  args: ([x1, y1, x2, y2]) => ({ file_path: 'image', x1, y1, x2, y2 }),
  rules: { ignoresIndex: true },
  crop: (region, size) => {
    const cut = outwardCut(region, size)
    return cut && { ...asIs(magnified(sizeOf(cut)), 'lanczos', cell), crop: cut }
  },
})

/** The largest size of this shape within the budget: the long side by halving, the short one rounded. */
function magnified({ width, height }: Size): Size {
  const long = Math.max(width, height)
  const sized = (side: number): Size => ({
    width: width >= height ? side : Math.max(1, Math.round((width / height) * side)),
    height: width >= height ? Math.max(1, Math.round((height / width) * side)) : side,
  })
  let low = 1
  let high = Math.min(longest, long * largest)
  let best = sized(1)
  while (low <= high) {
    const side = Math.floor((low + high) / 2)
    const candidate = sized(side)
    if (fits(candidate)) {
      best = candidate
      low = side + 1
    } else high = side - 1
  }
  return best
}

function fits({ width, height }: Size): boolean {
  return Math.max(width, height) <= longest && Math.ceil(width / cell) * Math.ceil(height / cell) <= patches
}
