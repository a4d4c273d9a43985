/**
 * Chain-of-Focus: DeepEyes' tool call, but pixels of the smart-resized image; the box is enlarged 1.5 times, cut from the
 * resized image and shown twice as large, in a user's turn.
 * Source of every rule: xtong-zhang/Chain-of-Focus, eval/vstar/vllm_inference.py (`find_absolute_bboxes`, `do_crop`,
 * `run_inference_loop`; first call of a turn; at least 112² pixels, at most 3840²).
 * Decided: a box past the edge is clamped and flagged; upstream then shows the whole image again without a word. The crop is
 * cut from the original at the same place: the picture upstream cuts from is the same one, resized before.
 */
import { box, clampBox, type Box, type Size } from '../geometry/box'
import { smartResize } from '../geometry/smart-resize'
import type { ImageId, LookFlag, View } from '../trace/step'
import { cell28, heldRegion, resizedOrNone, truncatedCut, viewOf, wholeView, writeNumbers } from './crops'
import { deepEyes } from './deepeyes'
import type { Budgets, Dialect } from './dialect'
import { plainThought, readingOf } from './spans'
import { toolsOf, writeCall } from './calls/write'

const tool = 'image_zoom_in_tool'
const enlarged = 1.5
const zoom = 2
const description =
  'Zoom in on a specific region of an image by cropping it based on a bounding box (bbox_2d) and an optional object label.'
const parameters = {
  properties: {
    bbox_2d: {
      type: 'array',
      items: { type: 'number' },
      minItems: 4,
      maxItems: 4,
      description:
        'The bounding box of the region to zoom in, as [x1, y1, x2, y2], where (x1, y1) is the top-left corner and (x2, y2) is the bottom-right corner.',
    },
    label: {
      type: 'string',
      description: 'The name or label of the object in the specified bounding box (optional).',
    },
  },
  required: ['bbox_2d'],
  type: 'object',
} as const

const declared = {
  type: 'function',
  function: { name: tool, description, parameters, args_format: 'Format the arguments as a JSON object.' },
}
const system =
  'You are a helpful assistant.\n\n# Tools\nYou may call one or more functions to assist with the user query.\nYou are provided ' +
  `with function signatures within <tools></tools> XML tags:\n<tools>\n${JSON.stringify(declared)}\n</tools>\n\n` +
  'For the function call, return a json object with function name and arguments within <tool_call></tool_call> XML tags:\n' +
  '<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>'

const prompt =
  '\nThink in the mind first, and then decide whether to call tools one or more times OR provide final answer. Format strictly ' +
  'as: <think>...</think> <tool_call>...</tool_call> <tool_call>...</tool_call> (if any tools needed) OR <answer>...</answer> ' +
  '(if no tools needed).'

export const chainOfFocus = {
  id: 'chain-of-focus',
  name: 'Chain-of-Focus',
  space: 'input',
  budgets: {
    image: { minPixels: 112 ** 2, maxPixels: 3840 ** 2 },
    crop: { minPixels: 112 ** 2, maxPixels: 3840 ** 2 },
  },
  shows: 'first',
  nested: 'seen',
  handBack: () => ({ role: 'user', before: '', after: prompt }),
  system,
  tools: toolsOf({ name: tool, description, parameters }),
  checkpoints: /chain[-_.]?of[-_.]?focus|\bcof\b/i,
  spans: deepEyes.spans,
  unmarked: false,
  stop: ['</tool_call>', '</answer>'],
  ask: (question, looks) => (looks ? `Question: ${question}${prompt}` : question),
  read: (text) => readingOf(deepEyes.spans(text), 'first'),
  afterLook: () => '',
  plain: plainThought,
  overview: (image, size, budgets) => ({
    ...wholeView(image, size, budgets.image, cell28),
    filter: 'lanczos',
  }),
  region,
  crop,
  request,
  answer: (text) => `<answer>${text}</answer>`,
} as const satisfies Dialect

function region(
  numbers: readonly number[],
  image: Size,
  frame: Size,
): { region: Box<'image'>; flags: LookFlag[] } {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  const x = image.width / frame.width
  const y = image.height / frame.height
  return heldRegion(box(x1 * x, y1 * y, x2 * x, y2 * y), image)
}

function crop(image: ImageId, r: Box<'image'>, size: Size, budgets: Budgets): View | undefined {
  const width = r.right - r.left
  const height = r.bottom - r.top
  if (!(width > 0 && height > 0)) return undefined
  const frame = smartResize(size, budgets.image, cell28)
  const x = frame.width / size.width
  const y = frame.height / size.height
  const dx = (width * (enlarged - 1)) / 2
  const dy = (height * (enlarged - 1)) / 2
  const wide = clampBox(box<'image'>(r.left - dx, r.top - dy, r.right + dx, r.bottom + dy), size)
  const inFrame = truncatedCut(box(wide.left * x, wide.top * y, wide.right * x, wide.bottom * y), frame)
  if (inFrame === undefined) return undefined
  const exact = {
    width: (inFrame.right - inFrame.left) * zoom,
    height: (inFrame.bottom - inFrame.top) * zoom,
  }
  const seen = resizedOrNone(exact, budgets.crop, cell28)
  const { left, top, right, bottom } = inFrame
  const cut = truncatedCut(
    box(
      left / x,
      top / y,
      Math.max(left / x + 1, Math.round(right / x)),
      Math.max(top / y + 1, Math.round(bottom / y)),
    ),
    size,
  )
  return seen && cut && { ...viewOf(image, seen, 'lanczos', cell28), crop: cut }
}

function request(r: Box<'image'>, image: Size, frame: Size): { numbers: readonly number[]; text: string } {
  const x = frame.width / image.width
  const y = frame.height / image.height
  const numbers = [
    Math.floor(r.left * x),
    Math.floor(r.top * y),
    Math.min(frame.width, Math.ceil(r.right * x)),
    Math.min(frame.height, Math.ceil(r.bottom * y)),
  ]
  return { numbers, text: writeCall(tool, `"bbox_2d": ${writeNumbers(numbers)}, "label": "region"`) }
}
