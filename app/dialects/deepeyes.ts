/**
 * DeepEyes: `<tool_call>` of `image_zoom_in_tool`, pixels of the original image; the crop is a user's turn.
 * Source of every rule: Visual-Agent/DeepEyes, eval/eval_vstar.py (prompts, first call of a turn, bicubic smart-resize) and
 * verl/workers/agent/envs/mm_process_engine/visual_toolbox_v5.py (clamp, least side 28, aspect 100; a box that was made larger
 * may leave the image, and is black there).
 * The evaluation script cuts by another rule: `deepeyes-eval`. Decided: v2's refusal of sides of at most 30 pixels is not kept, as
 * v5 and the evaluation do without it.
 */
import { box, clampBox, heightOf, sizeOf, widthOf, type Box, type Size } from '../geometry/box'
import type { Source } from '../geometry/spaces'
import type { LookFlag } from '../trace/step'
import { cell28, grownToLeast, heldRegion, overviewIn } from './crops'
import type { Budgets, Cut, Dialect, Region } from './dialect'
import { deepEyesEdge } from './edges/deepeyes'
import { cutAfter, cutOut, pillowBox, processed, resizeStage } from './pipeline'
import { budgetsOf, plainThought, thinkTags } from './spans'
import { callReader } from './calls/read'
import { boxRequests, boxSchema, toolsOf } from './calls/write'

const tool = 'image_zoom_in_tool'
const least = 28
const thinnest = 100
const description =
  'Zoom in on a specific region of an image by cropping it based on a bounding box (bbox) and an optional object label.'
/** What it is given, as the families with this tool declare it. */
export const zoomProperties = {
  bbox_2d: boxSchema(
    'The bounding box of the region to zoom in, as [x1, y1, x2, y2], where (x1, y1) is the top-left corner and (x2, y2) is the bottom-right corner.',
  ),
  label: {
    type: 'string',
    description: 'The name or label of the object in the specified bounding box (optional).',
  },
}
// Upstream's schema says `bbox` here; its examples and its code say `bbox_2d`.
const parameters = { type: 'object', properties: zoomProperties, required: ['bbox'] }

const system =
  'You are a helpful assistant.\n\n# Tools\nYou may call one or more functions to assist with the user query.\nYou are provided ' +
  'with function signatures within <tools></tools> XML tags:\n<tools>\n' +
  `${JSON.stringify({ type: 'function', function: { name: tool, description, parameters } })}\n</tools>\n\n` +
  '# How to call a tool\nReturn a json object with function name and arguments within <tool_call></tool_call> XML tags:\n' +
  '<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>\n\n**Example**:  \n<tool_call>  \n' +
  '{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [10, 20, 100, 200], "label": "the apple on the desk"}}  \n</tool_call>'

/** Said after every image, the first and each crop. */
const prompt =
  '\nThink first, call **image_zoom_in_tool** if needed, then answer. Format strictly as:  <think>...</think>  ' +
  '<tool_call>...</tool_call> (if tools needed)  <answer>...</answer> '

/** DeepEyes: zoom calls in pixels of the original. */
export const deepEyes = {
  id: 'deepeyes',
  name: 'DeepEyes',
  space: 'image',
  budgets: budgetsOf([4, 16384]),
  pictures: 'qwen-vl-utils',
  decided: [
    {
      about: 'step',
      words:
        'In a run a turn ends behind its first call; DeepEyes’ own loop answers up to three calls of one turn.',
      when: ({ raw }) => raw.includes('<tool_call>'),
    },
    {
      about: 'step',
      words: 'Upstream’s Python takes NaN and true in a box as numbers; here such a box is none.',
      when: ({ raw }) => /"bbox_2d"\s*:\s*\[[^\]]*(?:NaN|true)/.test(raw),
    },
  ],
  shows: 'first',
  nested: 'seen',
  // The marks of a tool's answer stand around it already.
  handBack: () => ({ role: 'user', before: '<tool_response>', after: `${prompt}</tool_response>` }),
  system,
  tools: toolsOf([{ name: tool, description, parameters: { ...parameters, required: ['bbox_2d'] } }]),
  checkpoints: /deep[-_.]?eyes(?![-_.]?(?:v2|eval))/i,
  // It has one image: an index in a call is of no effect.
  spans: callReader({ notation: { space: 'image', order: 'xyxy' }, ignoresIndex: true }),
  stop: ['</tool_call>', '</answer>'],
  ask: (question, looks) => (looks ? question + prompt : question),
  thinking: thinkTags,
  plain: plainThought,
  overview: overviewIn(cell28),
  region,
  crop,
  request: boxRequests(tool, 'image'),
  edge: (ended) => deepEyesEdge(ended, refuses),
  answer: (text) => `<answer>${text}</answer>`,
} as const satisfies Dialect

/** Pixels of the original, clamped; what the tool refuses is invalid, what it makes larger is flagged. */
function region(numbers: readonly number[], { size }: Source): Region {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  const { region, flags } = heldRegion(box(x1, y1, x2, y2), size)
  if (flags.includes('invalid')) return { region, flags }
  const [width, height] = [widthOf(region), heightOf(region)]
  const odd: LookFlag[] = []
  if (!isShown(region)) odd.push('invalid')
  else if (Math.min(width, height) < least) odd.push('grown')
  return { region, flags: [...flags, ...odd] }
}

/** Grown to 28 pixels, which may reach past the edge (black there), cut as Pillow cuts; then the model's own resize. */
function crop(r: Box<'source'>, picture: Size, budgets: Budgets): Cut | undefined {
  const taken = grownToLeast(r, least)
  if (!isShown(r) || !isShown(taken)) return undefined
  const cut = pillowBox(taken)
  const seen = cut && processed(sizeOf(cut), budgets.crop)
  return seen && cutAfter(picture, [cutOut(cut), resizeStage(seen)], { crop: clampBox(cut, picture) })
}

/** `validate_bbox`. */
function isShown(b: Box<'source'>): boolean {
  const [width, height] = [widthOf(b), heightOf(b)]
  return width > 0 && height > 0 && Math.max(width, height) / Math.min(width, height) <= thinnest
}

/** Whether `maybe_resize_bbox` gives no box for one held inside the image. */
function refuses([left = 0, top = 0, right = 0, bottom = 0]: readonly number[]): boolean {
  const held = box<'source'>(left, top, right, bottom)
  return !isShown(held) || !isShown(grownToLeast(held, least))
}
