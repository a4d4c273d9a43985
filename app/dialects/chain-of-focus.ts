/**
 * Chain-of-Focus: DeepEyes' tool call, but pixels of the smart-resized image; the box is enlarged 1.5 times, cut from the
 * resized image and shown twice as large, in a user's turn.
 * Source of every rule: xtong-zhang/Chain-of-Focus, eval/vstar/vllm_inference.py (`find_absolute_bboxes`, `do_crop`,
 * `run_inference_loop`; first call of a turn; at least 112² pixels, at most 3840²).
 * A box that is none to `check_absolute_bbox_format` (past the edge, no area) is answered with all of the image, twice as large, without
 * a word: flagged `all-shown`.
 */
import { box, fullBox, sizeOf, type Box, type Size } from '../geometry/box'
import { smartResize } from '../geometry/smart-resize'
import type { Source } from '../geometry/spaces'
import type { ImageId, View } from '../trace/step'
import { cell28, genericRegion } from './crops'
import { deepEyes, zoomProperties } from './deepeyes'
import type { Budgets, CropBudgets, Cut, Dialect, SegmentEdge, WrittenSegment, Region } from './dialect'
import { chainOfFocusEdge } from './edges/chain-of-focus'
import {
  cutAfter,
  cutOut,
  otherFrame,
  ownBudget,
  regionOfCut,
  processed,
  resizeStage,
  seenAfter,
} from './pipeline'
import { alikeBudgets, plainThought, thinkTags } from './spans'
import { boxRequests, toolsOf } from './calls/write'

const tool = 'image_zoom_in_tool'
/** Numbers that are no box to the tool, which then shows all of the image. */
const noBox = [-1, -1, -1, -1]
const enlarged = 1.5
const zoom = 2
const description =
  'Zoom in on a specific region of an image by cropping it based on a bounding box (bbox_2d) and an optional object label.'
const parameters = { properties: zoomProperties, required: ['bbox_2d'], type: 'object' }

/** As the script writes it: with blanks in some places only. */
const declared =
  `{"type": "function", "function": {"name":"${tool}","description":"${description}","parameters":` +
  `${JSON.stringify(parameters).replace(',"type":"object"}', ', "type":"object"}')},` +
  '"args_format": "Format the arguments as a JSON object."}}'
const system =
  'You are a helpful assistant.\n\n# Tools\nYou may call one or more functions to assist with the user query.\nYou are provided ' +
  `with function signatures within <tools></tools> XML tags:\n<tools>\n${declared}\n</tools>\n\n` +
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
  budgets: alikeBudgets(112 ** 2, 3840 ** 2),
  pictures: 'pillow',
  decided: [
    {
      about: 'step',
      words: 'Upstream’s Python takes true in a box as a number; here such a box is none.',
      when: ({ raw }) => /"bbox_2d"\s*:\s*\[[^\]]*true/.test(raw),
    },
  ],
  shows: 'first',
  nested: 'seen',
  handBack: () => ({ role: 'user', before: '', after: prompt }),
  system,
  tools: toolsOf([{ name: tool, description, parameters }]),
  checkpoints: /chain[-_.]?of[-_.]?focus|\bcof\b/i,
  spans: deepEyes.spans,
  stop: ['</tool_call>', '</answer>'],
  ask: (question, looks) => (looks ? `Question: ${question}${prompt}` : question),
  thinking: thinkTags,
  plain: plainThought,
  overview,
  region,
  crop,
  request: boxRequests(tool, 'input'),
  edge,
  answer: (text) => `<answer>${text}</answer>`,
} as const satisfies Dialect

/** Pixels of the resized image; a box that leaves it is no box to the tool, which then shows all of the image. */
function region(numbers: readonly number[], source: Source): Region {
  const { region, flags } = genericRegion({ space: 'input', order: 'xyxy' }, numbers, source)
  if (numbers.length !== 4 || isBox(numbers, source.frame)) return { region, flags }
  const odd = flags.filter((f) => f !== 'invalid' && f !== 'clamped')
  return { region, flags: [...odd, 'all-shown'] }
}

/** `check_absolute_bbox_format`. */
function isBox([x0 = 0, y0 = 0, x1 = 0, y1 = 0]: readonly number[], { width: w, height: h }: Size): boolean {
  const inside = x0 >= 0 && x0 < w && y0 >= 0 && y0 < h && x1 > 0 && x1 <= w && y1 > 0 && y1 <= h
  return inside && x1 > x0 && y1 > y0
}

/** Enlarged by half around its middle, held inside, `int()` of the edges: whole pixels of the resized image. */
function enlargedBox([x0 = 0, y0 = 0, x1 = 0, y1 = 0]: readonly number[], frame: Size): Box<'source'> {
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2]
  const [width, height] = [(x1 - x0) * enlarged, (y1 - y0) * enlarged]
  return box(
    Math.trunc(Math.max(0, x - width / 2)),
    Math.trunc(Math.max(0, y - height / 2)),
    Math.trunc(Math.min(frame.width, x + width / 2)),
    Math.trunc(Math.min(frame.height, y + height / 2)),
  )
}

/** Cut out of the resized image, shown twice as large. What cannot be shown so is the resized image again, as it is. */
function crop(r: Box<'source'>, image: Size, budgets: CropBudgets): Cut | undefined {
  const frame = processed(image, budgets.image)
  if (frame === undefined) return undefined
  const [x, y] = [frame.width / image.width, frame.height / image.height]
  const numbers = budgets.numbers ?? [r.left * x, r.top * y, r.right * x, r.bottom * y]
  // `crop(None)` of Pillow is all of the image.
  const cut = isBox(numbers, frame) ? enlargedBox(numbers, frame) : fullBox<'source'>(frame)
  const { width, height } = sizeOf(cut)
  const tool = processed({ width: width * zoom, height: height * zoom }, budgets.crop)
  const stages = [
    resizeStage(frame, 'lanczos'),
    ...(tool === undefined ? [] : [cutOut(cut), resizeStage(tool, 'lanczos')]),
  ]
  const seen = processed(tool ?? frame, ownBudget)
  const crop = tool === undefined ? fullBox<'source'>(image) : regionOfCut(cut, frame, image)
  return seen && cutAfter(image, [...stages, resizeStage(seen)], { crop })
}

/** Resized by the script (LANCZOS), then by the model's own processor, which is stricter. */
function overview(image: ImageId, size: Size, budgets: Budgets): View {
  const shown = smartResize(size, budgets.image, cell28)
  const stages = [resizeStage(shown, 'lanczos'), resizeStage(smartResize(shown, ownBudget, cell28))]
  return { image, ...seenAfter(size, stages, cell28), ...otherFrame(shown, stages) }
}

/** The two images of all of the image that a call without a box is answered with. */
function edge(ended: WrittenSegment): SegmentEdge {
  const { views, size, budgets } = ended
  const image = views[0]?.image ?? ''
  const same = () => overview(image, size, budgets)
  const twice = () => {
    const cut = crop(fullBox<'source'>(size), size, { ...budgets, numbers: noBox })
    return cut && { image, ...cut, crop: fullBox<'image'>(size) }
  }
  return chainOfFocusEdge(ended, { same, twice })
}
