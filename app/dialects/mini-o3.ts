/**
 * Mini-o3: `<grounding>{"bbox_2d": […], "source": "original_image" | "observation_i"}</grounding>`, 0..1 of that source, so
 * looks may be nested; the crop is a user's turn that counts actions and observations.
 * Source of every rule: Mini-o3/Mini-o3, verl/trainer/constants.py (prompts), verl/workers/rollout/vllm_rollout/
 * function_tools.py (`prepare_grounding_inputs_multi_turn`: int, last pixel not included, aspect below 200) and
 * vllm_rollout_spmd.py (last request of a turn; the crop is not enlarged by the tool, `process_image` brings it to
 * 40,000..2,000,000 pixels by nearest neighbour before the model's bicubic); the whole image comes through
 * verl/utils/dataset/multimodal_dataset.py (the same budget by LANCZOS; a side under 28 pixels ends the sample there, not here).
 * Decided: a request without `source` counts in the original and is flagged; upstream answers with an error.
 */
import { box, sizeOf, type Box, type Size } from '../geometry/box'
import { smartResize, type PixelBudget } from '../geometry/smart-resize'
import type { Source } from '../geometry/spaces'
import type { ImageId, LookFlag, Stage, View } from '../trace/step'
import { cell28, firstFrom, lastBefore, pillowCut, slack, thinnest, writeNumbers } from './crops'
import type { Budgets, Cut, Dialect, Region, Span, WrittenRequest } from './dialect'
import { miniO3Edge } from './edges/mini-o3'
import { cutAfter, cutOut, ownBudget, processed, resizeStage, seenAfter, sizeAfterAll } from './pipeline'
import {
  alikeBudgets,
  answerSpan,
  spansInOrder,
  jsonOf,
  matches,
  finiteNumbers,
  plainThought,
  recordOf,
  thinkTags,
  unreadable,
  type UnplacedSpan,
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
  budgets: alikeBudgets(40_000, 2_000_000),
  pictures: 'pillow',
  decided: [
    {
      about: 'image',
      words: 'Mini-o3’s own data set leaves out images with a side under 28 px; here it is shown.',
      when: ({ size }) => Math.min(size.width, size.height) < cell28,
    },
    {
      about: 'reply',
      words: 'A box that cannot be read is told as a syntax error here, whatever Python says of it upstream.',
    },
  ],
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
  overview,
  region,
  crop,
  request,
  edge: (ended) => miniO3Edge(ended, (i) => (i === 0 ? ended.size : sizeBefore(ended.views[i]))),
  answer: (text) => `<answer>${text}</answer>`,
} as const satisfies Dialect

function spans(text: string): readonly Span[] {
  const looks = matches(
    text,
    /<grounding>([\s\S]*?)(?:<\/grounding>|(?=<grounding>)|$)/g,
    (body): UnplacedSpan => {
      const record = recordOf(jsonOf(body.trim()))
      const numbers = finiteNumbers(record?.bbox_2d)
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
    },
  )
  return spansInOrder([...looks, ...answerSpan(text)])
}

function roughOr(body: string): UnplacedSpan {
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

/** Brought into the budget by the training's data set (LANCZOS), then resized by the model's own processor. */
function overview(image: ImageId, size: Size, { image: budget }: Budgets): View {
  const stages = intoBudget(size, budget).map((to) => resizeStage(to, 'lanczos'))
  const fitted = sizeAfterAll(stages, size)
  return {
    image,
    ...seenAfter(size, [...stages, resizeStage(smartResize(fitted, ownBudget, cell28))], cell28),
  }
}

function crop(r: Box<'source'>, picture: Size, { crop: budget }: Budgets): Cut | undefined {
  const cut = pillowCut(r, picture)
  if (cut === undefined) return undefined
  const fitted = [cutOut(cut), ...processImage(sizeOf(cut), budget)]
  const seen = processed(sizeAfterAll(fitted, picture), ownBudget)
  return seen && cutAfter(picture, [...fitted, resizeStage(seen)], { crop: cut })
}

/** The sizes that `process_image` goes through, into the budget from above and below. */
function intoBudget(size: Size, { minPixels, maxPixels }: PixelBudget): readonly Size[] {
  const sizes: Size[] = []
  let now = size
  const scale = (to: number) => {
    const factor = Math.sqrt(to / (now.width * now.height))
    now = { width: Math.trunc(now.width * factor), height: Math.trunc(now.height * factor) }
    sizes.push(now)
  }
  if (now.width * now.height > maxPixels) scale(maxPixels)
  if (now.width * now.height < minPixels) scale(minPixels)
  return sizes
}

/** `process_image` of the rollout: nearest neighbour all the way, at least 28 pixels a side and thinner than 200 to 1. */
function processImage(size: Size, budget: PixelBudget): readonly Stage[] {
  const sizes = [...intoBudget(size, budget)]
  let now = sizes.at(-1) ?? size
  const to = (width: number, height: number) => {
    now = { width, height }
    sizes.push(now)
  }
  const shortest = Math.min(now.width, now.height)
  const grow = (side: number) => Math.trunc(side * (28 / shortest) + 1)
  if (shortest < 28) to(grow(now.width), grow(now.height))
  if (now.width / now.height >= thinnest) to(now.width, Math.trunc(now.width / 190 + 1))
  if (now.height / now.width >= thinnest) to(Math.trunc(now.height / 190 + 1), now.height)
  return sizes.map((s) => resizeStage(s, 'nearest'))
}

/** The tightest thousandths (as fine as its training data writes) whose region holds this one; `int` is taken back exactly. */
function request(r: Box<'source'>, { size: { width, height } }: Source): WrittenRequest {
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

/** A crop's own size, before it was made into model input. */
function sizeBefore(view: View | undefined): Size | undefined {
  return view?.crop && sizeOf(view.crop)
}

function pixelOf(share: number, side: number): number {
  return Math.trunc(share * side)
}
