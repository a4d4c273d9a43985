/**
 * Qwen-MM-Plugins: MCP tools `crop` (`box`) and `draw_bbox` (`bboxes`), thousandths of the image at `image_path`; the cut is handed
 * back as it is.
 * Source of every rule: QwenLM/Qwen-MM-Plugins, src/capabilities/core/qwen_mm_plugins_core/producers/{crop,draw_bbox}.py and
 * src/shared/image.py (`norm_to_pixel`: rounded half to even, clamped; an empty area is an error that names the size).
 */
import { sizeOf } from '../geometry/box'
import { asIs, callingDialect } from './calling'
import { cell28, pillowCut } from './crops'
import type { ToolDeclaration } from './dialect'

const path = { type: 'string', description: 'Absolute path to the source image file' }
const four = { type: 'array', items: { type: 'integer' }, minItems: 4, maxItems: 4 }
const tools: readonly [ToolDeclaration, ToolDeclaration] = [
  {
    name: 'crop',
    description:
      'Crop a rectangular region from an image. Saves the cropped result to disk and returns a preview. Coordinates are normalized (0-1000), same as grounding output.',
    parameters: {
      type: 'object',
      properties: {
        image_path: path,
        box: { ...four, description: 'Crop region as [x1, y1, x2, y2] in normalized coordinates (0-1000)' },
      },
      required: ['image_path', 'box'],
    },
  },
  {
    name: 'draw_bbox',
    description:
      'Draw bounding boxes on an image. Saves the annotated result to disk and returns a preview. Coordinates are normalized (0-1000), same as grounding output.',
    parameters: {
      type: 'object',
      properties: {
        image_path: path,
        bboxes: {
          type: 'array',
          items: {
            type: 'object',
            properties: { bbox: four, label: { type: 'string' } },
            required: ['bbox'],
          },
          description: 'List of bounding boxes to draw',
        },
      },
      required: ['image_path', 'bboxes'],
    },
  },
]

/** The crop tool of Qwen-MM-Plugins: thousandths. */
export const qwenMm = callingDialect({
  id: 'qwen-mm',
  name: 'Qwen-MM-Plugins crop',
  space: 'per-mille',
  tools,
  args: (numbers) => ({ image_path: 'image', box: numbers }),
  crop: (region, size) => {
    const cut = pillowCut(region, size)
    return cut && { ...asIs(sizeOf(cut), 'bicubic', cell28), crop: cut }
  },
})
