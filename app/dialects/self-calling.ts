/**
 * Self-calling (sCoT): `vlm_subagent_tool` asks the same model about a part; pixels of the image as the model saw it. The box is
 * widened by a fiftieth towards the whole image before it is cut, and what comes back is the sub-agent's words.
 * Source of every rule: YWenxi/think-with-images-through-self-calling, eval/tools.py (`QwenImageVLMTool`).
 */
import { box, type Box, type Size } from '../geometry/box'
import { callingDialect } from './calling'
import { boxSchema } from './calls/write'
import { cell28, resizedOrNone, seenAt, truncatedCut, wholePixel } from './crops'
import type { Cut, CropBudgets, ToolDeclaration } from './dialect'

const widening = 0.02

const tools: readonly [ToolDeclaration] = [
  {
    name: 'vlm_subagent_tool',
    description: 'Call the VLM subagent to perform a subtask on a subregion of interest in the image.',
    parameters: {
      type: 'object',
      properties: {
        prompt: { type: 'string', description: 'The prompt to be passed to the VLM subagent.' },
        img_idx: {
          type: 'number',
          description: 'The index of the image (starting from 0) in the messages to be analyzed.',
        },
        task_type: {
          type: 'string',
          description:
            "The type of the subtask you want to perform. For example, 'subregion_caption', 'subregion_ocr', and 'subregion_question_answering'.",
        },
        bbox_2d: boxSchema(
          'The bounding box of the region if you want to zoom in, as [x1, y1, x2, y2], where (x1, y1) is the top-left corner and (x2, y2) is the bottom-right corner.',
        ),
      },
      required: ['prompt', 'img_idx', 'task_type', 'bbox_2d'],
    },
  },
]

/** Self-calling (sCoT): a region is handed to another call of the model. */
export const selfCalling = callingDialect({
  id: 'self-calling',
  name: 'Self-calling (sCoT)',
  space: 'input',
  tools,
  args: (numbers) => ({
    prompt: 'What is to be seen here?',
    img_idx: 0,
    task_type: 'subregion_question_answering',
    bbox_2d: numbers,
  }),
  shows: 'first',
  checkpoints: /self-?calling|\bscot\b/i,
  writeAnswer: (text) => `<answer>${text}</answer>`,
  crop,
})

/** Widened, then cut in whole pixels of the resized image (`frame`), as upstream does, and taken back to the image. */
function crop(region: Box<'source'>, size: Size, budgets: CropBudgets): Cut | undefined {
  if (!(region.right > region.left && region.bottom > region.top)) return undefined
  const frame = resizedOrNone(size, budgets.image, cell28)
  if (frame === undefined) return undefined
  const x = frame.width / size.width
  const y = frame.height / size.height
  const near = 1 - widening
  const [left, right] = [region.left * x * near, region.right * x * near + frame.width * widening]
  const [top, bottom] = [region.top * y * near, region.bottom * y * near + frame.height * widening]
  const [l, r] = [wholePixel(left, frame.width), wholePixel(right, frame.width)]
  const [t, b] = [wholePixel(top, frame.height), wholePixel(bottom, frame.height)]
  if (r - l < 1 || b - t < 1) return undefined
  const seen = resizedOrNone({ width: r - l, height: b - t }, budgets.crop, cell28)
  const original = truncatedCut(box(l / x, t / y, Math.round(r / x), Math.round(b / y)), size)
  return seen && original && { ...seenAt(seen, 'bicubic', cell28), crop: original }
}
