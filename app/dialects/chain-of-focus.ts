/**
 * Chain-of-Focus: DeepEyes' tool call, but pixels of the smart-resized image; the box is enlarged 1.5 times, cut from the
 * resized image and shown twice as large, in a user's turn.
 * Source of every rule: xtong-zhang/Chain-of-Focus, eval/vstar/vllm_inference.py (`find_absolute_bboxes`, `do_crop`,
 * `run_inference_loop`; first call of a turn; at least 112² pixels, at most 3840²).
 * Decided: a box past the edge is clamped and flagged; upstream then shows the whole image again without a word. The crop is
 * cut from the original at the same place: the picture upstream cuts from is the same one, resized before.
 */
import { box, clampBox, heightOf, widthOf, type Box, type Size } from '../geometry/box'
import { numbersFor, type Source } from '../geometry/spaces'
import { cell28, resizedOrNone, seenAt, truncatedCut, whole, wholeView } from './crops'
import { deepEyes } from './deepeyes'
import type { Budgets, Cut, Dialect, Written } from './dialect'
import { plainThought, thinkTags } from './spans'
import { toolsOf, writeBoxCall } from './calls/write'

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

/** Chain-of-Focus: zoom calls in pixels of the resized input. */
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
  stop: ['</tool_call>', '</answer>'],
  ask: (question, looks) => (looks ? `Question: ${question}${prompt}` : question),
  thinking: thinkTags,
  plain: plainThought,
  overview: (image, size, budgets) => ({
    ...wholeView(image, size, budgets.image, cell28),
    filter: 'lanczos',
  }),
  crop,
  request,
  answer: (text) => `<answer>${text}</answer>`,
} as const satisfies Dialect

/**
 * Enlarged, then cut in whole pixels of the resized picture (`frame`), as upstream does; numbers of that frame are no box of the
 * picture before they are taken back to it.
 */
function crop(r: Box<'source'>, picture: Size, budgets: Budgets): Cut | undefined {
  const [width, height] = [widthOf(r), heightOf(r)]
  if (!(width > 0 && height > 0)) return undefined
  const frame = resizedOrNone(picture, budgets.image, cell28)
  if (frame === undefined) return undefined
  const [x, y] = [frame.width / picture.width, frame.height / picture.height]
  const dx = (width * (enlarged - 1)) / 2
  const dy = (height * (enlarged - 1)) / 2
  const wide = clampBox(box<'source'>(r.left - dx, r.top - dy, r.right + dx, r.bottom + dy), picture)
  const [left, right] = [whole(wide.left * x, frame.width), whole(wide.right * x, frame.width)]
  const [top, bottom] = [whole(wide.top * y, frame.height), whole(wide.bottom * y, frame.height)]
  if (right - left < 1 || bottom - top < 1) return undefined
  const seen = resizedOrNone(
    { width: (right - left) * zoom, height: (bottom - top) * zoom },
    budgets.crop,
    cell28,
  )
  const far = (edge: number, near: number) => Math.max(near + 1, Math.round(edge))
  const cut = truncatedCut(
    box(left / x, top / y, far(right / x, left / x), far(bottom / y, top / y)),
    picture,
  )
  return seen && cut && { ...seenAt(seen, 'lanczos', cell28), crop: cut }
}

function request(r: Box<'source'>, source: Source, label?: string): Written {
  const numbers = numbersFor({ space: 'input', order: 'xyxy' }, r, source)
  return { numbers, text: writeBoxCall(tool, numbers, label === undefined ? {} : { label }) }
}
