/**
 * Claude with the crop tool of its cookbook: `crop_image` with x1, y1, x2, y2 as shares of the image, also behind an MCP server
 * (`mcp__crop__crop_image`); the crop is the tool's result, as large as it is.
 * Source: anthropics/claude-cookbooks, multimodal/crop_tool.ipynb (`handle_crop`: `int(share * side)`).
 * Decided: shares past the edge are held inside and flagged; the tool answers them, and corners out of order, with an error.
 */
import { sizeOf, type Size } from '../geometry/box'
import { asIs, callingDialect } from './calling'
import { truncatedCut } from './crops'
import type { ToolDeclaration } from './dialect'
import { alikeBudgets } from './spans'

/** As Anthropic counts what an image costs: longest side 1568, 28 pixels a patch. */
const longest = 1568
const cell = 28

const share = (description: string) => ({ type: 'number', minimum: 0, maximum: 1, description })
const cropTool: ToolDeclaration = {
  name: 'crop_image',
  description: 'Crop an image by specifying a bounding box.',
  parameters: {
    type: 'object',
    properties: {
      x1: share('Left edge, normalized 0-1'),
      y1: share('Top edge, normalized 0-1'),
      x2: share('Right edge, normalized 0-1'),
      y2: share('Bottom edge, normalized 0-1'),
    },
    required: ['x1', 'y1', 'x2', 'y2'],
  },
}

/** The crop tool of Claude’s cookbook: fractions of the image. */
export const claudeCrop = callingDialect({
  id: 'claude-crop',
  name: 'Claude crop tool',
  space: 'unit',
  budgets: alikeBudgets(cell ** 2, longest ** 2),
  tools: [cropTool],
  tells: false,
  args: ([x1, y1, x2, y2]) => ({ x1, y1, x2, y2 }),
  checkpoints: /\bclaude\b/i,
  overview: (image, size) => ({ image, ...asIs(fitted(size), 'bicubic', cell) }),
  crop: (region, size) => {
    const cut = truncatedCut(region, size)
    return cut && { ...asIs(fitted(sizeOf(cut)), 'bicubic', cell), crop: cut }
  },
})

/** Images with a longer side are made smaller before the model sees them. */
function fitted({ width, height }: Size): Size {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
