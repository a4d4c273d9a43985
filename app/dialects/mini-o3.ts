/**
 * Mini-o3: `<grounding>{"bbox_2d": […], "source": "original_image" | "observation_i"}</grounding>`, 0..1 of that source, so
 * looks may be nested; the crop is a user's turn that counts actions and observations.
 * Source of every rule: Mini-o3/Mini-o3, verl/trainer/constants.py (prompts), verl/workers/rollout/vllm_rollout/
 * function_tools.py (`prepare_grounding_inputs_multi_turn`: int, last pixel not included, aspect below 200) and
 * vllm_rollout_spmd.py (last request of a turn; the crop is not enlarged by the tool, `process_image` brings it to
 * 40,000..2,000,000 pixels). `process_image` resizes by nearest neighbour before the model's bicubic; here it is bicubic once.
 * Decided: a request without `source` counts in the original and is flagged; upstream answers with an error.
 */
import { box, heightOf, widthOf, type Box, type Size } from '../geometry/box'
import type { Source } from '../geometry/spaces'
import type { LookFlag } from '../trace/step'
import {
  cell28,
  firstFrom,
  lastBefore,
  pillowCut,
  resizedOrNone,
  seenAt,
  thinnest,
  wholeView,
  writeNumbers,
  slack,
} from './crops'
import type { Budgets, Cut, Dialect, Region, Span, Written } from './dialect'
import {
  answerSpan,
  inOrder,
  jsonOf,
  matches,
  numbersOf,
  plainThought,
  recordOf,
  thinkTags,
  unreadable,
  type Found,
} from './spans'
import { roughNumbers } from './calls/read'

const system =
  "You are a helpful assistant. Answer the user's question based on the image provided. Output your thinking process within the " +
  '<think> and </think> tags. Whenever you find anything unclear, you can zoom in a specific region in the given image to see more ' +
  'clearly by outputing <grounding>{"bbox_2d": [x0, y0, x1, y1], "source": "original_image"}</grounding>, where (x0, y0) and ' +
  '(x1, y1) are the top-left and bottom-right coordinates of the region that you want to zoom in, respectively (suppose the width ' +
  "and height of the image are 1.0), and 'source' refers to the image that you zoom in and could be either 'original_image' or " +
  "'observation_i'. Once the final answer is confirmed, put it within <answer> and </answer>."

const goOn =
  '.\nContinue your reasoning process inside <think> and </think>. If needed, you can continue to zoom in on the original image or ' +
  'any of the observations, by outputting <grounding> and </grounding> as before. If the final answer is confirmed, put your final ' +
  'answer inside <answer> and </answer>.'

/** Mini-o3: grounding calls in fractions, of the image or of an earlier crop. */
export const miniO3 = {
  id: 'mini-o3',
  name: 'Mini-o3',
  space: 'unit',
  budgets: {
    image: { minPixels: 40_000, maxPixels: 2_000_000 },
    crop: { minPixels: 40_000, maxPixels: 2_000_000 },
  },
  shows: 'last',
  // `observations_list` keeps crops before `process_image`.
  nested: 'raw',
  handBack: (n) => ({
    role: 'user',
    before: `After the above Action ${n - 1}, here is the the zoom-in image (Observation ${n}):\n`,
    after: goOn,
  }),
  system,
  checkpoints: /mini[-_.]?o3/i,
  spans,
  stop: ['</grounding>', '</answer>'],
  ask: (question) => question,
  thinking: thinkTags,
  plain: plainThought,
  overview: (image, size, budgets) => wholeView(image, size, budgets.image, cell28),
  region,
  crop,
  request,
  answer: (text) => `<answer>${text}</answer>`,
} as const satisfies Dialect

function spans(text: string): readonly Span[] {
  const looks = matches(text, /<grounding>([\s\S]*?)(?:<\/grounding>|(?=<grounding>)|$)/g, (body): Found => {
    const record = recordOf(jsonOf(body.trim()))
    const numbers = numbersOf(record?.bbox_2d)
    if (numbers === undefined) return roughOr(body)
    const source = sourceOf(record?.source)
    const known = source ?? 0
    return {
      type: 'look',
      numbers,
      several: false,
      source: known,
      ...(source === undefined ? { rough: true } : {}),
    }
  })
  return inOrder([...looks, ...answerSpan(text)])
}

function roughOr(body: string): Found {
  const numbers = roughNumbers(body)
  return numbers === undefined
    ? { type: 'malformed', message: unreadable }
    : { type: 'look', numbers, several: false, rough: true }
}

/** 0 the original, i the i-th observation. */
function sourceOf(source: unknown): number | undefined {
  if (source === 'original_image') return 0
  const index = typeof source === 'string' ? /^observation_(\d+)/.exec(source)?.[1] : undefined
  return index === undefined ? undefined : Number(index)
}

/** `int(v * side)`, held to 0..side-1, the far edge not included. */
function region(numbers: readonly number[], { size: { width, height } }: Source): Region {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbers
  const flags: LookFlag[] = []
  if (Math.min(x1, y1) < 0 || Math.max(x2, y2) > 1) flags.push('clamped')
  const left = Math.max(0, pixelOf(x1, width))
  const top = Math.max(0, pixelOf(y1, height))
  const right = Math.min(width - 1, pixelOf(x2, width))
  const bottom = Math.min(height - 1, pixelOf(y2, height))
  const w = right - left
  const h = bottom - top
  if (w < 1 || h < 1 || w / h >= thinnest || h / w >= thinnest) flags.push('invalid')
  return { region: box(left, top, Math.max(left, right), Math.max(top, bottom)), flags }
}

function crop(r: Box<'source'>, picture: Size, budgets: Budgets): Cut | undefined {
  const cut = pillowCut(r, picture)
  if (cut === undefined) return undefined
  const processed = processedSize({ width: widthOf(cut), height: heightOf(cut) }, budgets)
  const seen = resizedOrNone(processed, { minPixels: 3136, maxPixels: 12_845_056 }, cell28)
  return seen && { ...seenAt(seen, 'bicubic', cell28), crop: cut }
}

/** `process_image`: into the budget, then at least 28 pixels a side. */
function processedSize(crop: Size, { crop: { minPixels, maxPixels } }: Budgets): Size {
  let size = crop
  const scaled = (factor: number, more = 0): Size => ({
    width: Math.trunc(size.width * factor + more),
    height: Math.trunc(size.height * factor + more),
  })
  if (size.width * size.height > maxPixels) size = scaled(Math.sqrt(maxPixels / (size.width * size.height)))
  if (size.width * size.height < minPixels) size = scaled(Math.sqrt(minPixels / (size.width * size.height)))
  if (Math.min(size.width, size.height) < 28) size = scaled(28 / Math.min(size.width, size.height), 1)
  return size
}

/** The tightest thousandths (as fine as its training data writes) whose region holds this one; `int` is taken back exactly. */
function request(r: Box<'source'>, { size: { width, height } }: Source): Written {
  const pixelIn = (side: number) => (n: number) => pixelOf(n / 1000, side)
  const near = (edge: number, side: number) =>
    lastBefore(Math.floor(edge + slack) + 1, side / 1000, pixelIn(side)) / 1000
  const far = (edge: number, side: number) =>
    Math.min(1, firstFrom(Math.ceil(edge - slack), side / 1000, pixelIn(side)) / 1000)
  const numbers = [near(r.left, width), near(r.top, height), far(r.right, width), far(r.bottom, height)]
  return {
    numbers,
    text: `<grounding>{"bbox_2d": ${writeNumbers(numbers, 3)}, "source": "original_image"}</grounding>`,
  }
}

function pixelOf(share: number, side: number): number {
  return Math.trunc(share * side)
}
